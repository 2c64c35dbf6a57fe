"""Counts within a window for each unit, and the first and last touch before an anchor."""

from __future__ import annotations

import numpy as np
from numba import njit

from wegmarke.paths.compiled.hops import stretch

_NO_VALUE = np.iinfo(np.int64).min


@njit(cache=True, nogil=True)
def windowed(
    first,
    last,
    starts,
    counts,
    chosen,
    touchpoint,
    event,
    value_minor,
    occurred_at,
    since,
    until,
    touchpoints,
    events,
    has_values,
    size,
    first_at,
    last_at,
    value,
):
    """Write for each unit how many wanted touches lie in the window, the first and last of them, and their value."""
    every = chosen.size == 0
    for unit in range(first, last):
        size[unit] = 0
        value[unit] = 0
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        found = 0
        for touch in range(begin, end):
            if touchpoints[touchpoint[touch]] and events[event[touch]] and (every or chosen[touch]):
                if found == 0:
                    first_at[unit] = occurred_at[touch]
                last_at[unit] = occurred_at[touch]
                found += 1
                if has_values and value_minor[touch] != _NO_VALUE:
                    value[unit] += value_minor[touch]
        size[unit] = found


@njit(cache=True, nogil=True)
def count_anchors(first, last, starts, counts, touchpoint, occurred_at, since, until, anchors, out):
    """Write how many anchors each unit's path has."""
    for unit in range(first, last):
        found = 0
        if counts[unit]:
            begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
            for touch in range(begin, end):
                if anchors[touchpoint[touch]]:
                    found += 1
        out[unit] = found


@njit(cache=True, nogil=True)
def before_anchors(
    first,
    last,
    starts,
    counts,
    chosen,
    touchpoint,
    occurred_at,
    since,
    until,
    anchors,
    wanted,
    lookback,
    rows,
    anchor_at,
    anchor,
    earliest,
    latest,
    size,
):
    """Write for each anchor the first and last wanted touch before it in the path, not older than the lookback.

    `earliest` and `latest` are places in the columns, -1 for none. Touches before the period count, too.
    """
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        path = starts[unit]
        begin, end = stretch(path, starts[unit + 1], occurred_at, since, until)
        row, oldest, met, newest = rows[unit], path, 0, np.int64(-1)
        for touch in range(path, end):
            if touch >= begin and anchors[touchpoint[touch]]:
                while oldest < touch and (
                    occurred_at[touch] - occurred_at[oldest] > lookback
                    or not wanted[touchpoint[oldest]]
                    or not (every or chosen[oldest])
                ):
                    if wanted[touchpoint[oldest]] and (every or chosen[oldest]):
                        met -= 1
                    oldest += 1
                anchor_at[row] = occurred_at[touch]
                anchor[row] = touchpoint[touch]
                size[row] = met
                earliest[row] = oldest if met > 0 else -1
                latest[row] = newest if met > 0 else -1
                row += 1
            if wanted[touchpoint[touch]] and (every or chosen[touch]):
                met += 1
                newest = touch
