"""Answers questions about behaviour from two snapshots of the path index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from wegmarke.paths.behaviour.earning_events import EarningEvents, earners
from wegmarke.paths.behaviour.earnings import Earning, Fading, earned
from wegmarke.paths.behaviour.holders import touches_of_holders
from wegmarke.paths.behaviour.marks import Marks, marks_on, reads_properties, rows_to_mark
from wegmarke.paths.behaviour.meaning import Meaning, Tables
from wegmarke.paths.behaviour.portions import paths_of
from wegmarke.paths.behaviour.walk import Walk
from wegmarke.paths.index.columns import Columns, Int64s
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.rules import (
    Column,
    Event,
    Moment,
    Question,
    Rows,
    Selection,
    SubjectKind,
    Subjects,
    TouchTables,
    no_answer,
)

_EARLIEST: Final = -(2**62)
Roles = tuple[str, ...]


class PathBehaviours:
    """A `BehaviourSource` over the paths of persons and of accounts.

    The snapshots are of one state, or nearly: what one of them lacks has not happened on its paths. Events of one
    subject, properties and roles are read from the tables.

    Args:
        persons: paths of persons.
        accounts: paths of accounts.
        stored: the tables of the engine.
    """

    def __init__(self, persons: Snapshot, accounts: Snapshot, stored: TouchTables) -> None:
        self._snapshots = {SubjectKind.PERSON: persons, SubjectKind.ACCOUNT: accounts}
        self._stored = stored
        self._tables = Tables()

    def at(self, persons: Snapshot, accounts: Snapshot) -> PathBehaviours:
        """Return the source over newer snapshots; what it has learned about codes goes along."""
        other = PathBehaviours(persons, accounts, self._stored)
        other._tables = self._tables
        return other

    def answers(self, questions: Sequence[Question], subjects: Subjects, moment: Moment) -> list[Column]:
        """Answer each question with one array in the order of the subjects; see `BehaviourSource`."""
        self._tables.follow(self._stored.codes())
        found: dict[Question, Column] = {}
        for kind in SubjectKind:
            asked = [question for question in questions if subjects.units(question.behaviour)[0] is kind]
            if asked:
                found |= self._answers(kind, asked, subjects, moment)
        return [found[question] for question in questions]

    def earned(
        self,
        kind: SubjectKind,
        earnings: Sequence[Earning],
        moment: Moment,
        units: Int64s | None = None,
        *,
        left_out: str = "",
    ) -> tuple[Int64s, Int64s]:
        """Return units, rising, and what the events on their paths are worth at a moment, added up.

        Args:
            kind: whose paths.
            earnings: what is counted; an event may be counted by several.
            moment: when, and in which zone days begin.
            units: numbers of units, rising; None for all that have a path.
            left_out: a source whose events never count.
        """
        codes = self._stored.codes()
        self._tables.follow(codes)
        fading = Fading.until(moment, earnings, codes.get("source", {}).get(left_out, -1))
        reading = dict.fromkeys(one.selection for one in earnings if reads_properties(one.selection))
        rows = Rows(kind, (), tuple(reading))
        marked = self._stored.marked(rows, units, fading.since, fading.now) if reading else None
        persons = self._snapshots[SubjectKind.PERSON] if kind is SubjectKind.ACCOUNT else None
        units = self._snapshots[kind].units() if units is None else units
        found = np.zeros(units.size, np.int64)
        for columns, places in paths_of(self._snapshots[kind], units):
            marks = Marks() if marked is None else marks_on(columns, rows, marked)
            points = np.zeros(columns.units.size, np.int64)
            for one in earnings:
                # Truths of one are let go before those of the next are made: there may be many.
                truths = Meaning(columns, self._tables, marks).of_selection(one.selection)
                earned(columns, truths, one, fading, persons, points)
            is_there = places >= 0
            found[is_there] = points[places[is_there]]
        return units, found

    def earning_events(
        self,
        kind: SubjectKind,
        earnings: Sequence[Earning],
        moment: Moment,
        units: Int64s | None = None,
        *,
        least: int,
        left_out: str = "",
    ) -> EarningEvents:
        """Return the single events on paths that earn points up to a moment, of units that may reach so many.

        Args:
            kind: whose paths.
            earnings: what is counted; an event may be counted by several.
            moment: when, and in which zone days begin.
            units: numbers of units, rising; None for all that have a path.
            left_out: a source whose events never count.
            least: only units whose events come to so many points without fading; others never reach them.
        """
        codes = self._stored.codes()
        self._tables.follow(codes)
        reading = dict.fromkeys(one.selection for one in earnings if reads_properties(one.selection))
        rows = Rows(kind, (), tuple(reading))
        marked = self._stored.marked(rows, units, _EARLIEST, moment.last) if reading else None
        persons = self._snapshots[SubjectKind.PERSON] if kind is SubjectKind.ACCOUNT else None
        units = self._snapshots[kind].units() if units is None else units
        source = codes.get("source", {}).get(left_out, -1)
        found = []
        for columns, places in paths_of(self._snapshots[kind], units):
            meaning = Meaning(columns, self._tables, Marks() if marked is None else marks_on(columns, rows, marked))
            found.append(earners(columns, places, moment, source, persons).events(earnings, meaning, least))
        return EarningEvents.together(found)

    def events_of(self, subjects: Subjects, moment: Moment) -> list[Event]:
        """Return all events of these subjects and their accounts up to the moment."""
        return self._stored.events_of(subjects, moment)

    def roles_at(self, account: int) -> dict[int, frozenset[str]]:
        """Return the roles in an account's buying groups, by person."""
        return self._stored.roles_at(account)

    def _answers(
        self, kind: SubjectKind, questions: Sequence[Question], subjects: Subjects, moment: Moment
    ) -> dict[Question, Column]:
        _, units = subjects.units(questions[0].behaviour)
        rows = rows_to_mark(kind, questions)
        marked = None if rows is None else self._marked(rows, questions, units, moment, are_all=subjects.are_all)
        pairs = {roles: self._stored.role_holders(roles) for roles in _roles(questions)}
        found = {question: no_answer(question, len(units)) for question in questions}
        for columns, places in paths_of(self._snapshots[kind], units):
            marks = Marks() if rows is None or marked is None else marks_on(columns, rows, marked)
            walk = self._walk(columns, marks, moment, pairs)
            laid = _Places(places, columns.units.size)
            for question, answers in zip(questions, walk.answers(questions), strict=True):
                found[question] = laid.over(found[question], answers)
        return found

    def _walk(self, columns: Columns, marks: Marks, moment: Moment, pairs: Mapping[Roles, pa.Table]) -> Walk:
        persons = self._snapshots[SubjectKind.PERSON]
        holders = {roles: touches_of_holders(columns, persons, found) for roles, found in pairs.items()}
        return Walk(columns, Meaning(columns, self._tables, marks), moment, holders)

    def _marked(
        self, rows: Rows, questions: Sequence[Question], units: Int64s, moment: Moment, *, are_all: bool
    ) -> pa.Table:
        reading = [question for question in questions if rows_to_mark(rows.unit, [question]) is not None]
        first = min(_first(question, moment) for question in reading)
        last = max(moment.period(question.behaviour)[1] for question in reading)
        if any(_looks_beyond(question) for question in reading):
            last = moment.last
        asked = None if are_all else np.unique(units)
        return self._stored.marked(rows, asked, first, last)


def _roles(questions: Sequence[Question]) -> Iterator[Roles]:
    return iter(dict.fromkeys(question.behaviour.roles for question in questions if question.behaviour.roles))


def _looks_beyond(question: Question) -> bool:
    """Tell whether events outside its time decide, because they begin or end it."""
    return isinstance(question.behaviour.since, Selection) or isinstance(question.behaviour.before, Selection)


def _first(question: Question, moment: Moment) -> int:
    return _EARLIEST if _looks_beyond(question) else moment.period(question.behaviour)[0]


class _Places:
    """Where the units that were asked for stand in some columns; -1 where they do not."""

    def __init__(self, places: Int64s, size: int) -> None:
        self._is_there = places >= 0
        self._places = places
        self._are_all = bool(self._is_there.all())
        self._are_same = places.size == size and bool((places == np.arange(size)).all())

    def over(self, found: Column, answers: Column) -> Column:
        """Return what was found with the answers of the columns over it."""
        if self._are_same:
            return answers
        if self._are_all:
            taken: Column = answers[self._places]
            return taken
        found[self._is_there] = answers[self._places[self._is_there]]
        return found
