"""Local days and months of UTC instants, from a small table of clock changes.

Engines disagree about time zones (names, database version, ambiguous hours), and some need a network
to learn them. A span of data sees few clock changes, two a year; they are computed once from zoneinfo
and compared with the instants. From UTC to local time nothing is ambiguous, so this is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import ibis
import numpy as np
import numpy.typing as npt

from wegmarke.domain import UsageError

_DAY_US = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Calendar:
    """Clock of one zone over one span of data.

    Attributes:
        zone: IANA name.
        changes: instants (microseconds since 1970, UTC) at which the next offset begins to hold.
        offsets: seconds to add to UTC; one more than changes.
    """

    zone: str
    changes: tuple[int, ...]
    offsets: tuple[int, ...]

    @classmethod
    def over(cls, zone: str, first: datetime | None, last: datetime | None) -> Calendar:
        """Compute the clock changes of a zone between two UTC instants (with or without tzinfo)."""
        clock = _clock(zone)
        start = _aware(first or last or _EPOCH) - timedelta(days=1)
        end = _aware(last or first or _EPOCH) + timedelta(days=1)
        changes, offsets = [], [_offset(clock, start)]
        while start < end:
            following = start + timedelta(days=1)
            if _offset(clock, following) != offsets[-1]:
                changes.append(_microseconds(_change(clock, start, following)))
                offsets.append(_offset(clock, following))
            start = following
        return cls(zone, tuple(changes), tuple(offsets))

    @property
    def clock(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return changes and offsets as arrays for compiled passes, both in microseconds."""
        return np.array(self.changes, np.int64), np.array(self.offsets, np.int64) * 1_000_000

    def local_days(self, instants: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the local calendar day, as days since 1970, of UTC microseconds."""
        local = instants + self._offsets_of(instants) * 1_000_000
        days: npt.NDArray[np.int64] = local // _DAY_US
        return days

    def months(self, instants: npt.NDArray[np.int64]) -> npt.NDArray[np.str_]:
        """Return the local calendar month as `2025-03`."""
        days = self.local_days(instants).astype("datetime64[D]")
        return np.datetime_as_string(days.astype("datetime64[M]"))

    def month(self, occurred_at: ibis.Value) -> ibis.Value:
        """Return the expression of the local calendar month as `2025-03`."""
        return self.month_start(occurred_at).strftime("%Y-%m")

    def month_start(self, occurred_at: ibis.Value) -> ibis.Value:
        """Return the expression of the first day of the local calendar month."""
        return self.local(occurred_at).truncate("M").date()

    def local(self, occurred_at: ibis.Value) -> ibis.Value:
        """Return the expression of the local wall-clock time of a UTC column."""
        shifted = [occurred_at + ibis.interval(seconds=offset) for offset in self.offsets]
        if not self.changes:
            return shifted[0]
        instants = [ibis.literal(_instant(change)) for change in self.changes]
        branches = [(occurred_at < instant, value) for instant, value in zip(instants, shifted, strict=False)]
        return ibis.cases(*branches, else_=shifted[-1])

    def _offsets_of(self, instants: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        place = np.searchsorted(np.asarray(self.changes, dtype=np.int64), instants, side="right")
        return np.asarray(self.offsets, dtype=np.int64)[place]


def _clock(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = f"zone: expected an IANA time zone such as Europe/Berlin; got {zone!r}. Correct the name."
        raise UsageError(message) from error


def _change(clock: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Find the second at which the offset changes, by halving a span that holds one change."""
    old = _offset(clock, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _offset(clock, middle) == old else (before, middle)
    return after


def _offset(clock: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(clock).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _aware(instant: datetime) -> datetime:
    return (instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)).replace(microsecond=0)


def _microseconds(instant: datetime) -> int:
    return int((instant - _EPOCH) // timedelta(microseconds=1))


def _instant(microseconds: int) -> datetime:
    return (_EPOCH + timedelta(microseconds=microseconds)).replace(tzinfo=None)
