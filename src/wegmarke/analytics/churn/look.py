"""One look at who is a customer from when to when, on which all questions about churn stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.churn import words
from wegmarke.analytics.churn.lives import Lives, of_contracts, of_pauses
from wegmarke.analytics.churn.question import Question
from wegmarke.analytics.dates import Numbers, midnights
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.meanings import Meanings
from wegmarke.analytics.phase_look import data_state, microseconds
from wegmarke.domain import LocalizedText, Unit
from wegmarke.paths import Calendar, CalendarPeriod, Period, Touches, period_start, period_starts, primitives

_DAY = 86_400_000_000


@dataclass(frozen=True)
class Look:
    """Who was a customer when.

    Attributes:
        known: the facts of the period.
        asked: the question.
        lives: all of them up to the state of the data.
        state: the state of the data in microseconds; 0 without data.
        said: what exactly was looked at.
    """

    known: Facts
    asked: Question
    lives: Lives
    state: int
    said: tuple[LocalizedText, ...]

    @property
    def bounds(self) -> tuple[int, int]:
        """Return the first instant of the period and the state of the data, in microseconds."""
        start = self.known.period.start
        return (0 if start is None else microseconds(start)), self.state


def look_at_lives(
    touches: Touches, by: Unit | str, asked: Question, start: datetime | None, end: datetime | None, zone: str
) -> Look:
    """Find all lives up to the end of the period, from the beginning of what is known."""
    known = facts(touches, by, start, end, zone=zone)
    state = data_state(touches, end)
    until = 0 if state is None else microseconds(state)
    meanings = Meanings(touches)
    said = [name for name in ("ends_on", "contract", "breakdown") if getattr(asked, name) is not None]
    properties = [str(getattr(asked, name)) for name in said]
    if asked.is_contractual:
        marks = [meanings.mark(name, getattr(asked, name)) for name in ("starts", "ends", "notices")]
        rows = primitives.marked_events(touches, known.by, Period(None, end), marks, properties)
        lives, skipped = of_contracts(rows, until, zone, said, notice_ends=not asked.ends)
        return Look(known, asked, lives, until, words.contracts(asked, skipped))
    marks = [meanings.mark("orders", asked.orders, valued=True)]
    rows = primitives.marked_events(touches, known.by, Period(None, end), marks, properties)
    is_negative = pc.fill_null(pc.less(rows["value_minor"], 0), fill_value=False)
    negative = int(pc.sum(is_negative).as_py() or 0)
    rows = rows.filter(pc.invert(is_negative)) if negative else rows
    lives = of_pauses(rows, until, round(asked.days * _DAY), asked.permille, asked.alive, said)
    return Look(known, asked, lives, until, words.pauses(asked, negative))


@dataclass(frozen=True)
class Periods:
    """Calendar periods from the first life, or the start of the question, to the state of the data.

    Attributes:
        begins: their first days.
        cuts: the instants at which they begin, and that at which the last one ends.
        is_complete: whether each is over.
    """

    begins: list[date]
    cuts: Numbers
    is_complete: list[bool]

    def of(self, instants: Numbers) -> Numbers:
        """Return the number of the period that an instant is in; the begin of a period belongs to it."""
        return np.searchsorted(self.cuts, instants, side="right").astype(np.int64) - 1

    def up_to(self, instants: Numbers) -> Numbers:
        """Return the number of the period that an end is in; the begin of a period belongs to the one before."""
        return np.searchsorted(self.cuts, instants, side="left").astype(np.int64) - 1


def periods_of(first: int, start: datetime | None, state: int, length: CalendarPeriod, zone: str) -> Periods:
    """Return the periods between two instants."""
    begin = first if start is None else max(first, microseconds(start))
    instants = np.array([begin, max(begin, state)], np.int64)
    first_at, last_at = (datetime.fromtimestamp(int(at) / 1e6, UTC) for at in instants)
    calendar = Calendar.over(zone, first_at, last_at)
    days = [date(1970, 1, 1) + timedelta(days=int(day)) for day in calendar.local_days(instants)]
    begins = period_starts(length, days[0], days[1])
    following = period_start(length, begins[-1] + timedelta(days=_LONGEST[length]))
    cuts = midnights([*begins, following], zone)
    return Periods(begins, cuts, [bool(cut <= state) for cut in cuts[1:].tolist()])


_LONGEST = {
    CalendarPeriod.DAY: 1, CalendarPeriod.WEEK: 7, CalendarPeriod.MONTH: 31, CalendarPeriod.QUARTER: 92,
    CalendarPeriod.YEAR: 366,
}  # fmt: skip


def instants(column: Numbers, never: int) -> pa.Array:
    """Return instants in UTC, NULL where something never happened."""
    return pa.array(column, pa.int64(), mask=column >= never).cast(pa.timestamp("us", tz="UTC"))
