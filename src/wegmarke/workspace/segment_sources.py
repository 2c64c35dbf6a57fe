"""What rules on persons and accounts are judged over in a workspace: behaviour and fields.

Questions about behaviour are answered by the live path index where it is ready, else by the tables of the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from wegmarke.accounts import buying_groups
from wegmarke.domain import Unit
from wegmarke.domain.segments import SegmentField, SegmentSubject
from wegmarke.engine import Engine
from wegmarke.ingest import held_plan, is_personal
from wegmarke.paths import behaviour
from wegmarke.privacy import KeyRing
from wegmarke.rules import BehaviourSource, FieldSource, FieldTest, SubjectKind, Tables, TouchTables
from wegmarke.segments import (
    STATING,
    AccountTables,
    KnownFields,
    Numbers,
    known_fields,
    models_state,
    stated_names,
    stated_values,
    tables_behind,
)
from wegmarke.stages import model_ids, read_versions
from wegmarke.state import Database
from wegmarke.workspace.live_paths import LivePaths

_NEEDED: Final = {Unit.PERSON, Unit.ACCOUNT}


def stored_behaviours(engine: Engine) -> TouchTables:
    """Return what answers questions about behaviour from the tables of the engine."""
    held = f"SELECT account, person, role FROM ({buying_groups.holders_sql()})"
    # With its columns said, the statement is not asked for them, which ibis and DuckDB 2 do not agree about.
    roles = engine.expressions().sql(held, schema={"account": "int64", "person": "int64", "role": "string"})
    tables = Tables(engine.table("touch"), engine.table("event"), engine.table("code"), roles)
    return TouchTables(engine.query, tables)


class RuleSources:
    """Everything that rules on subjects ask, of one workspace.

    Args:
        engine: the event store.
        state: the state database.
        keys: the workspace's keys.
        paths: the live path index.
        needed_roles: how many persons a buying group needs in each role.
    """

    def __init__(
        self, engine: Engine, state: Database, keys: KeyRing, paths: LivePaths,
        needed_roles: Callable[[], Mapping[str, int]],
    ) -> None:  # fmt: skip
        self._paths = paths
        self._engine = engine
        self._state = state
        self._accounts = AccountTables(engine, state, keys, needed_roles)
        self._stored: TouchTables | None = None
        self._over_paths: behaviour.PathBehaviours | None = None
        self._models = 0

    def sources(self, subject: SegmentSubject, names: Collection[str] = ()) -> tuple[BehaviourSource, FieldSource]:
        """Return what rules on persons or accounts are judged over; `names` are the fields that they compare."""
        if self._stored is None:
            self._stored = stored_behaviours(self._engine)
        kind = SubjectKind(subject.value)
        fields = KnownFields(self._engine, self._state, kind, self._accounts, self._is_personal(), names)
        return self._behaviours(self._stored), fields

    def asking(self, subject: SegmentSubject, names: Collection[str] = ()) -> tuple[BehaviourSource, FieldSource]:
        """Return the same for somebody who asks while segments are judged in another thread."""
        stored = stored_behaviours(self._engine)
        return self.over_paths(stored) or stored, self.sources(subject, names)[1]

    def over_paths(self, stored: TouchTables | None = None) -> behaviour.PathBehaviours | None:
        """Return the path index as somebody asks it who is in another thread; None while it is not ready."""
        found = self._paths.ready
        if not found.keys() >= _NEEDED:
            return None
        tables = stored_behaviours(self._engine) if stored is None else stored
        return behaviour.PathBehaviours(found[Unit.PERSON], found[Unit.ACCOUNT], tables)

    def _behaviours(self, stored: TouchTables) -> BehaviourSource:
        found = self._paths.ready
        if not found.keys() >= _NEEDED:
            return stored
        snapshots = found[Unit.PERSON], found[Unit.ACCOUNT]
        if self._over_paths is None:
            self._over_paths = behaviour.PathBehaviours(*snapshots, stored)
        # What it has learned about codes goes along.
        self._over_paths = self._over_paths.at(*snapshots)
        return self._over_paths

    def accounts_changed(self, tests: Sequence[FieldTest]) -> Numbers | None:
        """Return accounts whose fields changed by events that need not name them; None where all may have changed."""
        if any(test.field.startswith("stage.") for test in tests):
            before, self._models = self._models, models_state(self._state)
            if self._models != before:
                self._accounts.read_anew()
        return self._accounts.changed(tables_behind([test.field for test in tests]))

    def read_anew(self) -> None:
        """Read tables of all accounts anew when they are needed next."""
        self._accounts.read_anew()

    def fields(self, subject: SegmentSubject) -> list[SegmentField]:
        """Return the fields that rules on persons or accounts may compare."""
        models = [
            (name, kept.model.subject.value, kept.model.title)
            for name in model_ids(self._state)
            for kept in [read_versions(self._state, name)[-1]]
        ]
        personal = self._is_personal()
        persons, accounts = (stated_names(self._engine, unit, personal) for unit in ("person", "account"))
        return known_fields(subject, persons, accounts, models)

    def values(self) -> dict[str, tuple[str, ...]]:
        """Return values of stated properties that several share, by field; reads everything that was stated."""
        personal = self._is_personal()
        return {
            f"{unit}.{name}": shared
            for unit in STATING
            for name, shared in stated_values(self._engine, unit, personal).items()
        }

    def _is_personal(self) -> Callable[[str, str], bool]:
        plan = held_plan(self._state)
        return lambda unit, name: is_personal(plan, STATING[unit], name)
