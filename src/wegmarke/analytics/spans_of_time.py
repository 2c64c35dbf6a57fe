"""Calendar periods as cuts between instants, for what is counted by when it happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa

from wegmarke.analytics.dates import midnights
from wegmarke.analytics.phase_look import microseconds
from wegmarke.analytics.rows import Numbers
from wegmarke.paths import Calendar, CalendarPeriod, period_start, period_starts


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
