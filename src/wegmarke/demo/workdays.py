"""The supplier's calendar: open days in two years, their season, and the way from a position to an instant.

A process is easiest to tell in working time: *the quote left six working days after the request*. So
all times of the demo are positions on an axis of open days: 17.25 lies a quarter into the eighteenth
open day. The way from there to UTC keeps the order, so weekends, public holidays, the two changes of
the clock and the week after Christmas can never put an effect before its cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ZONE = ZoneInfo("Europe/Berlin")
SPAN = timedelta(days=730)

_MICRO = 1_000_000
# Share of a day's business that is done by an hour of the local clock: slow start, lunch, early end.
_HOURS = np.array([7.0, 8.5, 12.0, 13.0, 16.5, 18.5]) * 3600
_DONE = np.array([0.0, 0.12, 0.52, 0.58, 0.93, 1.0])
_FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
_FROM_EASTER = (-2, 1, 39, 50)  # Good Friday, Easter Monday, Ascension, Whit Monday


@dataclass(frozen=True)
class Workdays:
    """Open days of the two years that end at `until`.

    Attributes:
        start, until: first and last instant of the data, UTC.
        days: the open days, as local dates.
        season: how busy each of them is, 0..1.
        end: the position of `until`; nothing may happen at or after it.
    """

    start: datetime
    until: datetime
    days: NDArray[np.datetime64]
    season: Floats
    end: float
    _noon_offset: Integers
    _midnight_offset: Integers

    def instants(self, at: Floats, seconds: Floats) -> Integers:
        """Turn positions, each with some seconds added, into microseconds since 1970 in UTC."""
        day = np.clip(at.astype(np.int64), 0, len(self.days) - 1)
        clock = np.interp(at - np.floor(at), _DONE, _HOURS) + seconds
        local = self.days[day].astype("datetime64[us]").astype(np.int64) + (clock * 1000).astype(np.int64) * 1000
        utc: Integers = local - self._noon_offset[day]
        return utc

    def midnights(self, at: Floats) -> Integers:
        """Turn positions into the local midnight that begins their day, in microseconds UTC."""
        day = np.clip(at.astype(np.int64), 0, len(self.days) - 1)
        utc: Integers = self.days[day].astype("datetime64[us]").astype(np.int64) - self._midnight_offset[day]
        return utc

    def position(self, day: date) -> int:
        """Return the position of a date, or of the next open day."""
        return int(np.searchsorted(self.days, np.datetime64(day)))

    def busy(self, rng: np.random.Generator, at: Floats) -> NDArray[np.bool_]:
        """Draw which of the voluntary touches at these positions happen, by season."""
        day = np.clip(at.astype(np.int64), 0, len(self.days) - 1)
        return rng.random(len(at)) < self.season[day]

    def monthly(self, week: int, weekday: int) -> Integers:
        """Return the position of the n-th weekday (0 = Monday) of every month."""
        first = np.arange(self.days[0].astype("datetime64[M]"), self.days[-1].astype("datetime64[M]") + 1)
        chosen = np.busday_offset(first, week - 1, roll="forward", weekmask=np.eye(7, dtype=bool)[weekday])
        positions = np.searchsorted(self.days, chosen)
        return np.unique(positions[(chosen >= self.days[0]) & (positions < len(self.days))]).astype(np.int64)

    def yearly(self, month: int, week: int, weekday: int) -> Integers:
        """Return the positions of one fixed day of every year, such as the third Tuesday of April."""
        positions = self.monthly(week, weekday)
        months = self.days[positions].astype("datetime64[M]").astype(np.int64) % 12 + 1
        chosen: Integers = positions[months == month]
        return chosen


def workdays(until: datetime) -> Workdays:
    """Build the calendar of the two years before an instant."""
    until = until.astimezone(UTC)
    start = until - SPAN
    first, last = start.astimezone(ZONE).date() + timedelta(days=1), until.astimezone(ZONE).date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    moving = {_easter(year) + timedelta(days=n) for year in range(first.year, last.year + 1) for n in _FROM_EASTER}
    opened = [day for day in days if _is_open(day) and day not in moving]
    return Workdays(
        start=start,
        until=until,
        days=np.array(opened, dtype="datetime64[D]"),
        season=np.array([_season(day) for day in opened]),
        end=float(len(opened)),
        _noon_offset=_offsets(opened, hour=12),
        _midnight_offset=_offsets(opened, hour=0),
    )


def _offsets(days: list[date], hour: int) -> Integers:
    instants = (datetime(day.year, day.month, day.day, hour, tzinfo=ZONE) for day in days)
    spans = (instant.utcoffset() or timedelta() for instant in instants)
    return np.array([span // timedelta(microseconds=1) for span in spans], dtype=np.int64)


def _is_open(day: date) -> bool:
    closed = (day.month, day.day) in _FIXED_HOLIDAYS or (day.month == 12 and day.day >= 24)
    return day.weekday() < 5 and not closed


def _season(day: date) -> float:
    """Return how busy a day is: summer and the turn of the year are quiet, Fridays end early."""
    share = 0.85 if day.weekday() == 4 else 1.0
    if (7, 15) <= (day.month, day.day) <= (8, 31):
        share *= 0.6
    if (day.month, day.day) >= (12, 15) or (day.month, day.day) <= (1, 7):
        share *= 0.4
    return share


def _easter(year: int) -> date:
    """Return Easter Sunday by Gauss's rule, which holds from 1900 to 2099."""
    moon = (19 * (year % 19) + 24) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    day = 22 + moon + sunday
    if (moon, sunday) == (29, 6) or (moon == 28 and sunday == 6 and year % 19 > 10):
        day -= 7
    return date(year, 3, 1) + timedelta(days=day - 1)
