"""Ask every primitive once about very few touches, so that its passes are compiled or loaded from the disk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from wegmarke.paths.index.build import rehearse_build
from wegmarke.paths.index.cohorts import cohort_grid
from wegmarke.paths.index.columns import Columns
from wegmarke.paths.index.matches import windowed_matches
from wegmarke.paths.index.rewriting import rewritten
from wegmarke.paths.index.selection import select_codes
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.index.stays import sessions, time_in_phase
from wegmarke.paths.index.transitions import transition_units, transitions
from wegmarke.paths.index.variants import variants
from wegmarke.paths.index.windows import first_last_before, windowed_counts
from wegmarke.paths.zone import Calendar

_DAY = 86_400_000_000


def rehearse() -> None:
    """Ask every primitive once, with a delta and a selection."""
    rehearse_build()
    base = _columns(np.array([1, 2]))
    snapshot = Snapshot.of(base).changed(np.array([2]), _columns(np.array([2])))
    rewritten(snapshot, np.array([1, 2]), np.array([_DAY, _DAY]), base)
    chosen = select_codes(snapshot, "touchpoint", [1, 2])
    transitions(snapshot, selection=chosen)
    transition_units(snapshot, selection=chosen)
    variants(snapshot, selection=chosen)
    windowed_matches(snapshot, [[1], [2]], window=timedelta(days=1), selection=chosen)
    sessions(snapshot, selection=chosen)
    time_in_phase(snapshot, selection=chosen)
    windowed_counts(snapshot, selection=chosen)
    first_last_before(snapshot, [2], selection=chosen)
    day = datetime(1970, 1, 1, tzinfo=UTC)
    cohort_grid(snapshot, Calendar.over("UTC", day, day + timedelta(days=9)), selection=chosen)


def _columns(units: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Columns:
    size = 3 * units.size
    codes = np.tile(np.array([1, 2, 3], np.uint16), units.size)
    instants = np.tile(np.array([0, 1, 2], np.int64) * _DAY, units.size)
    starts = np.arange(0, size + 1, 3, dtype=np.int64)
    return Columns(units, starts, instants, codes, codes, codes, codes, np.zeros(size, np.int64))
