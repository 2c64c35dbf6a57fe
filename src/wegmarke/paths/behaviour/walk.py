"""Answers questions over some columns: the stretch of each path that counts, then what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar, cast

import numpy as np

from wegmarke.paths.behaviour.meaning import Meaning
from wegmarke.paths.behaviour.together import counted_together
from wegmarke.paths.index.columns import Columns, Int64s, Truths, currency_code
from wegmarke.paths.spread import spread
from wegmarke.paths.terms.zone import Calendar
from wegmarke.rules import NEVER, Behaviour, Column, Moment, Quantity, Question, Selection

T = TypeVar("T")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY: Final = 86_400_000_000
_EVERY: Final = np.empty(0, np.bool_)
_ENDS: Final = {
    Quantity.FIRST_AT: "earliest",
    Quantity.LAST_AT: "latest",
    Quantity.FIRST_HAS: "earliest",
    Quantity.LAST_HAS: "latest",
}


@dataclass(frozen=True)
class _Counted:
    """How many touches each unit has, and the places of the first and last of them, -1 for none."""

    size: Int64s
    earliest: Int64s
    latest: Int64s


@dataclass(frozen=True)
class _Added:
    """How many numbers each unit has, their sum in two halves of 32 bits, the least and the most."""

    size: Int64s
    high: Int64s
    low: Int64s
    least: Int64s
    most: Int64s


@dataclass
class Walk:
    """The paths of some columns, asked at one moment; what questions have in common is walked once.

    Attributes:
        columns: the paths.
        meaning: which touches selections mean.
        moment: when and in which zone.
        holders: truth per touch for roles: whether its person has one of them.
    """

    columns: Columns
    meaning: Meaning
    moment: Moment
    holders: Mapping[tuple[str, ...], Truths]
    _made: dict[object, object] = field(default_factory=dict)

    def answers(self, questions: Sequence[Question]) -> Iterator[Column]:
        """Return the answer to each question for each unit of the columns, one after the other."""
        together = counted_together(questions, self.meaning, self.moment)
        for question in questions:
            is_counted = question.quantity is Quantity.COUNT and question.behaviour in together
            yield together[question.behaviour] if is_counted else self.answer(question)

    def answer(self, question: Question) -> Column:
        """Return the answer to one question."""
        behaviour = question.behaviour
        if behaviour.then:
            return self._once(("then", behaviour), lambda: self._sequences(behaviour))
        match question.quantity:
            case Quantity.COUNT:
                return self._counted(behaviour).size
            case Quantity.DAYS:
                return self._once(("days", behaviour), lambda: self._days(behaviour))
            case Quantity.NUMBERS | Quantity.SUM | Quantity.MINIMUM | Quantity.MAXIMUM:
                return _amount(question.quantity, self._added(question))
            case _:
                return self._end(question)

    def _end(self, question: Question) -> Column:
        places: Int64s = getattr(self._counted(question.behaviour), _ENDS[question.quantity])
        is_there = places >= 0
        if question.has is None:
            found = np.full(places.size, NEVER, np.int64)
            found[is_there] = self.columns.occurred_at[places[is_there]]
            return found
        has = np.zeros(places.size, np.bool_)
        has[is_there] = self.meaning.of_rule(question.has)[places[is_there]]
        return has

    def _counted(self, behaviour: Behaviour) -> _Counted:
        return self._once(("counted", behaviour), lambda: self._count(behaviour))

    def _count(self, behaviour: Behaviour) -> _Counted:
        from wegmarke.paths.compiled import behaviours

        given, truths = self._stretches(behaviour), self._truths(behaviour.selection, behaviour.roles)
        counted = _Counted(*(self._numbers() for _ in range(3)))
        out = (counted.size, counted.earliest, counted.latest)
        self._spread(lambda first, last: behaviours.counts(first, last, *given, truths, *out))
        return counted

    def _days(self, behaviour: Behaviour) -> Int64s:
        from wegmarke.paths.compiled import behaviours

        given, truths = self._stretches(behaviour), self._truths(behaviour.selection, behaviour.roles)
        changes, offsets = self._clock()
        at, out = self.columns.occurred_at, self._numbers()
        self._spread(lambda first, last: behaviours.days(first, last, *given, truths, at, changes, offsets, _DAY, out))
        return out

    def _clock(self) -> tuple[Int64s, Int64s]:
        at = self.columns.occurred_at
        first, last = (at.min(), at.max()) if at.size else (0, 0)
        return Calendar.over(str(self.moment.zone), _instant(int(first)), _instant(int(last))).clock

    def _added(self, question: Question) -> _Added:
        key = ("added", question.behaviour, question.of, question.currency)
        return self._once(key, lambda: self._add(question))

    def _add(self, question: Question) -> _Added:
        from wegmarke.paths.compiled import behaviours

        behaviour, columns = question.behaviour, self.columns
        given, truths = self._stretches(behaviour), self._truths(behaviour.selection, behaviour.roles)
        numbers = self.meaning.marks.properties.get(question.of, columns.value_minor)
        wanted = 0 if question.currency is None else currency_code(question.currency)
        added = _Added(*(self._numbers() for _ in range(5)))
        out = (added.size, added.high, added.low, added.least, added.most)
        self._spread(
            lambda first, last: behaviours.amounts(first, last, *given, truths, numbers, columns.currency, wanted, *out)
        )
        return added

    def _sequences(self, behaviour: Behaviour) -> Int64s:
        from wegmarke.paths.compiled import behaviours

        given, at = self._stretches(behaviour), self.columns.occurred_at
        selections = [behaviour.selection, *(step.selection for step in behaviour.then)]
        truths = np.stack([self._truths(selection, behaviour.roles) for selection in selections])
        gaps = [-1, *(-1 if step.within is None else _microseconds(step.within) for step in behaviour.then)]
        within, out = np.array(gaps, np.int64), self._numbers()
        self._spread(lambda first, last: behaviours.sequences(first, last, *given, truths, within, at, out))
        return out

    def _stretches(self, behaviour: Behaviour) -> tuple[Int64s, Int64s]:
        marks = [one if isinstance(one, Selection) else None for one in (behaviour.since, behaviour.before)]
        roles = behaviour.roles if any(marks) else ()
        period = self.moment.period(behaviour)
        return self._once(("stretch", period, *marks, roles), lambda: self._stretch(period, marks, roles))

    def _stretch(
        self, period: tuple[int, int], marks: list[Selection | None], roles: tuple[str, ...]
    ) -> tuple[Int64s, Int64s]:
        from wegmarke.paths.compiled import behaviours

        columns, now = self.columns, self.moment.last
        behind, ahead = (_EVERY if one is None else self._truths(one, roles) for one in marks)
        begins, ends = self._numbers(), self._numbers()
        given = (columns.starts, columns.occurred_at, *period, now, behind, ahead, begins, ends)
        self._spread(lambda first, last: behaviours.stretches(first, last, *given))
        return begins, ends

    def _truths(self, selection: Selection, roles: tuple[str, ...]) -> Truths:
        found = self.meaning.of_selection(selection)
        return found & self.holders[roles] if roles else found

    def _numbers(self) -> Int64s:
        return np.empty(self.columns.units.size, np.int64)

    def _spread(self, work: Callable[[int, int], None]) -> None:
        spread(self.columns.starts, work)

    def _once(self, key: object, make: Callable[[], T]) -> T:
        if key not in self._made:
            self._made[key] = make()
        return cast("T", self._made[key])


def _amount(quantity: Quantity, added: _Added) -> Column:
    if quantity is Quantity.NUMBERS:
        return added.size
    if quantity is Quantity.SUM:
        # the high half is exact, and so is the low one: only their sum is rounded
        return np.asarray(added.high * float(2**32) + added.low, np.float64)
    found = np.full(added.size.size, np.nan)
    is_there = added.size > 0
    found[is_there] = (added.least if quantity is Quantity.MINIMUM else added.most)[is_there]
    return found


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
