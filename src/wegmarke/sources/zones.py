"""Turns local times into instants, for whole columns.

A local time that the clocks skip in spring is read as if they had not been changed (02:30 becomes 03:30); one that
happens twice in autumn is its first occurrence. This is what Python calls `fold=0`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

Micros = npt.NDArray[np.int64]

_SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Zone rules are looked at between these years; outside, the nearest offset holds.
_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_PROBE = timedelta(days=1)


def is_zone(name: str) -> bool:
    """Tell whether a time zone of that name exists.

    >>> is_zone("Europe/Berlin"), is_zone("Berlin")
    (True, False)
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def to_utc(local: Micros, zone: str) -> Micros:
    """Return the instants, in microseconds since 1970 UTC, of local times counted the same way."""
    if not local.size:
        return local
    starts, offsets = _offsets(zone)
    place = np.searchsorted(starts, local, side="right") - 1
    return np.asarray(local - offsets[np.maximum(place, 0)], dtype=np.int64)


@lru_cache(maxsize=8)
def _offsets(zone: str) -> tuple[Micros, Micros]:
    """Return from which local time on which offset holds."""
    rules = ZoneInfo(zone)
    instant, end = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(_LAST_YEAR, 1, 1, tzinfo=UTC)
    before = _offset(instant, rules)
    starts, offsets = [np.iinfo(np.int64).min], [_micros(before)]
    while instant < end:
        following = instant + _PROBE
        after = _offset(following, rules)
        if after != before:
            change = _change(instant, following, rules)
            starts.append((change - _EPOCH) // timedelta(microseconds=1) + _micros(max(before, after)))
            offsets.append(_micros(after))
        instant, before = following, after
    return np.array(starts, dtype=np.int64), np.array(offsets, dtype=np.int64)


def _change(before: datetime, after: datetime, rules: ZoneInfo) -> datetime:
    """Return the second at which the offset changes, between two instants with different ones."""
    old = _offset(before, rules)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if _offset(middle, rules) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(instant: datetime, rules: ZoneInfo) -> timedelta:
    return instant.astimezone(rules).utcoffset() or timedelta()


def _micros(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
