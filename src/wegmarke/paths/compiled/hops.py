"""From one touch to the next: counted in a square table, and whole paths without what is not selected."""

from __future__ import annotations

import numpy as np
from numba import njit

NO_INSTANT = np.iinfo(np.int64).min
_LATEST = np.iinfo(np.int64).max


@njit(cache=True, nogil=True, inline="always")
def stretch(begin, end, occurred_at, since, until):
    """Return the part of a path that lies in a period; the times are read only where a side is closed."""
    if since != NO_INSTANT:
        while begin < end and occurred_at[begin] < since:
            begin += 1
    if until != _LATEST:
        while end > begin and occurred_at[end - 1] >= until:
            end -= 1
    return begin, end


@njit(cache=True, nogil=True)
def transitions(first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, dense, collapse, out):
    """Count hops into `out`; `dense` numbers touchpoint codes from 1, place 0 is where paths start and end.

    A touch whose `dense` number is 0 was not recognised and stands in no path. With `collapse` a touchpoint that
    follows itself is passed over.
    """
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        before, before_code = 0, 0
        for touch in range(begin, end):
            code = touchpoint[touch]
            here = dense[code]
            if here != 0 and (every or chosen[touch]) and not (collapse and code == before_code):
                out[before, here] += 1
                before, before_code = here, code
        if before != 0:
            out[before, 0] += 1


@njit(cache=True, nogil=True)
def transition_units(
    first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, dense, collapse, seen, out
):
    """Count units per hop; `seen` remembers the last unit at each hop, as unit + 1."""
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        before, before_code = 0, 0
        for touch in range(begin, end):
            code = touchpoint[touch]
            here = dense[code]
            if here != 0 and (every or chosen[touch]) and not (collapse and code == before_code):
                if seen[before, here] != unit + 1:
                    seen[before, here] = unit + 1
                    out[before, here] += 1
                before, before_code = here, code
        if before != 0:
            out[before, 0] += 1


@njit(cache=True, nogil=True)
def codes_present(first, last, starts, touchpoint, out):
    """Mark in `out` every touchpoint code that occurs."""
    for touch in range(starts[first], starts[last]):
        out[touchpoint[touch]] = True


@njit(cache=True, nogil=True)
def spell(first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, collapse, sizes, out):
    """Write each unit's selected, recognised touchpoints to `out` at the place where its path begins, and how many.

    With `collapse` a touchpoint that follows itself is written once.
    """
    every = chosen.size == 0
    for unit in range(first, last):
        written = 0
        if counts[unit]:
            at = starts[unit]
            begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
            for touch in range(begin, end):
                code = touchpoint[touch]
                if code != 0 and (every or chosen[touch]):
                    if collapse and written > 0 and out[at + written - 1] == code:
                        continue
                    out[at + written] = code
                    written += 1
        sizes[unit] = written


@njit(cache=True, nogil=True)
def waits(
    first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, flags, day, shortest, dense, collapse,
    is_counting, free, lengths,
):  # fmt: skip
    """Count how long a hop waited in `free`, or write it to `lengths` at the place that `free` names and move that on.

    A wait ends at the touch of the hop and begins at the touch right in front of it, also where that was passed over.
    Where only the date of either is known, a wait under `shortest` is unknown.
    """
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        before, before_code, place = 0, 0, -1
        for touch in range(begin, end):
            code = touchpoint[touch]
            here = dense[code]
            if here == 0 or not (every or chosen[touch]):
                continue
            if not (collapse and code == before_code):
                if place >= 0:
                    wait = occurred_at[touch] - occurred_at[place]
                    if wait >= shortest or not ((flags[touch] | flags[place]) & day):
                        if not is_counting:
                            lengths[free[before, here]] = wait
                        free[before, here] += 1
                before, before_code = here, code
            place = touch
