"""Suggested duplicates, written for a reader: what agrees, how much that says, and how sure the whole is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wegmarke.domain.accounts import Named
from wegmarke.domain.duplicates import (
    AccountSide,
    Agreement,
    ComparedValue,
    DuplicateLine,
    DuplicatePage,
    DuplicateSearch,
    Review,
    SearchStage,
    ThresholdQuality,
    Verdict,
)
from wegmarke.i18n import MISSING, marked
from wegmarke.web.people.persons import account_url, person_url
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Choice, with_params

DUPLICATES = "/people/duplicates"
THRESHOLDS = (0.5, 0.8, 0.95, 0.2)
SUBJECTS = {"person": marked("units", "Persons"), "account": marked("units", "Accounts")}
REVIEWS = {
    Review.UNDECIDED: marked("duplicates", "To decide"),
    Review.CONFIRMED: marked("duplicates", "Confirmed"),
    Review.REFUSED: marked("duplicates", "Refused"),
}
STAGES = {
    SearchStage.READING: marked("duplicates", "Values are read"),
    SearchStage.COMPARING: marked("duplicates", "Records are compared"),
    SearchStage.KEEPING: marked("duplicates", "Pairs are written down"),
}
COLUMNS: Mapping[str, tuple[str, str]] = {
    "first_name": marked("property", "First name"),
    "surname": marked("property", "Surname"),
    "swapped_names": marked("property", "First name and surname"),
    "full_name": marked("property", "Whole name"),
    "born_on": marked("property", "Date of birth"),
    "mail": marked("property", "E-mail address"),
    "phone": marked("property", "Phone"),
    "number": marked("property", "Identity number"),
    "street": marked("property", "Street"),
    "postcode": marked("property", "Postcode"),
    "city": marked("property", "City"),
    "job_title": marked("property", "Job"),
    "name": marked("property", "Name"),
    "domain": marked("property", "Domain"),
    "website": marked("property", "Website"),
}
_DEBTOR_NUMBER = marked("account", "Debtor number")
LEVELS: Mapping[str, tuple[str, str]] = {
    "equal": marked("level", "equal"),
    "mistyped": marked("level", "one slip apart"),
    "mistyped_twice": marked("level", "two slips apart"),
    "similar": marked("level", "similar"),
    "remote": marked("level", "remotely similar"),
    "short": marked("level", "short form"),
    "within": marked("level", "part of the other"),
    "swapped": marked("level", "swapped"),
    "same_day": marked("level", "same day and month"),
    "same_year": marked("level", "same year"),
    "near": marked("level", "at most ten years apart"),
    "same_name": marked("level", "same before the @"),
    "similar_name": marked("level", "similar before the @"),
    "of_names": marked("level", "made of the names"),
    "extension": marked("level", "another extension"),
    "of_firm": marked("level", "that of the same domain"),
    "same_house": marked("level", "same house"),
    "similar_house": marked("level", "same number, similar street"),
    "same_street": marked("level", "same street"),
    "same_area": marked("level", "same area"),
    "same_words": marked("level", "most words equal"),
    "half_of_the_words": marked("level", "half of the words equal"),
    "a_word": marked("level", "one word equal"),
    "different": marked("level", "different"),
    "unknown": marked("level", "not known of both"),
}
_MOST_REASONS = 3
_MOST_BITS = 10.0
_LEAST_BITS = 0.3
"""What says less than this says nothing that anybody would notice."""


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """A pair in a list."""

    url: str
    first: str
    first_url: str
    second: str
    second_url: str
    probability: str
    speaks_for: str
    speaks_against: str
    is_together: bool
    decided: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A property of both sides; `width` is the length of its bar in percent, `sign` its side."""

    label: str
    left: str
    right: str
    level: str
    speaks: str
    sign: str
    width: str
    is_different: bool
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class SearchWords:
    """A search in words."""

    is_running: bool
    stage: str
    count: str
    value: str | None
    last: str
    failure: str


@dataclass(frozen=True, slots=True)
class AccountColumn:
    """An account as a column of a plan."""

    label: str
    number: str
    url: str
    identifiers: str
    touches: str
    persons: str
    first: str
    last: str


def duplicate_row(line: DuplicateLine, subject: str, params: Mapping[str, str], reader: Reader) -> DuplicateRow:
    """Write one line of the list."""
    f = reader.formats
    return DuplicateRow(
        url=pair_url(line.left, line.right, params),
        first=side_label(line.first, subject, reader),
        first_url=side_url(line.first, subject),
        second=side_label(line.second, subject, reader),
        second_url=side_url(line.second, subject),
        probability=chance(line.probability, reader),
        speaks_for=_reasons([one for one in line.agreements if one.speaks >= _LEAST_BITS], subject, reader),
        speaks_against=_reasons([one for one in line.agreements if one.speaks <= -_LEAST_BITS], subject, reader),
        is_together=line.is_together,
        decided=f.day(line.decided_at, reader.zone) if line.decided_at else "",
        by=line.decided_by,
        why=line.why or MISSING,
    )


def value_row(value: ComparedValue, subject: str, reader: Reader) -> ValueRow:
    """Write one property side by side."""
    says = bool(value.level) and value.level != "unknown" and abs(value.speaks) >= _LEAST_BITS
    return ValueRow(
        label=column_word(value.column, subject, reader),
        left=value.left or MISSING,
        right=value.right or MISSING,
        level=reader.t.label(LEVELS[value.level]) if value.level in LEVELS else value.level or MISSING,
        speaks=reader.formats.signed(value.speaks, 1) if says else "",
        sign=("for" if value.speaks > 0 else "against") if says else "",
        width=f"{min(abs(value.speaks) / _MOST_BITS, 1) * 100:.0f}",
        is_different=bool(value.left and value.right) and value.left != value.right,
        is_withheld=value.is_withheld,
    )


def column_word(column: str, subject: str, reader: Reader) -> str:
    """Name a property in the reader's language."""
    if column == "number" and subject == "account":
        return reader.t.label(_DEBTOR_NUMBER)
    return reader.t.label(COLUMNS[column]) if column in COLUMNS else column


def quality_words(quality: ThresholdQuality, reader: Reader) -> list[str]:
    """Say how good suggestions from a probability upwards are: by estimate, and as people decided."""
    t, f = reader.t, reader.formats
    said = []
    if quality.measured_precision is not None:
        said.append(
            t.gettext(
                "Measured: %(confirmed)s of %(decided)s decided pairs were confirmed (%(share)s).",
                confirmed=f.number(quality.confirmed),
                decided=f.number(quality.decided),
                share=f.percent(quality.measured_precision, 0),
            )
        )
    if quality.estimated_precision is not None and quality.estimated_recall is not None:
        said.append(
            t.gettext(
                "Estimated from the probabilities alone, not measured: %(precision)s of the suggestions from "
                "%(threshold)s upwards are right, and %(recall)s of all duplicates among the kept pairs are there.",
                precision=f.percent(quality.estimated_precision, 0),
                threshold=f.percent(quality.threshold, 0),
                recall=f.percent(quality.estimated_recall, 0),
            )
        )
    return said


def search_words(search: DuplicateSearch, reader: Reader) -> SearchWords:
    """Say how far a search is, or what the last one came to."""
    t, f = reader.t, reader.formats
    is_running = search.stage is not None
    last = ""
    if search.found_at is not None:
        last = t.gettext(
            "Last search: %(at)s; %(records)s records, %(pairs)s pairs.",
            at=f.instant(search.found_at, reader.zone),
            records=f.number(search.records),
            pairs=f.number(search.pairs),
        )
    return SearchWords(
        is_running=is_running,
        stage=t.label(STAGES[search.stage]) if search.stage is not None else "",
        count=f"{f.number(search.done)} / {f.number(search.total)}" if search.total else "",
        value=f"{100 * search.done / search.total:.0f}" if search.total else None,
        last=last,
        failure=search.failure,
    )


def account_column(side: AccountSide, reader: Reader) -> AccountColumn:
    """Write one account of a plan."""
    f = reader.formats
    return AccountColumn(
        label=side_label(side.account, "account", reader),
        number=f"#{side.account.number}",
        url=account_url(side.account.number),
        identifiers=f.number(side.identifiers),
        touches=f.number(side.touches),
        persons=f.number(side.persons),
        first=f.day(side.first_at, reader.zone) if side.first_at else MISSING,
        last=f.day(side.last_at, reader.zone) if side.last_at else MISSING,
    )


def review_choices(page: DuplicatePage, review: Review, params: Mapping[str, str], reader: Reader) -> list[Choice]:
    """Build the chooser between open and decided pairs, each with its count."""
    return [
        Choice(
            label=f"{reader.t.label(label)} ({reader.formats.number(page.counts.get(one.value, 0))})",
            url=with_params(DUPLICATES, params, review=None if one is Review.UNDECIDED else one.value),
            current=one is review,
        )
        for one, label in REVIEWS.items()
    ]


def subject_choices(subject: str, reader: Reader) -> list[Choice]:
    """Build the chooser between persons and accounts."""
    return [
        Choice(
            label=reader.t.label(label),
            url=with_params(DUPLICATES, {"subject": "" if one == "person" else one}),
            current=one == subject,
        )
        for one, label in SUBJECTS.items()
    ]


def threshold_choices(threshold: float, params: Mapping[str, str], reader: Reader) -> list[Choice]:
    """Build the chooser of the least probability; one that the URL names is among them."""
    return [
        Choice(
            label=reader.t.pgettext("duplicates", "from %(share)s", share=reader.formats.percent(one, 0)),
            url=with_params(DUPLICATES, params, threshold=None if one == THRESHOLDS[0] else f"{one:g}"),
            current=one == threshold,
        )
        for one in sorted({*THRESHOLDS, threshold})
    ]


def pair_url(left: int, right: int, params: Mapping[str, str], act: str = "") -> str:
    """Return the address of a pair, or of something to do with it."""
    return with_params(f"{DUPLICATES}/{left}/{right}{act}", params)


def side_label(side: Named, subject: str, reader: Reader) -> str:
    """Write how a person or account is called; without a label by number."""
    if side.label != f"#{side.number}":
        return side.label
    if subject == "person":
        return reader.t.pgettext("person", "Person #%(n)s", n=side.number)
    return reader.t.pgettext("account", "Account %(n)s", n=side.number)


def side_url(side: Named, subject: str) -> str:
    """Return the address of the page of a person or account."""
    return person_url(side.number) if subject == "person" else account_url(side.number)


def chance(probability: float | None, reader: Reader) -> str:
    """Write a probability; never 100 %, because no comparison is that sure."""
    if probability is None:
        return MISSING
    return reader.formats.percent(min(probability, 0.999), 1)


def verdict_words(line: DuplicateLine, reader: Reader) -> str:
    """Say what was decided, when and by whom; empty where nothing was."""
    if line.verdict is None:
        return ""
    values = {"day": reader.formats.day(line.decided_at, reader.zone), "by": line.decided_by}
    if line.verdict is Verdict.REFUSED:
        return reader.t.gettext("Decided on %(day)s by %(by)s: they are two.", **values)
    if line.is_joined:
        return reader.t.gettext("Decided on %(day)s by %(by)s: they are one.", **values)
    return reader.t.gettext("Decided on %(day)s by %(by)s: they are one. They were taken apart again since.", **values)


def _reasons(agreements: list[Agreement], subject: str, reader: Reader) -> str:
    strongest = sorted(agreements, key=lambda one: -abs(one.speaks))[:_MOST_REASONS]
    return (
        " · ".join(
            f"{column_word(one.column, subject, reader)}: {reader.t.label(LEVELS[one.level])}"
            for one in strongest
            if one.level in LEVELS
        )
        or MISSING
    )
