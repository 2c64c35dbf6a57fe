"""Days and instants that events name in their properties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from wegmarke.analytics.phase_look import microseconds
from wegmarke.analytics.rows import Numbers, Truths


def read_ends(said: pa.ChunkedArray, at: Numbers, asked: Truths, zone: str) -> tuple[Numbers, int]:
    """Return when each thing ends that a property names, and how many cannot be read.

    A day counts in full: it ends at the following midnight of the zone. An instant without a zone is of this one.

    Args:
        said: the property, as ISO 8601.
        at: what stands where it says nothing, or nothing that can be read.
        asked: which rows have an end.
        zone: of days.
    """
    ends, unreadable = at.copy(), 0
    known: dict[str, int | None] = {}
    for place, text in zip(np.flatnonzero(asked).tolist(), said.filter(pa.array(asked)).to_pylist(), strict=True):
        if text is None:
            continue
        if text not in known:
            known[text] = _end_of(text, zone)
        end = known[text]
        if end is None:
            unreadable += 1
        else:
            ends[place] = end
    return ends, unreadable


def midnights(days: Sequence[date], zone: str) -> Numbers:
    """Return the instants at which days begin in a zone, in microseconds."""
    clock = ZoneInfo(zone)
    return np.array([microseconds(datetime(day.year, day.month, day.day, tzinfo=clock)) for day in days], np.int64)


def _end_of(text: str, zone: str) -> int | None:
    try:
        if len(text.strip()) == len("2025-01-31"):
            return int(midnights([date.fromisoformat(text.strip()) + timedelta(days=1)], zone)[0])
        instant = datetime.fromisoformat(text.strip())
        return microseconds(instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone)))
    except (ValueError, OverflowError):
        return None
