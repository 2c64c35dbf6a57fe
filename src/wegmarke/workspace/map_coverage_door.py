"""Real accounts beside the buying group on a map: who is there, and which chairs are empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.accounts import buying_groups
from wegmarke.domain import NotFound
from wegmarke.domain.accounts import RoleHolder
from wegmarke.domain.coverage import CoveragePage, GroupCoverage, RoleCoverage
from wegmarke.domain.errors import unknown_value
from wegmarke.maps import BuyingGroup, JourneyMap, NeededRole, coverage, data_solutions, needed_roles, shares_of_roles
from wegmarke.workspace.buying_groups_door import role_holder
from wegmarke.workspace.naming import Names
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.stores import Stores


@dataclass(frozen=True)
class _Covered:
    """The groups in their order: account, solution, opportunities, open_opportunities, share; and who is in them."""

    groups: pa.Table
    holders: pa.Table
    needed: tuple[NeededRole, ...]
    is_matched: bool


class MapCoverageDoor(Door):
    """Coverage of accounts by map and buying group."""

    @operation("maps")
    def coverage(self, map_id: str, group: str = "", page: int = 1, size: int = 20) -> CoveragePage:
        """Compare the accounts that have a buying group with one on the map.

        Args:
            map_id: the map.
            group: id of a buying group on it; the first one without.
            page: from 1.
            size: so many accounts on a page.

        Raises:
            NotFound: naming the maps that are there.
            UsageError: when the map has no such group.
        """
        covered = _covered(self.stores, self.stores.library.get(map_id), group)
        table = covered.groups
        shown = table.slice((max(1, page) - 1) * size, size)
        return CoveragePage(
            table.num_rows,
            pc.sum(pc.greater(table["open_opportunities"], 0)).as_py() or 0,
            pc.mean(table["share"]).as_py(),
            covered.is_matched,
            tuple(_named(self.stores, covered, shown)),
        )

    @operation("maps")
    def coverage_at(self, map_id: str, account: int, group: str = "") -> list[GroupCoverage]:
        """Compare the buying groups of one account with one on the map: one answer per solution.

        Raises:
            NotFound: for an unknown map, and for an account without buying groups.
            UsageError: when the map has no such group.
        """
        covered = _covered(self.stores, self.stores.library.get(map_id), group)
        found = covered.groups.filter(pc.equal(covered.groups["account"], account))
        if not found.num_rows:
            raise NotFound(
                f"coverage: expected an account with an opportunity or a role; account {account} has none. "
                "See the list of accounts with a buying group."
            )
        return _named(self.stores, covered, found)


def _covered(stores: Stores, document: JourneyMap, wanted: str) -> _Covered:
    group = _group(document, wanted)
    key = ("coverage", document, group.id)
    return stores.answers.keep(key, stores.state_of_data, lambda: _compare(stores, document, group))


def _group(document: JourneyMap, wanted: str) -> BuyingGroup:
    for group in document.buying_groups:
        if wanted in ("", group.id):
            return group
    raise unknown_value("group", wanted, [group.id for group in document.buying_groups])


def _compare(stores: Stores, document: JourneyMap, group: BuyingGroup) -> _Covered:
    groups, holders = buying_groups.buying_groups(stores.engine), buying_groups.role_holders(stores.engine)
    named = data_solutions(document, group)
    known = [name for name in pc.unique(groups["solution"]).to_pylist() if name.casefold() in named]
    if known:
        groups = groups.filter(pc.is_in(groups["solution"], value_set=pa.array(known)))
        holders = holders.filter(pc.is_in(holders["solution"], value_set=pa.array(known)))
    needed = needed_roles(document, group)
    shared = _shares(groups, holders, needed)
    order = [("is_open", "descending"), ("share", "ascending"), ("account", "ascending"), ("solution", "ascending")]
    is_open = pc.greater(shared["open_opportunities"], 0).cast(pa.int8())
    shared = shared.append_column("is_open", is_open).sort_by(order)
    return _Covered(shared, holders, needed, bool(known))


def _shares(groups: pa.Table, holders: pa.Table, needed: Sequence[NeededRole]) -> pa.Table:
    """Append the share of each group; null everywhere where nothing is needed."""
    if not needed:
        return groups.append_column("share", pa.nulls(groups.num_rows, pa.float64()))
    share = shares_of_roles(needed)
    roles = pa.table(
        {
            "role": [one.role for one in needed],
            "needed": [float(one.needed) for one in needed],
            "part": [share[one.role] for one in needed],
        }
    )
    keys = ["account", "solution"]
    counted = (
        holders.group_by([*keys, "role"]).aggregate([("person", "count_distinct")]).join(roles, "role", None, "inner")
    )
    covered = pc.multiply(
        pc.min_element_wise(pc.divide(counted["person_count_distinct"].cast(pa.float64()), counted["needed"]), 1.0),
        counted["part"],
    )
    sums = counted.append_column("covered", covered).group_by(keys).aggregate([("covered", "sum")])
    joined = groups.join(sums, keys, None, "left outer")
    return joined.drop_columns("covered_sum").append_column("share", pc.fill_null(joined["covered_sum"], 0.0))


def _named(stores: Stores, covered: _Covered, shown: pa.Table) -> list[GroupCoverage]:
    accounts = shown["account"].combine_chunks()
    rows = covered.holders.filter(pc.is_in(covered.holders["account"], value_set=accounts)).to_pylist()
    names = Names(stores, persons=(row["person"] for row in rows), accounts=accounts.to_pylist())
    held: defaultdict[tuple[int, str], list[RoleHolder]] = defaultdict(list)
    for row in rows:
        held[row["account"], row["solution"]].append(role_holder(row, names))
    return [_coverage(row, held[row["account"], row["solution"]], covered.needed, names) for row in shown.to_pylist()]


def _coverage(
    row: dict[str, Any], holders: list[RoleHolder], needed: Sequence[NeededRole], names: Names
) -> GroupCoverage:
    by_role: defaultdict[str, dict[int, RoleHolder]] = defaultdict(dict)
    for one in holders:
        by_role[one.role].setdefault(one.person.number, one)
    roles = tuple(
        RoleCoverage(one.role, one.needed, len(by_role[one.role]), one.influence, tuple(by_role[one.role].values()))
        for one in needed
    )
    wanted = {one.role for one in needed}
    return GroupCoverage(
        names.account(row["account"]),
        row["solution"],
        coverage(needed, {one.role: one.found for one in roles}),
        roles,
        tuple(one for role, those in by_role.items() if role not in wanted for one in those.values()),
        row["opportunities"],
        row["open_opportunities"],
    )
