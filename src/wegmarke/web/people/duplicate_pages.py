"""Handlers of the review of suggested duplicates."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from litestar import MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import UsageError
from wegmarke.domain.accounts import Named
from wegmarke.domain.duplicates import DuplicateLine, DuplicatePair, Review, Verdict
from wegmarke.domain.errors import unknown_value
from wegmarke.web.listing import pager, read_page
from wegmarke.web.people.duplicates import (
    DUPLICATES,
    SUBJECTS,
    account_column,
    chance,
    duplicate_row,
    pair_url,
    quality_words,
    review_choices,
    search_words,
    side_label,
    side_url,
    subject_choices,
    threshold_choices,
    value_row,
    verdict_words,
)
from wegmarke.web.people.plans import Question, figure_rows, guard_words, side_column
from wegmarke.web.reader import Reader
from wegmarke.web.selection import with_params
from wegmarke.web.site import Page, render

_SIZE = 50
_PAIR = f"{DUPLICATES}/{{left:int}}/{{right:int}}"
_LONGEST_TEXT = 500


class Because(msgspec.Struct, frozen=True):
    """The form under a decision."""

    reason: str = ""


@get(DUPLICATES, sync_to_thread=True)
def duplicate_list(page: NamedDependency[Page]) -> Response[str]:
    """Show pairs that are probably one."""
    reader, number = page.reader, read_page(page.params)
    subject, threshold = _subject(page.params), _threshold(page.params)
    review = _review(page.params)
    found = page.front.duplicates.list(subject, review, threshold, page=number, size=_SIZE)
    kept = _kept(page.params)
    return page.render(
        "people/duplicates.html",
        title=reader.t.pgettext("duplicates", "Duplicates"),
        place="people",
        lines=[duplicate_row(line, subject, kept, reader) for line in found.lines],
        subject=subject,
        subjects=subject_choices(subject, reader),
        reviews=review_choices(found, review, kept, reader),
        thresholds=threshold_choices(found.quality.threshold, kept, reader),
        is_open=review is Review.UNDECIDED,
        quality=quality_words(found.quality, reader),
        search=search_words(found.search, reader),
        has_searched=found.search.found_at is not None,
        done=_done(page),
        pager=pager(number, _SIZE, found.total, DUPLICATES, {**kept, **_review_param(review)}, reader),
        total=found.total,
    )


@post(f"{DUPLICATES}/search", sync_to_thread=True, status_code=303)
def search_duplicates(page: NamedDependency[Page]) -> Redirect:
    """Begin to search; the list shows how far it is."""
    subject = _subject(page.params)
    if page.front.duplicates.search(subject).stage is None:
        page.front.duplicates.begin(subject)
    return Redirect(with_params(DUPLICATES, _kept(page.params)), status_code=303)


@get(f"{DUPLICATES}/progress", sync_to_thread=True)
def search_progress(page: NamedDependency[Page]) -> Response[str]:
    """Show how far a search is, as a part of a page that is looked at again and again."""
    search = search_words(page.front.duplicates.search(_subject(page.params)), page.reader)
    html = render("people/search_part.html", page.reader, DUPLICATES, search=search)
    return Response(html, media_type=MediaType.HTML)


@get(_PAIR, sync_to_thread=True)
def duplicate_pair(page: NamedDependency[Page], left: FromPath[int], right: FromPath[int]) -> Response[str]:
    """Show a pair side by side."""
    subject, kept = _subject(page.params), _kept(page.params)
    found = page.front.duplicates.get(subject, left, right, _threshold(page.params))
    line, reader = found.line, page.reader
    rows = [value_row(value, subject, reader) for value in found.values]
    return page.render(
        "people/duplicate.html",
        title=_question(subject, reader),
        place="people",
        sides=[(side_label(side, subject, reader), side_url(side, subject)) for side in _sides(line)],
        is_joined=line.is_joined,
        rows=rows,
        probability=chance(line.probability, reader),
        verdict=verdict_words(line, reader),
        why=line.why,
        is_decided=line.verdict is not None,
        is_together=line.is_together,
        back=with_params(DUPLICATES, {**kept, **_review_param(_review_of(line.verdict))}),
        confirm_url=pair_url(left, right, kept, "/confirm"),
        refuse_url=pair_url(left, right, kept, "/refuse"),
        reopen_url=pair_url(left, right, kept, "/reopen"),
        split_url=_split_url(subject, found, kept),
        later_url=_next_url(found, kept),
        remaining=reader.t.ngettext("%(n)s pair behind this one", "%(n)s pairs behind this one", found.remaining),
        done=_done(page),
    )


@get(f"{_PAIR}/confirm", sync_to_thread=True)
def confirm_plan(page: NamedDependency[Page], left: FromPath[int], right: FromPath[int]) -> Response[str]:
    """Show what confirming a pair would change."""
    return (_plan_of_accounts if _subject(page.params) == "account" else _plan_of_persons)(page, left, right)


def _plan_of_accounts(page: Page, left: int, right: int) -> Response[str]:
    reader, t = page.reader, page.reader.t
    plan = page.front.duplicates.plan_accounts(left, right)
    note = t.gettext(
        "All analyses follow at once: touches, memberships, opportunities and buying groups of both are those of one "
        "account. The decision can be taken back on the page of the pair."
    )
    return page.render(
        "people/merge_accounts.html",
        title=t.gettext("Treat two accounts as one"),
        place="people",
        sides=[account_column(plan.first, reader), account_column(plan.second, reader)],
        result=account_column(plan.result, reader),
        figures=figure_rows(plan.figures, reader),
        question=_asked(page, (left, right), "/confirmed", note, t.gettext("Treat as one account")),
    )


def _plan_of_persons(page: Page, left: int, right: int) -> Response[str]:
    reader, t = page.reader, page.reader.t
    plan = page.front.duplicates.plan(left, right)
    note = t.gettext("All analyses follow at once. The link can be removed again later; the history keeps both acts.")
    return page.render(
        "people/merge.html",
        title=t.gettext("Treat two persons as one"),
        place="people",
        sides=[side_column(plan.first, reader), side_column(plan.second, reader)],
        result=side_column(plan.result, reader),
        guards=[guard_words(guard, reader) for guard in plan.guards],
        figures=figure_rows(plan.figures, reader),
        question=_asked(page, (left, right), "/confirmed", note, t.gettext("Treat as one person")),
    )


@get(f"{_PAIR}/apart", sync_to_thread=True)
def apart_plan(page: NamedDependency[Page], left: FromPath[int], right: FromPath[int]) -> Response[str]:
    """Show what taking two accounts apart would change that a decision joined."""
    reader, t = page.reader, page.reader.t
    plan = page.front.duplicates.plan_apart(left, right)
    note = t.gettext(
        "All analyses follow at once: touches, memberships, opportunities and buying groups go back to the account "
        "that they name. The pair is open again and can be decided anew."
    )
    return page.render(
        "people/split_account.html",
        title=t.gettext("Take an account apart"),
        place="people",
        before=[account_column(plan.before, reader)],
        after=[account_column(side, reader) for side in plan.after],
        figures=figure_rows(plan.figures, reader),
        question=_asked(page, (left, right), "/reopen", note, t.gettext("Take apart")),
    )


def _asked(page: Page, pair: tuple[int, int], act_url: str, note: str, act: str) -> Question:
    kept, reader = _kept(page.params), page.reader
    return Question(
        url=pair_url(*pair, kept, act_url),
        fields={},
        note=note,
        act=act,
        back_url=pair_url(*pair, kept),
        back=_question(_subject(page.params), reader),
        root_url=with_params(DUPLICATES, kept),
        root=reader.t.pgettext("duplicates", "Duplicates"),
    )


@post(f"{_PAIR}/confirmed", sync_to_thread=True, status_code=303)
def confirm_pair(
    page: NamedDependency[Page], left: FromPath[int], right: FromPath[int], data: URLEncodedBody[Because]
) -> Redirect:
    """Treat both as one, and go on to the next pair."""
    subject, kept = _subject(page.params), _kept(page.params)
    if not data.reason.strip():
        raise UsageError("reason: expected a few words that say why; got nothing. They stay with the change.")
    following = _next_url(page.front.duplicates.get(subject, left, right, _threshold(page.params)), kept, "confirmed")
    page.front.duplicates.confirm(subject, left, right, data.reason.strip()[:_LONGEST_TEXT])
    return Redirect(following, status_code=303)


@post(f"{_PAIR}/refuse", sync_to_thread=True, status_code=303)
def refuse_pair(
    page: NamedDependency[Page], left: FromPath[int], right: FromPath[int], data: URLEncodedBody[Because]
) -> Redirect:
    """Say that both are two, and go on to the next pair."""
    subject, kept = _subject(page.params), _kept(page.params)
    following = _next_url(page.front.duplicates.get(subject, left, right, _threshold(page.params)), kept, "refused")
    page.front.duplicates.refuse(subject, left, right, data.reason.strip()[:_LONGEST_TEXT])
    return Redirect(following, status_code=303)


@post(f"{_PAIR}/reopen", sync_to_thread=True, status_code=303)
def reopen_pair(
    page: NamedDependency[Page], left: FromPath[int], right: FromPath[int], data: URLEncodedBody[Because]
) -> Redirect:
    """Take a decision back, and look at the pair again."""
    subject, kept = _subject(page.params), _kept(page.params)
    page.front.duplicates.reopen(subject, left, right, data.reason.strip()[:_LONGEST_TEXT])
    return Redirect(pair_url(left, right, {**kept, "done": "reopened"}), status_code=303)


def _sides(line: DuplicateLine) -> tuple[Named, ...]:
    return (line.first,) if line.is_joined else (line.first, line.second)


def _question(subject: str, reader: Reader) -> str:
    t = reader.t
    return t.gettext("One person or two?") if subject == "person" else t.gettext("One account or two?")


def _next_url(found: DuplicatePair, kept: Mapping[str, str], done: str = "") -> str:
    extra = {"done": done} if done else {}
    if found.next is None:
        return with_params(DUPLICATES, {**kept, **extra})
    return pair_url(*found.next, {**kept, **extra})


def _split_url(subject: str, found: DuplicatePair, kept: Mapping[str, str]) -> str:
    """Return the plan that removes the link a decision made; empty where there is none or it is gone."""
    line = found.line
    if line.joined is None or not line.is_joined:
        return ""
    if subject == "account":
        return pair_url(line.left, line.right, kept, "/apart")
    identifier, other = line.joined
    return with_params("/people/persons/split", {"identifier": str(identifier), "other": str(other)})


def _done(page: Page) -> str:
    t = page.reader.t
    return {
        "confirmed": t.gettext("The pair before is one now."),
        "refused": t.gettext("The pair before stays two and is not suggested again."),
        "reopened": t.gettext("The decision was taken back."),
    }.get(page.params.get("done", ""), "")


def _kept(params: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that go along from page to page."""
    subject = _subject(params)
    return {
        name: text
        for name, text in {
            "subject": "" if subject == "person" else subject,
            "threshold": params.get("threshold", ""),
        }.items()
        if text
    }


def _subject(params: Mapping[str, str]) -> str:
    subject = params.get("subject", "") or "person"
    if subject not in SUBJECTS:
        raise unknown_value("subject", subject[:40], list(SUBJECTS))
    return subject


def _threshold(params: Mapping[str, str]) -> float | None:
    text = params.get("threshold", "")
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"threshold: expected a probability like 0.8; got {text[:40]!r}.") from None


def _review(params: Mapping[str, str]) -> Review:
    text = params.get("review", "") or Review.UNDECIDED.value
    if text not in [*Review]:
        raise unknown_value("review", text[:40], [*Review])
    return Review(text)


def _review_param(review: Review) -> dict[str, str]:
    return {} if review is Review.UNDECIDED else {"review": review.value}


def _review_of(verdict: Verdict | None) -> Review:
    return Review.UNDECIDED if verdict is None else Review(verdict.value)
