"""Buying groups, opportunities and orders as units: their touches and path indexes, made when somebody asks for them.

One question derives them once, as a table that lasts as long as its state of the data is looked at. The index is made
from that table, and kept until the touches are of another state.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TypeVar

from wegmarke.accounts import unit_touches
from wegmarke.config import Settings
from wegmarke.domain import TOUCH_UNITS, Unit, UsageError
from wegmarke.engine import Engine, Session
from wegmarke.events import state_of_touches
from wegmarke.paths import Table, index, is_warm

T = TypeVar("T")

_HOW = {
    Unit.BUYING_GROUP: "Buying groups come from opportunities and roles that name an account and a solution.",
    Unit.OPPORTUNITY: "Opportunities come from events opportunity_changed.",
    Unit.ORDER: "Orders come from events with the property order.",
}


class UnitPaths:
    """The newest path index of each derived unit that somebody asked for."""

    def __init__(self, engine: Engine, rules: unit_touches.UnitRules) -> None:
        """Derive nothing yet."""
        self._engine = engine
        self._rules = rules
        self._kept: dict[Unit, index.Snapshot] = {}
        self._making = threading.Lock()

    def asked(self, ready: Mapping[Unit, index.Snapshot]) -> AskedUnits:
        """Return the units of one question, which is asked in one state of the data."""
        return AskedUnits(self, ready)

    def derive(self, by: Unit) -> Table:
        """Derive the touches of a unit as a table that the state in which the question is asked has to itself."""
        name = _table(by)
        sql = f"CREATE OR REPLACE TEMP TABLE {name} AS {unit_touches.touches_sql(by, self._rules)}"
        self._engine.in_one_state(lambda session: session.run(sql))
        return self._engine.temporary_table(name)

    def snapshot(self, by: Unit) -> index.Snapshot:
        """Return the index of the state in which the question is asked; the touches must be derived."""
        return self._engine.in_one_state(lambda session: self._snapshot(session, by))

    def _snapshot(self, session: Session, by: Unit) -> index.Snapshot:
        state = state_of_touches(session)
        with self._making:
            kept = self._kept.get(by)
            if kept is None or not state or kept.state != state:
                kept = self._kept[by] = index.Snapshot.of(index.read_columns_in(session, "unit", _table(by)), state)
            return kept

    def kept(self, by: Unit) -> index.Snapshot | None:
        """Return the index of the state in which the question is asked, if it was made."""
        found, state = self._kept.get(by), self._engine.in_one_state(state_of_touches)
        return found if found is not None and state and found.state == state else None


class AskedUnits:
    """What one question knows of derived units; nothing is derived that it does not ask for."""

    def __init__(self, paths: UnitPaths, ready: Mapping[Unit, index.Snapshot]) -> None:
        self._paths = paths
        self._derived: dict[Unit, Table] = {}
        self.touches: Mapping[Unit, Table] = OnDemand({}, self._touches)
        self.indexes: Mapping[Unit, index.Snapshot] = OnDemand(ready, self._index)

    def _touches(self, by: Unit) -> Table:
        if by not in self._derived:
            self._derived[by] = self._paths.derive(by)
            if not self._derived[by].limit(1).count().to_pyarrow().as_py():
                raise UsageError(
                    f"by: expected a unit that has touches here; got {by.value!r}, and there is none yet. "
                    f"{_HOW[by]} Or choose {' or '.join(unit.value for unit in TOUCH_UNITS)}."
                )
        return self._derived[by]

    def _index(self, by: Unit) -> index.Snapshot:
        if not is_warm():
            # nobody should wait for a compiler: the expressions answer
            raise KeyError(by)
        kept = self._paths.kept(by)
        if kept is not None:
            return kept
        self._touches(by)
        return self._paths.snapshot(by)


class OnDemand(Mapping[Unit, T]):
    """What is there by unit, and what is made of derived units when it is first looked up."""

    def __init__(self, there: Mapping[Unit, T], make: Callable[[Unit], T]) -> None:
        self._there = there
        self._make = make

    def __getitem__(self, by: Unit) -> T:
        """Return it, made now if need be."""
        return self._make(by) if by in unit_touches.DERIVED_UNITS else self._there[by]

    def __contains__(self, by: object) -> bool:
        """Tell whether it is there or can be made, without making it."""
        return by in unit_touches.DERIVED_UNITS or by in self._there

    def __iter__(self) -> Iterator[Unit]:
        """Return the units."""
        return iter((*self._there, *unit_touches.DERIVED_UNITS))

    def __len__(self) -> int:
        """Return how many units there are."""
        return len(self._there) + len(unit_touches.DERIVED_UNITS)


def unit_rules(settings: Settings) -> unit_touches.UnitRules:
    """Return what decides in a workspace which touches belong to a unit."""
    return unit_touches.UnitRules(lookback=timedelta(days=settings.opportunity_lookback_days))


def _table(by: Unit) -> str:
    return f"touch_of_{by.value}"
