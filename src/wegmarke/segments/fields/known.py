"""A `FieldSource` over what a workspace knows, for one set of subjects after another.

Tables are read for the subjects that are asked about and kept while it is the same set: a hundred rules that compare
the industry read it once. A person has the fields of the account that the last touch belongs to.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.engine import Engine
from wegmarke.rules import NOBODY, FieldTable, FieldTest, Moment, SubjectKind, Subjects
from wegmarke.segments.fields.accounts import AccountTables
from wegmarke.segments.fields.families import CONSENT, IDENTIFIED, STAGES, STATED, TOUCHED, family_of, stage_field
from wegmarke.segments.fields.identified import identified
from wegmarke.segments.fields.staged import model_subject, staged
from wegmarke.segments.fields.stated import Personal, stated, touched
from wegmarke.segments.stays import Numbers
from wegmarke.stages import model_ids
from wegmarke.state import Database

Truths = npt.NDArray[np.bool_]
FieldsOfOne = dict[str, Any]

_MOST_NAMED: Final = 50_000
"""More subjects than these are not asked for one by one."""


class KnownFields:
    """Fields of persons or of accounts as they are now; stages as they were at the moment.

    Args:
        engine: the event store.
        state: the state database.
        kind: of the subjects that will be asked about.
        accounts: tables of all accounts.
        is_personal: which stated properties are no fields.
        names: fields that will be asked for, so that those that belong together are read together.
    """

    def __init__(
        self,
        engine: Engine,
        state: Database,
        kind: SubjectKind,
        accounts: AccountTables,
        is_personal: Personal,
        names: Collection[str] = (),
    ) -> None:
        self._engine = engine
        self._state = state
        self._kind = kind
        self._accounts = accounts
        self._is_personal = is_personal
        self._names = sorted(set(names))
        self._subjects: Subjects | None = None
        self._at: Moment | None = None
        self._tables: dict[tuple[str, str], FieldTable] = {}

    def holds(self, test: FieldTest, subjects: Subjects, moment: Moment) -> Truths:
        """Tell for each subject whether a comparison holds."""
        unit, table = self._table(test.field, subjects, moment)
        if unit == self._kind:
            return table.holds(test, subjects, moment)
        distinct, places = np.unique(subjects.accounts, return_inverse=True)
        found: Truths = table.holds(test, Subjects(SubjectKind.ACCOUNT, distinct, distinct), moment)[places]
        return found

    def fields_of(self, subject: int, moment: Moment) -> FieldsOfOne:
        """Return the fields of one subject that rules will ask for, by name."""
        subjects = self._one(subject)
        found: FieldsOfOne = {}
        for name in self._names:
            unit, table = self._table(name, subjects, moment)
            whose = subject if unit == self._kind else int(subjects.accounts[0])
            found[name] = table.fields_of(whose, moment).get(name)
        return found

    def _one(self, subject: int) -> Subjects:
        numbers = np.array([subject], dtype=np.int64)
        if self._kind is SubjectKind.ACCOUNT:
            return Subjects.of_accounts(numbers)
        query = "SELECT coalesce(account, -1) FROM person_end WHERE person = $person"
        rows = self._engine.rows(query, {"person": subject})
        return Subjects.of_persons(numbers, np.array([rows[0][0] if rows else NOBODY], dtype=np.int64))

    def _table(self, field: str, subjects: Subjects, moment: Moment) -> tuple[str, FieldTable]:
        """Return whose fields a table has, and the table with the field among its columns."""
        if subjects is not self._subjects or moment != self._at:
            self._subjects, self._at = subjects, moment
            self._tables.clear()
        unit, family = family_of(field)
        if family == STAGES:
            model, _ = stage_field(field, self._models())
            unit, family = self._unit_of_stage(model), f"{STAGES} {model}"
        key = unit, family
        if key not in self._tables:
            self._tables[key] = FieldTable(self._read(unit, family, field, subjects, moment))
        return key[0], self._tables[key]

    def _read(self, unit: str, family: str, field: str, subjects: Subjects, moment: Moment) -> pa.Table:
        if family == CONSENT or (unit == "person" and self._kind is SubjectKind.ACCOUNT):
            return _nothing()
        wanted = self._wanted(unit, subjects)
        if family == STATED:
            names = [name for name in {*self._names, field} if family_of(name) == (unit, STATED)]
            table = stated(
                self._engine, unit, sorted(name.partition(".")[2] for name in names), wanted, self._is_personal
            )
            return _prefixed(table, unit)
        if family == TOUCHED:
            return _prefixed(touched(self._engine, unit, wanted), unit)
        if family == IDENTIFIED:
            return _prefixed(identified(self._state, wanted), unit)
        if family.startswith(STAGES):
            model = family.partition(" ")[2]
            return staged(self._engine, self._state, model, wanted, moment.as_of, self._accounts)
        prefix = "opportunity" if field.startswith("opportunity.") else unit
        return _prefixed(self._accounts.table(family), prefix)

    def _wanted(self, unit: str, subjects: Subjects) -> Numbers | None:
        if subjects.are_all or len(subjects) > _MOST_NAMED:
            return None
        numbers = subjects.numbers if unit == self._kind else subjects.accounts
        distinct: Numbers = np.unique(numbers[numbers != NOBODY])
        return distinct

    def _models(self) -> list[str]:
        return model_ids(self._state)

    def _unit_of_stage(self, model: str) -> str:
        return "person" if model_subject(self._state, model) == "person" else "account"


def _prefixed(table: pa.Table, prefix: str) -> pa.Table:
    return table.rename_columns([name if name == "subject" else f"{prefix}.{name}" for name in table.column_names])


@cache
def _nothing() -> pa.Table:
    """Return a table of nobody; made when it is needed, because making any table imports pandas."""
    return pa.schema([("subject", pa.int64())]).empty_table()
