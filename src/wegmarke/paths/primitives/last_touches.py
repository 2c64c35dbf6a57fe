"""The last touch of each unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.chosen import selection_of
from wegmarke.paths.index.columns import Int64s, places_in
from wegmarke.paths.primitives.passes import codes_of, snapshot_of
from wegmarke.paths.touches import Period, Touches
from wegmarke.paths.windows import windowed_counts

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class LastTouches:
    """When each unit was touched last: numbers of units, rising, and microseconds since 1970."""

    units: Int64s
    at: Int64s

    def of(self, units: Int64s) -> Int64s:
        """Return the instants of some units; for those without a touch, one that never comes."""
        places = places_in(self.units, units)
        found = self.at[places] if self.at.size else np.empty(places.size, np.int64)
        return np.where(places >= 0, found, _NEVER)


def last_touches(touches: Touches, by: Unit, period: Period, touchpoints: Sequence[str]) -> LastTouches:
    """Return the last touch of each unit at one of these touchpoints in a period."""
    codes = codes_of(touches, touchpoints)
    snapshot = snapshot_of(touches, by)
    if snapshot is not None:
        found = index.windowed_counts(snapshot, period, touchpoints=codes, selection=selection_of(touches, by))
        return LastTouches(found.units, found.last_at)
    rows = windowed_counts(touches, by, period, touchpoints=codes).to_pyarrow().sort_by("unit")
    at = rows["last_at"].cast(pa.timestamp("us")).to_numpy().astype("datetime64[us]").view(np.int64)
    return LastTouches(rows["unit"].to_numpy().astype(np.int64), at)
