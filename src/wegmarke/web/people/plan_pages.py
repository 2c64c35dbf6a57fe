"""Plans of who is one person: each says first what would change, and asks for a reason."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import UsageError
from wegmarke.domain.persons import LinkPlan
from wegmarke.web.people.person import link_rows
from wegmarke.web.people.persons import PERSONS, person_url
from wegmarke.web.people.plans import Question, figure_rows, guard_words, side_column
from wegmarke.web.selection import with_params
from wegmarke.web.site import Page

MERGE = f"{PERSONS}/merge"
SPLIT = f"{PERSONS}/split"
RESTORE = f"{PERSONS}/restore"
LONGEST_TEXT = 500


class TwoPersons(msgspec.Struct, frozen=True):
    """The form under the plan of a merge."""

    first: int
    second: int
    reason: str = ""


class OneLink(msgspec.Struct, frozen=True):
    """The form under the plan to remove or restore a link."""

    identifier: int
    other: int
    reason: str = ""


class SomeIdentifiers(msgspec.Struct, frozen=True):
    """The form under the plan to split identifiers off."""

    identifiers: str
    reason: str = ""


@get(f"{PERSONS}/chosen", sync_to_thread=False)
def merge_chosen(person: FromQuery[list[int] | None] = None) -> Redirect:
    """Lead from two rows of the list to the plan of their merge; raise `UsageError` for any other number."""
    chosen = person or []
    if len(chosen) != 2:
        raise UsageError(f"person: expected two persons; got {len(chosen)}. Choose two in the list.")
    query = {"first": str(chosen[0]), "second": str(chosen[1])}
    return Redirect(with_params(MERGE, query), status_code=303)


@get(MERGE, sync_to_thread=True)
def merge_plan(page: NamedDependency[Page]) -> Response[str]:
    """Show what treating two persons as one would change."""
    reader, t = page.reader, page.reader.t
    plan = page.front.persons.plan_merge(read_whole("first", page.params), read_whole("second", page.params))
    return page.render(
        "people/merge.html",
        title=t.gettext("Treat two persons as one"),
        place="people",
        sides=[side_column(plan.first, reader), side_column(plan.second, reader)],
        result=side_column(plan.result, reader),
        guards=[guard_words(guard, reader) for guard in plan.guards],
        figures=figure_rows(plan.figures, reader),
        question=Question(
            url=f"{MERGE}/confirmed",
            fields={"first": str(plan.first.person), "second": str(plan.second.person)},
            note=t.gettext(
                "All analyses follow at once. The link can be removed again later; the history keeps both acts."
            ),
            act=t.gettext("Treat as one person"),
            back_url=PERSONS,
            back=t.pgettext("units", "Persons"),
        ),
    )


@post(f"{MERGE}/confirmed", sync_to_thread=True, status_code=303)
def merge(page: NamedDependency[Page], data: URLEncodedBody[TwoPersons]) -> Redirect:
    """Treat two persons as one."""
    return _done(page.front.persons.merge(data.first, data.second, read_reason(data.reason)), "merge")


@get(SPLIT, sync_to_thread=True)
def split_plan(page: NamedDependency[Page]) -> Response[str]:
    """Show what removing a link between two identifiers would change."""
    t, pair = page.reader.t, _pair(page.params)
    return _link_plan(
        page,
        page.front.persons.plan_split(*pair),
        title=t.gettext("Remove a link"),
        url=f"{SPLIT}/confirmed",
        fields=_pair_fields(pair),
        note=t.gettext(
            "All analyses follow at once. The removed link stays in the history and does not come back by itself."
        ),
        act=t.gettext("Remove the link"),
    )


@post(f"{SPLIT}/confirmed", sync_to_thread=True, status_code=303)
def split_person(page: NamedDependency[Page], data: URLEncodedBody[OneLink]) -> Redirect:
    """Remove a link."""
    return _done(page.front.persons.split(data.identifier, data.other, read_reason(data.reason)), "split")


@get(RESTORE, sync_to_thread=True)
def restore_plan(page: NamedDependency[Page]) -> Response[str]:
    """Show what taking the removal of a link back would change."""
    t, pair = page.reader.t, _pair(page.params)
    return _link_plan(
        page,
        page.front.persons.plan_restore(*pair),
        title=t.gettext("Restore a link"),
        url=f"{RESTORE}/confirmed",
        fields=_pair_fields(pair),
        note=t.gettext("All analyses follow at once. Guards have their say again; the history keeps both acts."),
        act=t.gettext("Restore the link"),
    )


@post(f"{RESTORE}/confirmed", sync_to_thread=True, status_code=303)
def restore_link(page: NamedDependency[Page], data: URLEncodedBody[OneLink]) -> Redirect:
    """Take the removal of a link back."""
    return _done(page.front.persons.restore(data.identifier, data.other, read_reason(data.reason)), "restore")


@get(f"{PERSONS}/{{person:int}}/part", sync_to_thread=True)
def split_off_plan(
    page: NamedDependency[Page], person: FromPath[int], identifier: FromQuery[list[int] | None] = None
) -> Response[str]:
    """Show what making a person of its own of some identifiers would change."""
    t, chosen = page.reader.t, sorted(set(identifier or ()))
    return _link_plan(
        page,
        page.front.persons.plan_split_off(person, tuple(chosen)),
        title=t.gettext("Split identifiers off"),
        url=f"{person_url(person)}/part/confirmed",
        fields={"identifiers": " ".join(map(str, chosen))},
        note=t.gettext("All analyses follow at once. Each removed link can be restored on the page of either person."),
        act=t.gettext("Split off as a person"),
    )


@post(f"{PERSONS}/{{person:int}}/part/confirmed", sync_to_thread=True, status_code=303)
def split_identifiers_off(
    page: NamedDependency[Page], person: FromPath[int], data: URLEncodedBody[SomeIdentifiers]
) -> Redirect:
    """Make a person of its own of some identifiers."""
    chosen = tuple(read_whole("identifiers", {"identifiers": text}) for text in data.identifiers.split())
    return _done(page.front.persons.split_off(person, chosen, read_reason(data.reason)), "part")


def _link_plan(
    page: Page, plan: LinkPlan, *, title: str, url: str, fields: dict[str, str], note: str, act: str
) -> Response[str]:
    reader = page.reader
    before = [side_column(side, reader) for side in plan.before]
    return page.render(
        "people/links.html",
        title=title,
        place="people",
        links=link_rows(plan.links, reader, with_acts=False),
        before=before,
        after=[side_column(side, reader) for side in plan.after],
        figures=figure_rows(plan.figures, reader),
        question=Question(url, fields, note, act, before[0].url, before[0].label),
    )


def _done(person: int, act: str) -> Redirect:
    return Redirect(with_params(person_url(person), {"done": act}), status_code=303)


def _pair(params: Mapping[str, str]) -> tuple[int, int]:
    return read_whole("identifier", params), read_whole("other", params)


def _pair_fields(pair: tuple[int, int]) -> dict[str, str]:
    return {"identifier": str(pair[0]), "other": str(pair[1])}


def read_whole(name: str, params: Mapping[str, str]) -> int:
    """Read a number from the URL or a form, or raise `UsageError`."""
    text = params.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise UsageError(f"{name}: expected a number; got {text[:40]!r}.")
    return int(text)


def read_reason(text: str) -> str:
    """Read why somebody does something, or raise `UsageError`: no act without a reason."""
    reason = text.strip()[:LONGEST_TEXT]
    if not reason:
        raise UsageError("reason: expected a few words that say why; got nothing. They stay with the change.")
    return reason
