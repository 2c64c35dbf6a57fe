"""The paths that a set of subjects needs: those of a few units cut out, or whole parts of a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from wegmarke.paths.index.columns import TOUCH_COLUMNS, Columns, Int64s
from wegmarke.paths.index.snapshot import Snapshot

_FEW_SHARE: Final = 8
"""Up to one unit in so many is cut out; copying more of them takes longer than walking everybody."""


def paths_of(snapshot: Snapshot, units: Int64s) -> Iterator[tuple[Columns, Int64s]]:
    """Return columns in which paths of units stand, and the place of each unit there, -1 where it is not.

    Each unit stands in one of them at most.

    Args:
        snapshot: base and delta.
        units: numbers in any order, also several times; numbers that no unit has are passed over.
    """
    known = snapshot.base.units.size + snapshot.delta.units.size
    if units.size * _FEW_SHARE > known:
        yield from _whole(snapshot, units)
        return
    asked = np.unique(units)
    is_newer = _stands_in(snapshot.replaced, asked)
    for columns, of_these in ((snapshot.base, asked[~is_newer]), (snapshot.delta, asked[is_newer])):
        if of_these.size:
            cut = cut_out(columns, of_these)
            yield cut, cut.places(units)


def _whole(snapshot: Snapshot, units: Int64s) -> Iterator[tuple[Columns, Int64s]]:
    for part in snapshot.parts():
        columns = part.columns
        if columns.units.size == units.size and np.array_equal(columns.units, units):
            places = np.arange(units.size)
        else:
            places = columns.places(units)
        if not part.counts.all():
            places[(places >= 0) & ~part.counts[places]] = -1
        yield columns, places


def cut_out(columns: Columns, units: Int64s) -> Columns:
    """Return the paths of some units, given rising and each once; units without a path are left out."""
    places = columns.places(units)
    units, places = units[places >= 0], places[places >= 0]
    sizes = columns.starts[places + 1] - columns.starts[places]
    starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    touches = np.repeat(columns.starts[places] - starts[:-1], sizes) + np.arange(starts[-1])
    taken: dict[str, Any] = {name: getattr(columns, name)[touches] for name in TOUCH_COLUMNS}
    return Columns(units, starts, **taken)


def _stands_in(rising: Int64s, units: Int64s) -> np.ndarray[Any, np.dtype[np.bool_]]:
    if not rising.size:
        return np.zeros(units.size, np.bool_)
    found = np.minimum(np.searchsorted(rising, units), rising.size - 1)
    return np.asarray(rising[found] == units)
