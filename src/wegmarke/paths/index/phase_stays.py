"""Stays in phases by a compiled pass."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Codes
from wegmarke.paths.index.selection import Selection
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.staying import Stays


def phase_stays(
    snapshot: Snapshot,
    phase_of: Mapping[int, int],
    period: Period = ALWAYS,
    *,
    selection: Selection | None = None,
) -> Stays:
    """Return the stays of all units; phases are numbers from 1 by code of the touchpoint.

    The definition stands at `wegmarke.paths.terms.staying`.
    """
    phases = np.zeros(65_536, np.uint16)
    phases[list(phase_of)] = list(phase_of.values())
    asked = asked_of(snapshot, selection, period)
    return Stays.together([stays for part in asked for stays in _stays(part, phases)])


def _stays(asked: Asked, phases: Codes) -> list[Stays]:
    from wegmarke.paths.compiled import phases as passes

    columns = asked.columns

    def walk(first: int, last: int) -> Stays:
        # as many stays as touches at most; what is not written takes no memory
        most = int(columns.starts[last] - columns.starts[first])
        phase, entered_at = np.empty(most, np.uint8), np.empty(most, np.int64)
        sizes = np.zeros(columns.units.size, np.int64)
        found = passes.phase_stays(
            first, last, *asked.given, columns.touchpoint, *asked.span, phases, sizes, phase, entered_at
        )
        return Stays.of(columns.units[first:last], sizes[first:last], phase[:found].copy(), entered_at[:found].copy())

    return asked.spread(walk)
