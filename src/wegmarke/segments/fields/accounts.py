"""Fields of accounts that follow from events which need not name the account: groups, opportunities, buying groups.

They are small tables of all accounts, kept in memory. When events of the names that matter arrive, the tables are made
anew and compared with those before; the accounts that differ are judged again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.accounts import buying_groups, completeness, described, opportunities
from wegmarke.engine import Engine, load_statements
from wegmarke.privacy import KeyRing
from wegmarke.rules import digits_of
from wegmarke.segments.stays import Numbers
from wegmarke.segments.world import batch_of, names_arrived
from wegmarke.state import Database

_STATEMENTS = load_statements("wegmarke.segments.fields", "known.sql")
_NOBODY: Final = np.empty(0, dtype=np.int64)

GROUP: Final = "group"
OPPORTUNITIES: Final = "opportunities"
BUYING: Final = "buying"
ROLES: Final = "roles"
MATTERING: Final[Mapping[str, tuple[str, ...]]] = {
    GROUP: ("account_described",),
    OPPORTUNITIES: ("opportunity_changed",),
    BUYING: ("opportunity_changed", "buying_role_assigned", "buying_role_removed"),
    ROLES: ("opportunity_changed", "buying_role_assigned", "buying_role_removed"),
}
"""Names of the events from which each table follows."""

Needed = Callable[[], Mapping[str, int]]
"""How many persons a buying group needs in each role."""


class AccountTables:
    """Tables of all accounts, made when they are first needed and after events that change them.

    Args:
        engine: the event store.
        state: the state database.
        keys: the workspace's keys, with which texts that name a parent are found.
        needed: which roles a buying group needs.
    """

    def __init__(self, engine: Engine, state: Database, keys: KeyRing, needed: Needed) -> None:
        self._engine = engine
        self._state = state
        self._keys = keys
        self._needed = needed
        self._known: dict[str, pa.Table] = {}
        self._as_of: dict[str, tuple[int, dict[str, int]]] = {}

    def table(self, name: str) -> pa.Table:
        """Return one of the tables: a row per account, or per person for `roles`, with the column `subject`."""
        if name not in self._known:
            self._as_of[name] = self._present_state()
            self._known[name] = self._make(name)
        return self._known[name]

    def changed(self, names: Collection[str]) -> Numbers | None:
        """Return the accounts whose rows differ from those of the last call, of some tables, and make these anew.

        None where one of the tables was not there before, so that nobody knows.
        """
        found, is_known = [_NOBODY], True
        now = self._present_state()
        for name in names:
            before = self._known.get(name)
            if before is None:
                self.table(name)
                is_known = False
            elif self._as_of[name] != now:
                if self._may_differ(name):
                    self._known[name] = self._make(name)
                    found.append(_differing(before, self._known[name]))
                self._as_of[name] = now
        return np.unique(np.concatenate(found)) if is_known else None

    def opportunities(self) -> pa.Table:
        """Return all opportunities as they are after their last change, see `accounts.opportunities`."""
        return opportunities.opportunities(self._engine)

    def drop(self) -> None:
        """Make everything anew when it is needed next: accounts were treated as one, or everything changed."""
        self._known.clear()

    def _may_differ(self, name: str) -> bool:
        batch, needed = self._as_of[name]
        if name == BUYING and needed != dict(self._needed()):
            return True
        return bool(names_arrived(self._engine, batch) & set(MATTERING[name]))

    def _present_state(self) -> tuple[int, dict[str, int]]:
        return batch_of(self._engine), dict(self._needed())

    def _make(self, name: str) -> pa.Table:
        if name == GROUP:
            return self._group()
        if name == OPPORTUNITIES:
            return self._opportunities()
        return self._buying() if name == BUYING else self._roles()

    def _group(self) -> pa.Table:
        table = described(self._engine, self._state, self._keys).table
        return table.select(["account", "parent", "head", "level"]).rename_columns(
            ["subject", "parent", "head", "level"]
        )

    def _opportunities(self) -> pa.Table:
        found = self.opportunities()
        digits = [digits_of(currency) if currency else 2 for currency in found["currency"].to_pylist()]
        scale = pa.array(np.power(10.0, digits), pa.float64())
        lent = found.append_column("amount", pc.divide(found["amount_minor"].cast(pa.float64()), scale))
        with self._engine.snapshot(lent=lent) as session:
            return session.query(_STATEMENTS["opportunities"])

    def _buying(self) -> pa.Table:
        """Return completeness (percent), missing_roles and solutions of the buying groups of each account."""
        needed = self._needed()
        held = buying_groups.role_holders(self._engine).to_pylist()
        persons: defaultdict[tuple[int, str], defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for row in held:
            persons[row["account"], row["solution"]][row["role"]].add(row["person"])
        rows: dict[int, dict[str, list[object]]] = {}
        for group in buying_groups.buying_groups(self._engine).to_pylist():
            place = group["account"], group["solution"]
            done = completeness({role: len(those) for role, those in persons[place].items()}, needed)
            row = rows.setdefault(place[0], {"completeness": [], "missing_roles": [], "solutions": []})
            row["completeness"].append(done.percent)
            row["missing_roles"] += sorted(done.missing)
            row["solutions"].append(place[1])
        schema = pa.schema(
            [("subject", pa.int64()), ("completeness", pa.list_(pa.int64())),
             ("missing_roles", pa.list_(pa.string())), ("solutions", pa.list_(pa.string()))]
        )  # fmt: skip
        return pa.Table.from_pylist([{"subject": account, **row} for account, row in sorted(rows.items())], schema)

    def _roles(self) -> pa.Table:
        held = buying_groups.role_holders(self._engine).group_by("person").aggregate([("role", "distinct")])
        return held.rename_columns({"person": "subject", "role_distinct": "roles"}).sort_by("subject")


def _differing(before: pa.Table, after: pa.Table) -> Numbers:
    """Return the subjects whose rows differ, or that only one of two tables has."""
    sides = [dict(zip(table["subject"].to_pylist(), table.to_pylist(), strict=True)) for table in (before, after)]
    either = sides[0].keys() | sides[1].keys()
    return np.array(sorted(one for one in either if sides[0].get(one) != sides[1].get(one)), dtype=np.int64)
