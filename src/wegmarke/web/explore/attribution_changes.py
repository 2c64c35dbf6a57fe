"""Why credits changed since a day: figures before and after, by which events, and what somebody decided meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from wegmarke.domain import UsageError
from wegmarke.domain.changes import ChangeAct
from wegmarke.domain.numbers import Money
from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Twin
from wegmarke.web.front import Result
from wegmarke.web.problem_words import ProblemText, problem_text
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Selection, read_day, with_params
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles

SINCE: Final = "since"
Row = Mapping[str, object]
_KINDS: Final = {
    "conversion_added": marked("change", "New conversions"),
    "conversion_removed": marked("change", "Conversions that are gone"),
    "value_changed": marked("change", "Conversions whose value changed"),
    "touch_added": marked("change", "Touches that came onto paths"),
    "touch_removed": marked("change", "Touches that left paths"),
}
_ACTS: Final = {
    "joined": marked("change", "Two were joined"),
    "split": marked("change", "One was split"),
    "link_removed": marked("change", "A link between identifiers was removed"),
    "link_restored": marked("change", "A link between identifiers was restored"),
    "rules_changed": marked("change", "Rules of identity were changed"),
    "internal_named": marked("change", "One of our own people was named"),
    "internal_taken_back": marked("change", "A name of our own people was taken back"),
    "identifier_given": marked("change", "An account was given an identifier"),
    "map_kept": marked("change", "A version of a map was kept, perhaps with other rules of touchpoints"),
    "map_moved": marked("change", "A version of a map became live or was taken down"),
    "costs_added": marked("change", "Costs were written down"),
    "costs_removed": marked("change", "Costs were removed"),
}


@dataclass(frozen=True)
class ChangesPart:
    """What the section about changes shows.

    Attributes:
        head: conversions and value before and after, in one sentence.
        events: which events did it.
        credits: credits by touchpoint before and after.
        acts: what somebody decided meanwhile.
        result: what was computed; None where there is a problem.
        problem: why it could not be.
        csv: where every event can be downloaded.
    """

    head: str = ""
    events: Twin | None = None
    credits: Twin | None = None
    acts: Twin | None = None
    result: Result | None = None
    problem: ProblemText | None = None
    csv: str = ""


def changes_part(
    page: Page, selection: Selection, model: tuple[str, str], asked: Mapping[str, object], titles: Titles
) -> ChangesPart | None:
    """Return what changed since the day in the address; None where it names none.

    Args:
        page: the page.
        selection: its unit and period.
        model: id and name of the model.
        asked: conversion and look-back, as they are asked of the workspace.
        titles: names of touchpoints.
    """
    try:
        since = _since(page)
        if since is None:
            return None
        common = {"by": selection.by.value, "start": selection.start, "end": selection.end, **asked}
        log = page.analytics.attribution_change_log(since, **common)  # type: ignore[arg-type]
        credits_ = page.analytics.attribution_changes(since, model=model[0], **common)  # type: ignore[arg-type]
        acts = page.analytics.attribution_acts(since)
    except UsageError as error:
        return ChangesPart(problem=problem_text(error, page.reader))
    reader, rows = page.reader, credits_.to_pyarrow().to_pylist()
    currency = next((str(row["currency"]) for row in log.to_pyarrow().to_pylist() if row["currency"]), "")
    return ChangesPart(
        _head(rows, currency, since, reader), _events(log.to_pyarrow().to_pylist(), titles, reader),
        _credits(rows, currency, titles, reader), _acts(acts, reader), log, None,
        with_params("/explore/attribution-changes.csv", page.params),
    )  # fmt: skip


def changed_events(page: Page, selection: Selection) -> Result:
    """Return every event that made credits change since the day in the address.

    Raises:
        UsageError: where it names none.
    """
    since = _since(page)
    if since is None:
        raise UsageError("since: expected a date like 2026-03-01; got none. Write one.")
    text = page.params.get("conversion", "")
    return page.analytics.attribution_changes(
        since, by=selection.by.value, conversion=(text,) if text else (), start=selection.start, end=selection.end,
        events=True,
    )  # fmt: skip


def _since(page: Page) -> datetime | None:
    day = read_day(SINCE, page.params)
    return None if day is None else datetime.combine(day, time(), page.reader.zone)


def _head(rows: Sequence[Row], currency: str, since: datetime, reader: Reader) -> str:
    f = reader.formats
    before, after = (sum(_number(row[f"conversions_{when}"]) for row in rows) for when in ("before", "after"))
    worth = [int(sum(_number(row[f"value_{when}_minor"]) for row in rows)) for when in ("before", "after")]
    said = reader.t.gettext(
        "Since %(day)s: conversions %(before)s → %(after)s", day=f.day(since, reader.zone), before=f.number(before),
        after=f.number(after),
    )  # fmt: skip
    if not currency:
        return said
    was, is_ = (f.money(Money(minor, currency)) for minor in worth)
    value = reader.t.gettext("value %(before)s → %(after)s", before=was, after=is_)
    return f"{said}, {value}"


def _events(rows: Sequence[Row], titles: Titles, reader: Reader) -> Twin:
    t, f = reader.t, reader.formats
    heads = (
        (t.pgettext("change", "What changed"), False), (t.pgettext("attribution", "Touchpoint"), False),
        (t.pgettext("change", "Events"), True), (t.pgettext("change", "of these late"), True),
        (t.pgettext("change", "Units"), True), (t.pgettext("change", "Change of value"), True),
    )  # fmt: skip
    lines = [
        (
            t.label(_KINDS[str(row["kind"])]), titles.touchpoint(str(row["touchpoint"])) if row["touchpoint"] else "",
            f.number(_number(row["events"])), f.number(_number(row["late"])), f.number(_number(row["units"])),
            _money(row["value_minor"], str(row["currency"] or ""), reader),
        )
        for row in rows
    ]  # fmt: skip
    return Twin(heads, lines)


def _credits(rows: Sequence[Row], currency: str, titles: Titles, reader: Reader) -> Twin:
    t, f = reader.t, reader.formats
    heads = (
        (t.pgettext("attribution", "Touchpoint"), False), (t.pgettext("change", "Conversions before"), True),
        (t.pgettext("change", "Conversions after"), True), (t.pgettext("change", "Change of value"), True),
    )  # fmt: skip
    nobody = t.pgettext("attribution", "Unattributed")
    changed = [row for row in rows if row["difference_minor"] or row["conversions_before"] != row["conversions_after"]]
    lines = [
        (
            nobody if row["touchpoint"] == "(unattributed)" else titles.touchpoint(str(row["touchpoint"])),
            f.number(_number(row["conversions_before"]), 2), f.number(_number(row["conversions_after"]), 2),
            _money(row["difference_minor"], currency, reader),
        )
        for row in sorted(changed, key=lambda row: -abs(_number(row["difference_minor"])))
    ]  # fmt: skip
    return Twin(heads, lines)


def _acts(acts: Sequence[ChangeAct], reader: Reader) -> Twin:
    t, f = reader.t, reader.formats
    heads = (
        (t.pgettext("change", "What somebody did"), False), (t.pgettext("change", "How often"), True),
        (t.pgettext("change", "Last"), False), (t.pgettext("change", "Why"), False),
    )  # fmt: skip
    groups: dict[str, list[ChangeAct]] = defaultdict(list)
    for act in acts:
        groups[act.act].append(act)
    lines = [
        (
            t.label(_ACTS[name]) if name in _ACTS else name, f.number(len(found)),
            f"{f.instant(found[-1].at, reader.zone)} · {found[-1].by}", found[-1].why,
        )
        for name, found in groups.items()
    ]  # fmt: skip
    return Twin(heads, lines)


def _money(minor: object, currency: str, reader: Reader) -> str:
    return reader.formats.money(Money(minor, currency)) if isinstance(minor, int) and currency else ""


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
