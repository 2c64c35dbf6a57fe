"""Days of a time zone as numbers, for columns: the day of an instant, and when each day begins.

A day is counted from 1970-01-01 of the zone. Its number is found with the zone's offset from UTC, which changes twice a
year at most in most places: a few comparisons per row instead of a calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

DAY_SECONDS: Final = 86_400
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
"""No event is older: the inbox takes none."""
_AHEAD_DAYS: Final = 100_000


@dataclass(frozen=True)
class Shift:
    """From an instant on, local time is so many seconds ahead of UTC."""

    since: datetime
    seconds: int


def microseconds(instant: datetime) -> int:
    """Return an instant as microseconds since 1970."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def instant_of(micros: int) -> datetime:
    """Return microseconds since 1970 as an instant."""
    return EPOCH + timedelta(microseconds=micros)


def day_of(instant: datetime, zone: tzinfo) -> int:
    """Return the number of the local day of an instant."""
    return (instant.astimezone(zone).date() - EPOCH.date()).days


def begin_of(day: int, zone: tzinfo) -> datetime:
    """Return the first instant whose local day has this number."""
    # Around midnight clocks may be changed: midnight is then missing, or there twice.
    begins = datetime.combine(EPOCH.date() + timedelta(days=day), time(), zone).astimezone(UTC)
    while day_of(begins, zone) < day:
        begins += timedelta(minutes=1)
    while day_of(begins - timedelta(minutes=1), zone) >= day:
        begins -= timedelta(minutes=1)
    return begins


@lru_cache(maxsize=8)
def begins(first: int, last: int, zone: tzinfo) -> npt.NDArray[np.int64]:
    """Return when each day from `first` to `last` begins, in microseconds since 1970."""
    return np.array([microseconds(begin_of(day, zone)) for day in range(first, last + 1)], dtype=np.int64)


@lru_cache(maxsize=8)
def shifts(zone: tzinfo, until: date) -> tuple[Shift, ...]:
    """Return the offsets of a zone from 1900 to the end of a year, latest first."""
    found = [Shift(EARLIEST, _seconds(EARLIEST, zone))]
    at, end = EARLIEST, datetime(until.year + 1, 1, 1, tzinfo=UTC)
    while at < end:
        following = at + timedelta(days=7)
        if _seconds(following, zone) != found[-1].seconds:
            since = _changed(at, following, zone)
            found.append(Shift(since, _seconds(since, zone)))
        at = following
    return tuple(reversed(found))


def day_sql(column: str, zone: tzinfo, first: datetime, until: datetime) -> str:
    """Write the number of the local day of a UTC time column whose values lie between two instants."""
    branches = []
    for shift in shifts(zone, until.astimezone(UTC).date()):
        if shift.since <= first:
            break
        branches.append(f"WHEN {column} >= make_timestamp({microseconds(shift.since)}) THEN {shift.seconds}")
    offset = f"CASE {' '.join(branches)} ELSE {shift.seconds} END" if branches else str(shift.seconds)
    # Counted from long before 1970, so that whole numbers are divided above zero.
    seconds = f"epoch_us({column}) // 1000000 + {offset} + {_AHEAD_DAYS * DAY_SECONDS}"
    return f"CAST(({seconds}) // {DAY_SECONDS} - {_AHEAD_DAYS} AS INTEGER)"


def _changed(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """Return the second at which the offset became another one."""
    old = _seconds(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _seconds(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after


def _seconds(instant: datetime, zone: tzinfo) -> int:
    offset = instant.astimezone(zone).utcoffset()
    return 0 if offset is None else offset // timedelta(seconds=1)
