"""Answers questions about behaviour from the tables of the analytic engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np
import pyarrow as pa

from wegmarke.rules.sets.sources import Column, Moment, Numbers, Quantity, Question, Subjects, Truths, no_answer
from wegmarke.rules.sets.touch_history import codes_sql, event_of, history_sql, holders_sql, roles_sql
from wegmarke.rules.sets.touch_rows import Codes, Rows, Tables, narrowed, rows_sql, touches_sql
from wegmarke.rules.sets.touch_statements import Pass, is_ordered, marks_sql, pass_sql
from wegmarke.rules.subjects.history import Event, SubjectKind
from wegmarke.rules.subjects.spans import microseconds
from wegmarke.rules.tree import PROPERTY_PREFIX

MOST_NAMED: Final = 50_000
"""More units than these are not looked for one by one: the answers of all are read instead."""
_MOST_KEPT: Final = 256


class Ask(Protocol):
    """Runs a reading statement with bound values, such as `Engine.query`."""

    def __call__(self, sql: str, values: Mapping[str, str | int | None] | None = None) -> pa.Table:
        """Return the rows."""
        ...


class TouchTables:
    """A `BehaviourSource` over the tables `touch`, `event` and `code`; compiled statements are kept.

    Args:
        ask: runs a reading statement.
        tables: the tables as expressions.
    """

    def __init__(self, ask: Ask, tables: Tables) -> None:
        self._ask = ask
        self._tables = tables
        self._codes_sql = codes_sql(tables)
        self._stored: pa.Table | None = None
        self._codes: Codes = {}
        self._statements: dict[tuple[Pass, bool], str] = {}

    def answers(self, questions: Sequence[Question], subjects: Subjects, moment: Moment) -> list[Column]:
        """Answer each question with one array in the order of the subjects; see `BehaviourSource`."""
        self._read_codes()
        found: dict[Question, Column] = {}
        for asked in passes_for(questions, subjects):
            _, units = subjects.units(asked.behaviours[0])
            found |= self._answer(asked, units, moment, are_all=subjects.are_all)
        return [found[question] for question in questions]

    def events_of(self, subjects: Subjects, moment: Moment) -> list[Event]:
        """Return all events of these subjects and their accounts up to the moment."""
        persons = subjects.numbers if subjects.kind is SubjectKind.PERSON else np.array([], dtype=np.int64)
        statement = history_sql(self._tables)
        values: dict[str, str | int | None] = {
            "persons": _joined(persons),
            "accounts": _joined(subjects.accounts),
            "now": microseconds(moment.as_of),
        }
        return [event_of(row) for row in self._ask(statement, values).to_pylist()]

    def roles_at(self, account: int) -> dict[int, frozenset[str]]:
        """Return the roles in an account's buying groups, by person."""
        if self._tables.role is None:
            return {}
        found: dict[int, set[str]] = {}
        for row in self._ask(roles_sql(self._tables.role), {"account": account}).to_pylist():
            found.setdefault(row["person"], set()).add(row["role"])
        return {person: frozenset(roles) for person, roles in found.items()}

    def codes(self) -> Codes:
        """Return all codes by kind and text, as they are now."""
        self._read_codes()
        return self._codes

    def role_holders(self, roles: Sequence[str]) -> pa.Table:
        """Return who has one of these roles where: account, person, each pair once."""
        if self._tables.role is None:
            return pa.table({"account": pa.array([], pa.int64()), "person": pa.array([], pa.int64())})
        return self._ask(holders_sql(self._tables.role, roles))

    def marked(self, rows: Rows, units: Numbers | None, first: int, last: int) -> pa.Table:
        """Return the touches that one of the selections means, between two instants (microseconds, both included).

        Columns: unit, occurred_at, event_id (16 bytes), s0, s1, … (selections), h0, … (rules on the event) and m0, …
        (properties in millionths, NULL where they do not count).

        Args:
            rows: what is asked of each touch; roles are not looked at.
            units: whose touches; None for all.
            first: touches before it are left out.
            last: touches behind it are left out.
        """
        self._read_codes()
        among = units is not None and len(units) <= MOST_NAMED
        tables = narrowed(rows, self._tables) if among else self._tables
        touches = touches_sql(rows, self._tables) if among else ""
        values: dict[str, str | int | None] = {"first": first, "last": last}
        if among and units is not None:
            values["units"] = _joined(units)
        return self._ask(marks_sql(rows, rows_sql(rows, tables, self._codes), touches), values)

    def _read_codes(self) -> None:
        stored = self._ask(self._codes_sql)
        if self._stored is None or not stored.equals(self._stored):
            self._stored = stored
            self._codes = _codes(stored)
            self._statements.clear()

    def _answer(self, asked: Pass, units: Numbers, moment: Moment, *, are_all: bool) -> dict[Question, Column]:
        if len(units) == 0 or (asked.rows.roles and self._tables.role is None):
            return {question: no_answer(question, len(units)) for question in asked.questions}
        among = not are_all and len(units) <= MOST_NAMED
        answered = self._ask(self._statement(asked, among=among), _values(asked, units, moment, among=among))
        places, is_there = _places(answered["unit"], units)
        return {
            question: _spread(answered[f"a{number}"], question, places, is_there)
            for number, question in enumerate(asked.questions)
        }

    def _statement(self, asked: Pass, *, among: bool) -> str:
        # Writing it takes longer than running it for a batch of subjects.
        if (asked, among) not in self._statements:
            if len(self._statements) >= _MOST_KEPT:
                self._statements.clear()
            tables = narrowed(asked.rows, self._tables) if among else self._tables
            touches = touches_sql(asked.rows, self._tables) if among else ""
            self._statements[asked, among] = pass_sql(asked, rows_sql(asked.rows, tables, self._codes), touches)
        return self._statements[asked, among]


def passes_for(questions: Sequence[Question], subjects: Subjects) -> list[Pass]:
    """Share questions out among as few passes over the touches as possible.

    Questions share a pass where they look at paths of the same kind of unit and the same roles, and read properties
    or do not. A behaviour that compares places in the path has one of its own.
    """
    groups: dict[object, list[Question]] = {}
    for question in questions:
        behaviour = question.behaviour
        own = behaviour if is_ordered(behaviour) else None
        key = (subjects.units(behaviour)[0], behaviour.roles, own, _rows(subjects, [question]).reads_properties)
        groups.setdefault(key, []).append(question)
    return [Pass(_rows(subjects, group), tuple(group)) for group in groups.values()]


def _rows(subjects: Subjects, questions: Sequence[Question]) -> Rows:
    behaviour = questions[0].behaviour
    return Rows(
        unit=subjects.units(behaviour)[0],
        roles=behaviour.roles,
        selections=_distinct(selection for question in questions for selection in question.selections),
        rules=_distinct(question.has for question in questions if question.has is not None),
        properties=_distinct(question.of for question in questions if question.of.startswith(PROPERTY_PREFIX)),
    )


def _distinct(found: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(found))


def _values(asked: Pass, units: Numbers, moment: Moment, *, among: bool) -> dict[str, str | int | None]:
    values: dict[str, str | int | None] = {}
    for place, behaviour in enumerate(asked.behaviours):
        values[f"first_{place}"], values[f"last_{place}"] = moment.period(behaviour)
    if is_ordered(asked.behaviours[0]):
        values["now"] = microseconds(moment.as_of)
    if any(question.quantity is Quantity.DAYS for question in asked.questions):
        values["zone"] = str(moment.zone)
    if among:
        values["units"] = _joined(units)
    return values


def _joined(numbers: Numbers) -> str:
    return ",".join(map(str, numbers.tolist()))


def _codes(stored: pa.Table) -> Codes:
    codes: dict[str, dict[str, int]] = {}
    for row in stored.to_pylist():
        codes.setdefault(row["kind"], {})[row["text"]] = row["code"]
    return codes


def _places(answered: pa.ChunkedArray, units: Numbers) -> tuple[Numbers, Truths]:
    """Return where each unit stands among those that were answered, and whether it does."""
    known = answered.to_numpy()
    places = np.searchsorted(known, units)
    is_there = places < len(known)
    is_there[is_there] = known[places[is_there]] == units[is_there]
    return places, is_there


def _spread(answers: pa.ChunkedArray, question: Question, places: Numbers, is_there: Truths) -> Column:
    found = no_answer(question, len(places))
    filled = answers.fill_null(found[0].item()).to_numpy() if len(found) else answers.to_numpy()
    found[is_there] = filled[places[is_there]]
    return found
