"""Where touches stand in a path, counted from its beginning or from its end."""

from __future__ import annotations

import numpy as np
from numba import njit

from wegmarke.paths.compiled.hops import stretch

NEVER = np.iinfo(np.int64).max
_DAY = np.uint8(1)


@njit(cache=True, nogil=True)
def first_places(
    first, last, starts, counts, chosen, touchpoint, flags, occurred_at, since, until, wanted, first_at, first_day
):
    """Write for each unit when it was first at a wanted code, and whether a touch then is known by its date only.

    `first_at` is `NEVER` where it never was. A path is walked no further than that.
    """
    every = chosen.size == 0
    for unit in range(first, last):
        first_at[unit], first_day[unit] = NEVER, False
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        for touch in range(begin, end):
            if not wanted[touchpoint[touch]] or not (every or chosen[touch]):
                continue
            if first_at[unit] == NEVER:
                first_at[unit] = occurred_at[touch]
            elif occurred_at[touch] != first_at[unit]:
                break
            if flags[touch] & _DAY:
                first_day[unit] = True


@njit(cache=True, nogil=True)
def last_touches(places, starts, counts, chosen, touchpoint, occurred_at, since, until, wanted, last_at):
    """Write for the units at some places, -1 for none, when they were last at a wanted code, where they ever were."""
    every = chosen.size == 0
    for row in range(places.size):
        unit = places[row]
        if unit < 0 or not counts[unit]:
            continue
        for touch in range(starts[unit + 1] - 1, starts[unit] - 1, -1):
            at = occurred_at[touch]
            if at < since:
                break
            if at < until and wanted[touchpoint[touch]] and (every or chosen[touch]):
                last_at[row] = at
                break


@njit(cache=True, nogil=True)
def units_at(first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, group_of, seen, out):
    """Count units in `out` by the groups they were at; group 0 is none. `seen` remembers the last unit, as unit + 1."""
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        for touch in range(begin, end):
            group = group_of[touchpoint[touch]]
            if group != 0 and seen[group] != unit + 1 and (every or chosen[touch]):
                seen[group] = unit + 1
                out[group] += 1


@njit(cache=True, nogil=True)
def positions(
    first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, dense, backwards, collapse, out
):
    """Count units in `out` by position, the touchpoint one position nearer, and the one here; as `dense` numbers.

    Position 0 is the first touch, or with `backwards` the last one; there is nothing nearer than it, which is 0.
    With `collapse` a touchpoint that follows itself has one position.
    """
    every = chosen.size == 0
    most = out.shape[0]
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        position, nearer, nearer_code = 0, 0, 0
        for step in range(end - begin):
            touch = end - 1 - step if backwards else begin + step
            code = touchpoint[touch]
            if dense[code] == 0 or not (every or chosen[touch]) or (collapse and code == nearer_code):
                continue
            out[position, nearer, dense[code]] += 1
            position += 1
            nearer, nearer_code = dense[code], code
            if position == most:
                break
