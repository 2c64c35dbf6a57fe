"""Where a person belongs, written for a reader: memberships, and roles in buying groups, as they are and would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wegmarke.domain.accounts import BuyingGroup, Membership
from wegmarke.domain.persons import AccountName
from wegmarke.domain.placements import MembershipChange, MembershipPlan, RolePlan
from wegmarke.i18n import MISSING
from wegmarke.web.people.person import no_account
from wegmarke.web.people.persons import account_label, account_url, person_label, person_url
from wegmarke.web.people.records import source_words
from wegmarke.web.reader import Reader
from wegmarke.web.words import ROLES, word


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A person's dated place at an account; `is_present` where it lasts, `problem` where it counts for nothing."""

    account: str
    url: str
    role: str
    first: str
    last: str
    source: str
    is_present: bool
    problem: bool


@dataclass(frozen=True, slots=True)
class MembershipWords:
    """A change of memberships, in words.

    Attributes:
        moves: from, to and number of touches.
        opportunities, roles: what stays where it is, each with its account or solution.
        stays: where touches after leaving go on to belong; empty where the person joins another account.
    """

    person: str
    person_url: str
    account: str
    account_url: str
    leaves: str
    leaves_url: str
    role: str
    dates: str
    ends: tuple[PlaceRow, ...]
    overlapping: tuple[PlaceRow, ...]
    moves: tuple[tuple[str, str, str], ...]
    opportunities: tuple[tuple[str, str, str], ...]
    roles: tuple[tuple[str, str], ...]


def place_rows(lines: Sequence[Membership], reader: Reader) -> tuple[PlaceRow, ...]:
    """Write memberships of one person, those that last first, then the latest."""
    f, t = reader.formats, reader.t
    ordered = sorted(lines, key=lambda one: (one.to_at is not None, -(one.from_at.timestamp() if one.from_at else 0)))
    return tuple(
        PlaceRow(
            account=one.account.label,
            url=account_url(one.account.number),
            role=one.role or MISSING,
            first=f.day(one.from_at, reader.zone),
            last=f.day(one.to_at, reader.zone) if one.to_at else t.pgettext("membership", "lasts"),
            source=" ".join(filter(None, (source_words(one.source, reader), one.record if _is_short(one) else ""))),
            is_present=one.to_at is None and one.problem is None,
            problem=one.problem is not None,
        )
        for one in ordered
    )


def _is_short(one: Membership) -> bool:
    # The numbers that are given to what somebody says are no help to anybody.
    return len(one.record or "") < 20


def lasting_accounts(lines: Sequence[Membership]) -> list[tuple[str, str]]:
    """Return number and name of the accounts to which a person belongs now."""
    lasting = {one.account.number: one.account.label for one in lines if one.to_at is None and one.problem is None}
    return [(str(number), label) for number, label in lasting.items()]


def membership_words(plan: MembershipPlan, reader: Reader) -> MembershipWords:
    """Write the plan of a change of memberships."""
    return MembershipWords(
        person=person_label(plan.person.person, plan.person.label, reader),
        person_url=person_url(plan.person.person),
        account=account_label(plan.account, reader) if plan.account else "",
        account_url=account_url(plan.account.account) if plan.account else "",
        leaves=account_label(plan.leaves, reader) if plan.leaves else "",
        leaves_url=account_url(plan.leaves.account) if plan.leaves else "",
        role=plan.change.role,
        dates=_dates(plan.change, reader),
        ends=place_rows(plan.ends, reader),
        overlapping=place_rows(plan.overlapping, reader),
        moves=tuple(
            (_name(move.before, reader), _name(move.after, reader), reader.formats.number(move.touches))
            for move in plan.moves
        ),
        opportunities=tuple(
            (f"{one.source} {one.opportunity}", _name(one.account, reader), one.stage or MISSING)
            for one in plan.opportunities
        ),
        roles=tuple((word(ROLES, one.role, reader.t), solution) for solution, one in plan.roles),
    )


def membership_fields(params: Mapping[str, str]) -> dict[str, str]:
    """Return what the form says."""
    return {name: params.get(name, "") for name in ("account", "leaves", "role", "first", "last")}


def _name(name: AccountName | None, reader: Reader) -> str:
    return account_label(name, reader) if name else no_account(reader)


def _dates(change: MembershipChange, reader: Reader) -> str:
    f, t = reader.formats, reader.t
    if change.first and change.last:
        return f"{f.day(change.first)} – {f.day(change.last)}"
    return t.pgettext("period", "from %(day)s", day=f.day(change.first))


@dataclass(frozen=True, slots=True)
class RoleSteps:
    """A buying group now and then; `rows` are role, persons now, persons then, and whether they differ."""

    person: str
    person_url: str
    role: str
    solution: str
    before: str
    after: str
    rows: tuple[tuple[str, str, str, bool], ...]


def group_steps(plan: RolePlan, reader: Reader) -> RoleSteps:
    """Write the plan of a role."""
    roles = dict.fromkeys(seat.role for group in (plan.before, plan.after) if group is not None for seat in group.seats)
    rows = [
        (word(ROLES, role, reader.t), _persons(plan.before, role, reader), _persons(plan.after, role, reader))
        for role in roles
    ]
    return RoleSteps(
        person=person_label(plan.person.person, plan.person.label, reader),
        person_url=person_url(plan.person.person),
        role=word(ROLES, plan.change.role, reader.t),
        solution=plan.change.solution,
        before=_complete(plan.before, reader),
        after=_complete(plan.after, reader),
        rows=tuple((role, now, then, now != then) for role, now, then in rows),
    )


def _persons(group: BuyingGroup | None, role: str, reader: Reader) -> str:
    holders = [one.person for one in group.holders if one.role == role] if group else []
    names = dict.fromkeys(person_label(one.number, _plain(one.label), reader) for one in holders)
    return ", ".join(names) or reader.t.pgettext("chair", "nobody yet")


def _plain(label: str) -> str:
    return "" if label.startswith("#") else label


def _complete(group: BuyingGroup | None, reader: Reader) -> str:
    if group is None or group.completeness is None:
        return MISSING
    return reader.formats.percent(group.completeness / 100, 0)


def role_choices(persons: Mapping[int, str], reader: Reader) -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen: persons with touches at the account, and all roles."""
    return {
        "persons": [(str(number), person_label(number, label, reader)) for number, label in persons.items()],
        "roles": [(role, word(ROLES, role, reader.t)) for role in ROLES],
    }


def role_fields(params: Mapping[str, str]) -> dict[str, str]:
    """Return what the form says."""
    return {name: params.get(name, "") for name in ("person", "role", "solution", "opportunity", "removed")}
