"""How long a calendar period is: the day, the week from Monday, the month, the quarter, the year."""

from __future__ import annotations

import enum
from datetime import date, timedelta
from typing import TypeAlias, assert_never

import numpy as np
import numpy.typing as npt

from wegmarke.paths.terms.zone import Calendar

Int64s: TypeAlias = npt.NDArray[np.int64]
_DAY_US = 86_400_000_000


class CalendarPeriod(enum.StrEnum):
    """The length of a calendar period."""

    DAY = "day"
    WEEK = "week"  # from Monday, as ISO 8601 has it
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_LONGEST_DAYS = {
    CalendarPeriod.DAY: 1,
    CalendarPeriod.WEEK: 7,
    CalendarPeriod.MONTH: 31,
    CalendarPeriod.QUARTER: 92,
    CalendarPeriod.YEAR: 366,
}


def period_start(length: CalendarPeriod, day: date) -> date:
    """Return the first day of the period that holds a day."""
    match length:
        case CalendarPeriod.DAY:
            return day
        case CalendarPeriod.WEEK:
            return day - timedelta(days=day.weekday())
        case CalendarPeriod.MONTH:
            return day.replace(day=1)
        case CalendarPeriod.QUARTER:
            return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
        case CalendarPeriod.YEAR:
            return day.replace(month=1, day=1)
        case _:
            assert_never(length)


def period_starts(length: CalendarPeriod, first: date, last: date) -> list[date]:
    """Return the first days of all periods that hold a day from `first` to `last`."""
    longest = _LONGEST_DAYS[length]
    starts = [period_start(length, first)]
    while (following := period_start(length, starts[-1] + timedelta(days=longest))) <= last:
        starts.append(following)
    return starts


def calendar_cuts(calendar: Calendar, length: CalendarPeriod, low: int, high: int) -> tuple[list[date], Int64s, Int64s]:
    """Return the periods' first days, the instants at which the period may change, and the period between them.

    Between two changes of the clock local time runs like UTC, so a period begins at its local midnight less the offset.
    A change of the clock is a cut as well: one that sets it back over midnight brings yesterday's period once more.
    """
    days = calendar.local_days(np.array([low, high]))
    begins = period_starts(length, _day(int(days.min()) - 1), _day(int(days.max()) + 1))
    midnights = np.array([(begin - date(1970, 1, 1)).days for begin in begins], np.int64) * _DAY_US
    shifts = np.unique(np.asarray(calendar.offsets, np.int64)) * 1_000_000
    cuts = np.unique(np.concatenate([np.asarray(calendar.changes, np.int64), *(midnights - shift for shift in shifts)]))
    instants = np.concatenate(([min(low, int(cuts[0]) - 1)], cuts))
    first_days = midnights // _DAY_US
    periods = np.searchsorted(first_days, calendar.local_days(instants), side="right") - 1
    return begins, cuts, np.maximum(periods, 0).astype(np.int64)


def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)
