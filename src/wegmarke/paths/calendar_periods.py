"""How long a calendar period is: the week from Monday, the month, the quarter, the year."""

from __future__ import annotations

import enum
from datetime import date, timedelta
from typing import assert_never


class CalendarPeriod(enum.StrEnum):
    """The length of a calendar period."""

    WEEK = "week"  # from Monday, as ISO 8601 has it
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_LONGEST_DAYS = {
    CalendarPeriod.WEEK: 7,
    CalendarPeriod.MONTH: 31,
    CalendarPeriod.QUARTER: 92,
    CalendarPeriod.YEAR: 366,
}


def period_start(length: CalendarPeriod, day: date) -> date:
    """Return the first day of the period that holds a day."""
    match length:
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
