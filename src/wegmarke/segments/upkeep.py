"""Keeps segments up to date: after events, after documents, and when time alone changes who satisfies a rule.

What is judged is remembered beside the differences, in the same transaction: the state of the event store, and the
instant. A process that is killed anywhere finds, when it opens again, that the event store stands for something else
than what was judged, and judges everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import numpy as np
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from wegmarke.domain.segments import SegmentSubject
from wegmarke.engine import Engine
from wegmarke.rules import BehaviourSource, FieldSource, FieldTest, Moment, Subjects
from wegmarke.segments import personal_data, stays
from wegmarke.segments.book import Book, Ready
from wegmarke.segments.evaluation import Found, Judgement, Scope
from wegmarke.segments.kept import Kept, instant_of, microseconds, note_judged, read_all
from wegmarke.segments.listed import StaticList, owners_of, read_list
from wegmarke.segments.reasons import number_of
from wegmarke.segments.stays import NOBODY_AT_ALL, Difference, Numbers, Present
from wegmarke.segments.tables import markers
from wegmarke.segments.world import everybody, some, stored_state, those_whom_time_changes
from wegmarke.state import Database

CLOCK_EVERY: Final = timedelta(minutes=1)
"""How often those are judged for whom time alone does something."""
FIELDS_EVERY: Final = timedelta(hours=1)
"""How often everybody is judged by rules that compare dates of fields with the present time."""
_LONGEST_PAUSE: Final = timedelta(days=7)
"""After a longer pause everybody is judged, instead of looking up whom time changed."""
_STORED: Final = "stored"
_CLOCK: Final = "clock"


class Knowledge(Protocol):
    """What rules are judged over, and whose fields follow from events of others."""

    def sources(self, subject: SegmentSubject, names: Collection[str] = ()) -> tuple[BehaviourSource, FieldSource]:
        """Return what rules on persons or accounts are judged over, as it is now; `names` are fields they compare."""
        ...

    def accounts_changed(self, tests: Sequence[FieldTest]) -> Numbers | None:
        """Return accounts whose fields changed by events that need not name them; None where all may have changed."""
        ...


@dataclass(frozen=True)
class Affected:
    """Whose touches came, went or changed."""

    persons: Numbers
    accounts: Numbers

    def numbers(self, subject: SegmentSubject) -> Numbers:
        """Return the persons or the accounts."""
        return self.persons if subject is SegmentSubject.PERSON else self.accounts

    def with_more(self, persons: Numbers, accounts: Numbers) -> Affected:
        """Return these and others."""
        return Affected(np.union1d(self.persons, persons), np.union1d(self.accounts, accounts))


class Upkeep:
    """Judges segments and writes what changes; one thread at a time.

    Args:
        state: the state database.
        engine: the event store.
        knowledge: what rules are judged over.
        moment: the present time, and the zone that rules mean.
    """

    def __init__(self, state: Database, engine: Engine, knowledge: Knowledge, moment: Callable[[], Moment]) -> None:
        self.present = Present(state)
        self._state = state
        self._engine = engine
        self._knowledge = knowledge
        self._moment = moment
        self._kept: dict[str, Kept] | None = None
        self._book: Book | None = None
        self._lists: dict[int, StaticList] = {}

    @property
    def kept(self) -> dict[str, Kept]:
        """Return the last version of every segment that there is or was, by id."""
        if self._kept is None:
            self._kept = read_all(self._state)
        return self._kept

    @property
    def book(self) -> Book:
        """Return all segments, compiled."""
        if self._book is None:
            self._book = Book.of(self.kept)
        return self._book

    def read_again(self) -> None:
        """Read documents and lists anew: somebody changed them."""
        self._kept = self._book = None
        self._lists.clear()

    def erase(self, subject: SegmentSubject, numbers: Collection[int]) -> None:
        """Erase persons or accounts, by every number they ever had, from stays, lists and what waits."""
        with self._state.write() as connection:
            personal_data.erase(connection, subject, numbers)
        self.present.read_again()
        self._lists.clear()

    def catch_up(self) -> None:
        """Judge what was not judged when the workspace was closed, however it was."""
        if not self.book.entries:
            return
        if self._marker(_STORED) != stored_state(self._engine):
            self.judge_everybody()
            return
        self.judge_everybody([ready for ready in self.book.entries if not ready.is_judged])
        self._knowledge.accounts_changed(self._tests())
        self.pass_time()

    def advance(self, affected: Affected | None, before: str | None = None) -> None:
        """Judge whoever was affected by events.

        Args:
            affected: whose touches changed; None stands for everybody.
            before: name of the state of the touches before they changed; everybody is judged where another one was
                judged last.
        """
        if not self.book.entries:
            return
        elsewhere = self._knowledge.accounts_changed(self._tests())
        if affected is None or elsewhere is None or before not in (None, self._marker(_STORED)):
            self.judge_everybody()
        else:
            self._judge_some(affected.with_more(NOBODY_AT_ALL, elsewhere))

    def pass_time(self) -> None:
        """Judge those for whom time alone did something since it was looked at last."""
        if self.book.entries and self._moment().as_of - self._clock() >= CLOCK_EVERY:
            self.advance(Affected(NOBODY_AT_ALL, NOBODY_AT_ALL))

    def judge_everybody(self, entries: Sequence[Ready] | None = None) -> None:
        """Judge everybody by some segments and by those that are made of them, or by all segments."""
        chosen = self.book.entries if entries is None else self._with_those_made_of(entries)
        if not chosen:
            return
        moment, stored = self._now(), stored_state(self._engine)
        found = [
            one
            for subject in SegmentSubject
            if (mine := [ready for ready in chosen if ready.document.subject is subject])
            for one in self._everybody(subject, mine, moment)
        ]
        is_all = len(chosen) == len(self.book.entries)
        done = {_STORED: stored, _CLOCK: str(microseconds(moment.as_of))} if is_all else {}
        self._write(found, moment.as_of, done, judged=chosen)

    def rehearsed(self, book: Book, name: str) -> list[Found]:
        """Say what another book would change about a segment and those made of it; nothing is kept."""
        chosen = book.with_those_made_of([name])
        return list(self._everybody(chosen[0].document.subject, chosen, self._now(), book))

    def _everybody(
        self, subject: SegmentSubject, entries: Sequence[Ready], moment: Moment, book: Book | None = None
    ) -> list[Found]:
        scope = Scope(everybody(self._engine, subject))
        if book is None:
            moved = self._moves(subject, [self.present.of(ready.number) for ready in entries], scope.subjects)
            self._move(entries, moved, moment.as_of)
        return self._found(scope, entries, moment, book or self.book, subject)

    def _judge_some(self, affected: Affected) -> None:
        moment, stored = self._now(), stored_state(self._engine)
        done = {_STORED: stored}
        if moment.as_of - self._clock() >= CLOCK_EVERY:
            if moment.as_of - self._clock() > _LONGEST_PAUSE:
                self.judge_everybody()
                return
            affected = affected.with_more(*self._reached_by_time(moment.as_of))
            done[_CLOCK] = str(microseconds(moment.as_of))
        found = [one for subject in SegmentSubject for one in self._some(subject, affected, moment)]
        self._write(found, moment.as_of, done)
        if _CLOCK in done:
            self.judge_everybody([ready for ready in self.book.entries if self._is_due(ready, moment.as_of)])

    def _some(self, subject: SegmentSubject, affected: Affected, moment: Moment) -> list[Found]:
        entries = self.book.consisting_of(subject)
        if not entries:
            return []
        asked = affected.numbers(subject)
        near = affected.accounts if any(ready.looks_at_account for ready in entries) else NOBODY_AT_ALL
        if not len(asked) and not len(near):
            return []
        there = some(self._engine, subject, asked, near)
        moved = self._moves(subject, [asked], there)
        if moved:
            asked = np.union1d(asked, np.array([became for _, became in moved], dtype=np.int64))
            there = some(self._engine, subject, asked, near)
            self._move(entries, moved, moment.as_of)
        scope = Scope(there, _own(there, asked), np.union1d(there.numbers, asked))
        return self._found(scope, entries, moment, self.book, subject)

    def _found(
        self, scope: Scope, entries: Sequence[Ready], moment: Moment, book: Book, subject: SegmentSubject
    ) -> list[Found]:
        compared = {test.field for ready in entries if ready.plan is not None for test in ready.plan.tests}
        behaviours, fields = self._knowledge.sources(subject, compared)
        judgement = Judgement(scope, moment, behaviours, fields, self.present.of, lambda one: self._list(one, scope))
        numbers = {ready.document.id: ready.number for ready in book.entries}
        return list(judgement.differences(entries, numbers))

    def _moves(self, subject: SegmentSubject, numbers: Sequence[Numbers], there: Subjects) -> list[tuple[int, int]]:
        """Return whose numbers became others: persons that were treated as one, or accounts."""
        known = np.unique(np.concatenate([NOBODY_AT_ALL, *numbers]))
        gone = np.setdiff1d(known, there.numbers, assume_unique=True)
        if not len(gone):
            return []
        owners = owners_of(self._state, subject, gone.tolist())
        return [(number, owner) for number, owner in owners.items() if owner != number]

    def _move(self, entries: Sequence[Ready], moved: Sequence[tuple[int, int]], at: datetime) -> None:
        numbers = np.array([gone for gone, _ in moved], dtype=np.int64)
        with self._state.write() as connection:
            for ready in entries:
                present = self.present.of(ready.number)
                here = set(numbers[np.isin(numbers, present)].tolist())
                if here:
                    pairs = [pair for pair in moved if pair[0] in here]
                    stays.write_moves(connection, ready.number, pairs, present, microseconds(at))
                    self.present.read_again(ready.number)

    def _write(self, found: Sequence[Found], at: datetime, done: dict[str, str], judged: Sequence[Ready] = ()) -> None:
        changed = [one for one in found if not one.is_empty]
        if not changed and not judged and done.get(_STORED) == self._marker(_STORED) and _CLOCK not in done:
            return
        with self._state.write() as connection:
            differences = [_numbered(connection, one) for one in changed]
            stays.write(connection, differences, microseconds(at))
            for ready in judged:
                note_judged(connection, ready.number, ready.kept.version, at)
            _mark(connection, done)
        try:
            self.present.follow(differences)
        except BaseException:
            self.present.read_again()
            raise
        if judged:
            self._kept = self._book = None
            # From here on it is known what differs.
            self._knowledge.accounts_changed(self._tests())

    def _list(self, ready: Ready, scope: Scope) -> StaticList:
        known = self._lists.get(ready.number)
        if known is None or scope.numbers is None or known.concerns(scope.numbers):
            known = read_list(self._state, ready.number, ready.document.subject)
            self._lists[ready.number] = known
        return known

    def _reached_by_time(self, now: datetime) -> tuple[Numbers, Numbers]:
        spans = frozenset(span for ready in self.book.entries for span in ready.spans)
        return those_whom_time_changes(self._engine, spans, self._clock(), now)

    def _is_due(self, ready: Ready, now: datetime) -> bool:
        judged_at = ready.kept.judged_at
        return ready.watches_fields and (judged_at is None or now - judged_at >= FIELDS_EVERY)

    def _with_those_made_of(self, entries: Sequence[Ready]) -> list[Ready]:
        return self.book.with_those_made_of([ready.document.id for ready in entries])

    def _tests(self) -> list[FieldTest]:
        return [test for ready in self.book.entries if ready.plan is not None for test in ready.plan.tests]

    def _now(self) -> Moment:
        """Return the present time, which never runs backwards from what was judged."""
        moment = self._moment()
        return Moment(max(moment.as_of, self._clock()), moment.zone)

    def _clock(self) -> datetime:
        return instant_of(int(self._marker(_CLOCK) or 0))

    def _marker(self, name: str) -> str | None:
        with self._state.read() as connection:
            return connection.scalar(sa.select(markers.c.value).where(markers.c.name == name))


def _own(there: Subjects, asked: Numbers) -> Subjects | None:
    is_own = np.isin(there.numbers, asked)
    if is_own.all():
        return None
    return Subjects(there.kind, there.numbers[is_own], there.accounts[is_own])


def _numbered(connection: sa.Connection, one: Found) -> Difference:
    ready = one.ready
    reasons = number_of(connection, ready.number, ready.kept.version, one.said)
    of_each = reasons[one.which] if len(one.enter) else NOBODY_AT_ALL
    return Difference(ready.number, one.enter, of_each, one.leave, ready.document.announces)


def _mark(connection: sa.Connection, values: dict[str, str]) -> None:
    for name, value in values.items():
        statement = insert(markers).values(name=name, value=value)
        connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
