"""Events found again on the paths of an index, by unit, instant and key."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wegmarke.paths.index.build import halves_of_texts
from wegmarke.paths.index.columns import Codes, Columns, Int64s, event_keys


def event_places(columns: Columns, rows: pa.Table) -> Int64s:
    """Return the place of each event in the columns, -1 for those that stand on no path here.

    Args:
        columns: the paths.
        rows: unit, occurred_at (microseconds), event_id (36 letters).
    """
    from wegmarke.paths.compiled import behaviours

    units = columns.places(np.asarray(rows["unit"].to_numpy(), np.int64))
    keys = event_keys(*halves_of_texts(rows["event_id"]))
    out = np.empty(units.size, np.int64)
    at = np.ascontiguousarray(rows["occurred_at"].to_numpy(), np.int64)
    behaviours.find_events(units, at, keys, columns.starts, columns.occurred_at, columns.event_key, out)
    return out


def sealed(codes: Codes) -> Codes:
    """Return codes as the columns hold theirs: passes are compiled per type, and a type knows what may be written."""
    codes = np.ascontiguousarray(codes)[:]
    codes.flags.writeable = False
    return codes
