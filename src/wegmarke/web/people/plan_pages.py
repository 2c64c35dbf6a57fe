"""Handlers of plans: each says first what would change; the act stands under it where the workspace has it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import UsageError
from wegmarke.domain.persons import MembershipChange
from wegmarke.web.people.front import ChangesMembership, Merges, PlansMembership, PlansMerge, PlansSplit, Splits
from wegmarke.web.people.person import link_rows
from wegmarke.web.people.persons import PERSONS, person_label, person_url
from wegmarke.web.people.plans import figure_rows, guard_words, membership_fields, membership_words, side_column
from wegmarke.web.selection import read_day, with_params
from wegmarke.web.site import Page

MERGE = f"{PERSONS}/merge"
SPLIT = f"{PERSONS}/split"
_LONGEST_TEXT = 500


class TwoPersons(msgspec.Struct, frozen=True):
    """The form under the plan of a merge."""

    first: int
    second: int
    reason: str = ""


class OneLink(msgspec.Struct, frozen=True):
    """The form under the plan of a split."""

    identifier: int
    other: int
    reason: str = ""


class Membership(msgspec.Struct, frozen=True):
    """The form under the plan of a membership."""

    account: int
    role: str = ""
    first: str = ""
    last: str = ""
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
    persons, reader = page.front.persons, page.reader
    if not isinstance(persons, PlansMerge):
        raise NotFoundException
    plan = persons.plan_merge(_whole("first", page.params), _whole("second", page.params))
    return page.render(
        "people/merge.html",
        title=reader.t.gettext("Treat two persons as one"),
        place="people",
        sides=[side_column(plan.first, reader), side_column(plan.second, reader)],
        result=side_column(plan.result, reader),
        guards=[guard_words(guard, reader) for guard in plan.guards],
        figures=figure_rows(plan.figures, reader),
        act=f"{MERGE}/confirmed",
        fields={"first": plan.first.person, "second": plan.second.person},
        back=PERSONS,
        is_possible=isinstance(persons, Merges),
    )


@post(f"{MERGE}/confirmed", sync_to_thread=True, status_code=303)
def merge(page: NamedDependency[Page], data: URLEncodedBody[TwoPersons]) -> Redirect:
    """Treat two persons as one."""
    persons = page.front.persons
    if not isinstance(persons, Merges):
        raise NotFoundException
    kept = persons.merge(data.first, data.second, _reason(data.reason))
    return Redirect(with_params(person_url(kept), {"done": "merge"}), status_code=303)


@get(SPLIT, sync_to_thread=True)
def split_plan(page: NamedDependency[Page]) -> Response[str]:
    """Show what removing a link between two identifiers would change."""
    persons, reader = page.front.persons, page.reader
    if not isinstance(persons, PlansSplit):
        raise NotFoundException
    plan = persons.plan_split(_whole("identifier", page.params), _whole("other", page.params))
    return page.render(
        "people/split.html",
        title=reader.t.gettext("Remove a link"),
        place="people",
        person=side_column(plan.person, reader),
        link=link_rows([plan.link], reader, plans_split=False)[0],
        parts_left=[side_column(part, reader) for part in plan.parts],
        figures=figure_rows(plan.figures, reader),
        identifier=plan.link.identifier,
        other=plan.link.other,
        is_possible=isinstance(persons, Splits),
    )


@post(f"{SPLIT}/confirmed", sync_to_thread=True, status_code=303)
def split_person(page: NamedDependency[Page], data: URLEncodedBody[OneLink]) -> Redirect:
    """Remove a link."""
    persons = page.front.persons
    if not isinstance(persons, Splits):
        raise NotFoundException
    kept = persons.split(data.identifier, data.other, _reason(data.reason))
    return Redirect(with_params(person_url(kept), {"done": "split"}), status_code=303)


@get(f"{PERSONS}/{{person:int}}/membership", sync_to_thread=True)
def membership_plan(page: NamedDependency[Page], person: FromPath[int]) -> Response[str]:
    """Ask for a membership, and show what it would change as soon as an account is named."""
    persons, reader = page.front.persons, page.reader
    if not isinstance(persons, PlansMembership):
        raise NotFoundException
    change = _change(person, page.params) if page.params.get("account") else None
    plan = persons.plan_membership(change) if change else None
    line = plan.person if plan else page.front.persons.get(person, size=1).person
    return page.render(
        "people/membership.html",
        title=reader.t.gettext("Place a person at an account"),
        place="people",
        person=person_label(line.person, line.label, reader),
        person_url=person_url(line.person),
        plan=membership_words(plan, reader) if plan else None,
        fields=membership_fields(change) if change else {"account": "", "role": "", "first": "", "last": ""},
        figures=figure_rows(plan.figures, reader) if plan else (),
        is_possible=isinstance(persons, ChangesMembership),
    )


@post(f"{PERSONS}/{{person:int}}/membership/confirmed", sync_to_thread=True, status_code=303)
def change_membership(page: NamedDependency[Page], person: FromPath[int], data: URLEncodedBody[Membership]) -> Redirect:
    """Keep a membership."""
    persons = page.front.persons
    if not isinstance(persons, ChangesMembership):
        raise NotFoundException
    fields = {"account": str(data.account), "role": data.role, "first": data.first, "last": data.last}
    persons.change_membership(_change(person, fields), _reason(data.reason))
    return Redirect(with_params(person_url(person), {"done": "membership"}), status_code=303)


def _change(person: int, params: Mapping[str, str]) -> MembershipChange:
    first, last = read_day("first", params), read_day("last", params)
    if first and last and first > last:
        raise UsageError(f"first, last: expected a membership that ends after it begins; got {first} to {last}.")
    role = params.get("role", "").strip()[:_LONGEST_TEXT]
    return MembershipChange(person, _whole("account", params), role, first, last)


def _whole(name: str, params: Mapping[str, str]) -> int:
    text = params.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise UsageError(f"{name}: expected a number; got {text[:40]!r}.")
    return int(text)


def _reason(text: str) -> str:
    reason = text.strip()[:_LONGEST_TEXT]
    if not reason:
        raise UsageError("reason: expected a few words that say why; got nothing. They stay with the change.")
    return reason
