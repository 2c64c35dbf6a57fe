"""The buying groups of a workspace: who decides what where, and which chairs are empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.accounts import buying_groups, completeness
from wegmarke.domain import NotFound
from wegmarke.domain.accounts import BuyingGroup, BuyingGroupPage, BuyingRole, RoleHolder, RoleSeat
from wegmarke.domain.errors import unknown_value
from wegmarke.events import reading
from wegmarke.workspace.naming import Names
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.stores import Stores


class BuyingGroupsDoor(Door):
    """Buying groups by account and solution.

    Which roles are needed is said by the caller as role and number of persons; otherwise each role that a persona of
    the reference map plays is needed once.
    """

    @operation("buying_groups")
    def list(
        self, account: int | None = None, needed: dict[str, int] | None = None, page: int = 1, size: int = 50
    ) -> BuyingGroupPage:
        """Return one page of the buying groups, of all accounts or of one, in the order of accounts and solutions.

        Raises:
            UsageError: when `needed` names a role that does not exist.
        """
        stores, template = self.stores, needed_roles(self.stores, needed)
        table = stores.answers.keep(
            "buying groups", stores.state_of_data, lambda: buying_groups.buying_groups(stores.engine)
        )
        if account is not None:
            table = table.filter(pc.equal(table["account"], account))
        shown = table.slice((max(1, page) - 1) * size, size)
        return BuyingGroupPage(table.num_rows, tuple(_groups(stores, shown, template)))

    @operation("buying_groups")
    def get(
        self, account: int, solution: str, opportunity: str | None = None, needed: dict[str, int] | None = None
    ) -> BuyingGroup:
        """Return one buying group; with an opportunity only those who hold a role for it or for all of them.

        Raises:
            NotFound: when neither an opportunity nor a role names the account with this solution.
            UsageError: when `needed` names a role that does not exist.
        """
        stores, template = self.stores, needed_roles(self.stores, needed)
        table = buying_groups.buying_groups(stores.engine)
        table = table.filter(pc.equal(table["account"], account))
        found = _groups(stores, table.filter(pc.equal(table["solution"], solution)), template, opportunity)
        if not found:
            there = ", ".join(repr(name) for name in table["solution"].to_pylist()) or "none"
            raise NotFound(
                f"buying group: expected an account with one of its solutions (account {account}: {there}); "
                f"got {solution!r}. See the list."
            )
        return found[0]


def needed_roles(stores: Stores, needed: Mapping[str, int] | None) -> dict[str, int]:
    """Return how many persons are needed in each role: as the caller says, else as the reference map does."""
    if needed is not None:
        for role in needed:
            if role not in [*BuyingRole]:
                raise unknown_value("role", role, [*BuyingRole])
        return dict(needed)
    reference = stores.library.reference()
    return {role: 1 for persona in reference.personas for role in persona.roles} if reference else {}


def _groups(
    stores: Stores, table: pa.Table, template: dict[str, int], opportunity: str | None = None
) -> list[BuyingGroup]:
    held = _holders(stores, table, opportunity)
    holders = [row for rows in held.values() for row in rows]
    names = Names(stores, persons=(row["person"] for row in holders), accounts=table["account"].to_pylist())
    return [_group(row, held[row["account"], row["solution"]], template, names) for row in table.to_pylist()]


def _holders(
    stores: Stores, table: pa.Table, opportunity: str | None
) -> defaultdict[tuple[int, str], list[dict[str, Any]]]:
    everybody = stores.answers.keep(
        "members of buying groups", stores.state_of_data, lambda: buying_groups.role_holders(stores.engine)
    )
    wanted = everybody.filter(pc.is_in(everybody["account"], value_set=table["account"].combine_chunks()))
    if opportunity is not None:
        of_it = pc.equal(wanted["opportunity"], opportunity)
        wanted = wanted.filter(pc.fill_null(of_it, True))
    found: defaultdict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for row in wanted.to_pylist():
        found[row["account"], row["solution"]].append(row)
    return found


def _group(row: dict[str, Any], holders: list[dict[str, Any]], template: dict[str, int], names: Names) -> BuyingGroup:
    held = tuple(role_holder(one, names) for one in holders)
    percent, places = seats(held, template)
    return BuyingGroup(
        account=names.account(row["account"]),
        solution=row["solution"],
        completeness=percent,
        seats=places,
        holders=held,
        opportunities=row["opportunities"],
        open_opportunities=row["open_opportunities"],
    )


def seats(holders: Sequence[RoleHolder], needed: Mapping[str, int]) -> tuple[int | None, tuple[RoleSeat, ...]]:
    """Return how complete a buying group is in percent, and its places: needed ones first, then other roles."""
    persons: defaultdict[str, set[int]] = defaultdict(set)
    touched: defaultdict[str, list[datetime]] = defaultdict(list)
    for one in holders:
        persons[one.role].add(one.person.number)
        if one.last_touch_at is not None:
            touched[one.role].append(one.last_touch_at)
    assigned = {role: len(those) for role, those in persons.items()}
    result = completeness(assigned, needed)
    places = tuple(
        RoleSeat(role, needed.get(role, 0), assigned.get(role, 0), result.missing.get(role, 0),
                 max(touched[role], default=None))
        for role in dict.fromkeys([*needed, *assigned])
    )  # fmt: skip
    return result.percent, places


def role_holder(row: dict[str, Any], names: Names) -> RoleHolder:
    """Name who holds a role."""
    return RoleHolder(
        person=names.person(row["person"]),
        role=row["role"],
        since=reading.known_utc(row["since"]),
        source=row["source"],
        opportunity=row["opportunity"],
        last_touch_at=reading.in_utc(row["last_touch_at"]),
    )
