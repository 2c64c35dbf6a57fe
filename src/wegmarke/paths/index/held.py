"""Paths cut by a property that is held constant: one path for each unit and value, in the order of the unit's path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.paths.index.asking import Asked
from wegmarke.paths.index.columns import TOUCH_COLUMNS, Columns, Int64s
from wegmarke.paths.index.found import event_places


@dataclass(frozen=True)
class Held:
    """Paths by unit and value.

    Attributes:
        columns: the paths, numbered from 0.
        owner: per path the place of its unit in the columns it was cut from.
        place: per touch its place there.
    """

    columns: Columns
    owner: Int64s
    place: Int64s


def held_apart(asked: Asked, rows: pa.Table) -> Held:
    """Cut the paths of a part.

    Args:
        asked: the part; units and touches that do not count stand in none of the new paths.
        rows: touches with the property: unit, occurred_at, event_id, value.
    """
    columns = asked.columns
    value = pc.dictionary_encode(_whole(rows["value"])).indices.to_numpy().astype(np.int64)
    place = event_places(columns, rows)
    owner = np.searchsorted(columns.starts, place, side="right") - 1
    counts = (place >= 0) & asked.counts[owner]
    if asked.chosen.size:
        counts &= asked.chosen[place]
    place, owner, value = place[counts], owner[counts], value[counts]
    order = np.lexsort((place, value, owner))
    place, owner, value = place[order], owner[order], value[order]
    begins = np.ones(place.size, np.bool_)
    begins[1:] = (owner[1:] != owner[:-1]) | (value[1:] != value[:-1])
    starts = np.concatenate((np.nonzero(begins)[0], [place.size])).astype(np.int64)
    kept = {name: getattr(columns, name)[place] for name in TOUCH_COLUMNS}
    return Held(Columns(np.arange(starts.size - 1), starts, **kept), owner[begins].astype(np.int64), place)


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
