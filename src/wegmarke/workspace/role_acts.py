"""Somebody says who takes a role in a buying group or gives it back: what it would change, and the act itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.accounts import BuyingGroup, BuyingRole, Named, RoleHolder
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.persons import AccountName, PersonLine
from wegmarke.domain.placements import RoleChange, RolePlan
from wegmarke.events import person_reading
from wegmarke.events import reading as event_reading
from wegmarke.identity import read_labels, reading
from wegmarke.workspace.buying_groups_door import BuyingGroupsDoor, needed_roles, seats
from wegmarke.workspace.said_by_hand import BY_HAND, Statement, say
from wegmarke.workspace.stores import Stores

_LONGEST = 200


def plan_role(stores: Stores, change: RoleChange, person: PersonLine) -> RolePlan:
    """Return the buying group as it is and as it would be.

    Raises:
        NotFound: when there is no such account.
        UsageError: when there is no such role, the person holds it already, or does not hold it.
    """
    before = _check(stores, change)
    labels = read_labels(stores.state, stores.keys, "account", [change.account])
    account = AccountName(change.account, labels.get(change.account, ""))
    return RolePlan(change, person, account, before, _after(stores, change, person, account, before))


def change_role(stores: Stores, change: RoleChange, reason: str) -> None:
    """Say it; it holds from now on.

    Raises:
        NotFound: when there is no such person or account.
        UsageError: when there is no such role, the person holds it already, or does not hold it.
    """
    with stores.work:
        _check(stores, change)
        name = "buying_role_removed" if change.is_removed else "buying_role_assigned"
        properties = {"solution": change.solution, "role": change.role}
        if change.opportunity:
            properties["opportunity"] = change.opportunity
        said = Statement(name, change.person, change.account, stores.clock.now(), -1, properties)
        say(stores, name, reason, [said], {"persons": [change.person], "accounts": [change.account]})


def _check(stores: Stores, change: RoleChange) -> BuyingGroup | None:
    if not change.is_removed and change.role not in [*BuyingRole]:
        raise unknown_value("role", change.role, [*BuyingRole])
    if not change.solution.strip() or len(change.solution) > _LONGEST:
        raise UsageError(f"solution: expected its name, at most {_LONGEST} characters; got {change.solution[:40]!r}.")
    if not reading.identifiers_of(stores.state, "account", change.account):
        raise NotFound(f"account: expected the number of an account; got {change.account}. See the list.")
    groups = BuyingGroupsDoor(stores, None).list(account=change.account, size=1_000).groups
    group = next((one for one in groups if one.solution == change.solution), None)
    holds = any(_is_meant(one, change) for one in (group.holders if group else ()))
    if holds and not change.is_removed:
        raise UsageError(f"person: expected somebody who is not {change.role} for {change.solution}; it is already.")
    if change.is_removed and not holds:
        raise UsageError(f"person: expected somebody who is {change.role} for {change.solution}; it is not any more.")
    return group


def _is_meant(one: RoleHolder, change: RoleChange) -> bool:
    return (one.person.number, one.role, one.opportunity) == (change.person, change.role, change.opportunity)


def _after(
    stores: Stores, change: RoleChange, person: PersonLine, account: AccountName, before: BuyingGroup | None
) -> BuyingGroup | None:
    held: Sequence[RoleHolder] = before.holders if before else ()
    if change.is_removed:
        held = [one for one in held if not _is_meant(one, change)]
    else:
        held = [*held, _holder(stores, change, person)]
    if before is None:
        before = BuyingGroup(Named(account.account, account.label), change.solution, None, (), ())
    if not held and not before.opportunities:
        return None
    percent, places = seats(held, needed_roles(stores, None))
    return replace(before, completeness=percent, seats=places, holders=tuple(held))


def _holder(stores: Stores, change: RoleChange, person: PersonLine) -> RoleHolder:
    named = Named(person.person, person.label or f"#{person.person}")
    rows = person_reading.last_touch_at(stores.engine, change.person, change.account).to_pylist()
    last = event_reading.in_utc(rows[0]["last_at"]) if rows else None
    return RoleHolder(named, change.role, stores.clock.now(), BY_HAND, None, last)
