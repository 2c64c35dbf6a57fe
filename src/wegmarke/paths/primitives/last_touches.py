"""When some units were touched last."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.choosing import selection_of
from wegmarke.paths.expressions.windows import windowed_counts
from wegmarke.paths.index.columns import Int64s, places_in
from wegmarke.paths.primitives.passes import codes_of, snapshot_of
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

_NEVER = np.iinfo(np.int64).max


def last_touches(touches: Touches, by: Unit, units: Int64s, period: Period, touchpoints: Sequence[str]) -> Int64s:
    """Return when each of some units was last at one of these touchpoints, in microseconds since 1970.

    For those that never were, it is an instant that never comes: the highest number.
    """
    codes = codes_of(touches, touchpoints)
    snapshot = snapshot_of(touches, by)
    if snapshot is not None:
        return index.last_touches(snapshot, units, codes, period, selection=selection_of(touches, by))
    rows = windowed_counts(touches, by, period, touchpoints=codes).to_pyarrow().sort_by("unit")
    at = rows["last_at"].cast(pa.timestamp("us")).to_numpy().astype("datetime64[us]").view(np.int64)
    places = places_in(rows["unit"].to_numpy().astype(np.int64), units)
    return np.where(places >= 0, at[places], _NEVER) if at.size else np.full(units.size, _NEVER, np.int64)
