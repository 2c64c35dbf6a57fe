"""When some units were touched last: their paths are walked from the end."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Int64s, Truths
from wegmarke.paths.index.selection import Selection, code_table
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.period import Period


def last_touches(
    snapshot: Snapshot,
    units: Int64s,
    touchpoints: Collection[int],
    period: Period = ALWAYS,
    *,
    selection: Selection | None = None,
) -> Int64s:
    """Return when some units were last at any of these touchpoints, in microseconds; the highest number for never.

    Args:
        snapshot: the paths.
        units: numbers of units; the answer has their order.
        touchpoints: codes.
        period: touches outside do not count.
        selection: which units and touches count.
    """
    wanted, found = code_table(touchpoints), np.full(units.size, np.iinfo(np.int64).max, np.int64)
    for asked in asked_of(snapshot, selection, period):
        # a unit whose path was replaced stands in both parts, and counts in one
        _walk(asked, asked.columns.places(units), wanted, found)
    return found


def _walk(asked: Asked, places: Int64s, wanted: Truths, found: Int64s) -> None:
    from wegmarke.paths.compiled import places as passes

    passes.last_touches(places, *asked.given, asked.columns.touchpoint, *asked.span, wanted, found)
