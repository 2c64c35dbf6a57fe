"""Ordered matches: the deepest way through a list of steps within a window from the first."""

from __future__ import annotations

import numpy as np
from numba import njit

from wegmarke.paths.compiled.hops import stretch

_NEVER = np.iinfo(np.int64).min
_ONE = np.uint64(1)


@njit(cache=True, nogil=True, inline="always")
def _deepest(begin, end, every, chosen, touchpoint, occurred_at, steps_of, count, window, started):
    """Return how many steps the best attempt takes: the latest start that got so far decides whether it goes on."""
    for step in range(count):
        started[step] = _NEVER
    depth = 0
    for touch in range(begin, end):
        steps = steps_of[touchpoint[touch]]
        if steps == 0 or not (every or chosen[touch]):
            continue
        at = occurred_at[touch]
        # from the last step down, so that one touch never serves two steps
        for step in range(min(depth, count - 1), 0, -1):
            if (steps >> np.uint64(step)) & _ONE:
                start = started[step - 1]
                if start != _NEVER and at - start <= window and start > started[step]:
                    started[step] = start
                    depth = max(depth, step + 1)
        if steps & _ONE:
            started[0] = at
            depth = max(depth, 1)
        if depth == count:
            break
    return depth


@njit(cache=True, nogil=True)
def depths(
    first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, steps_of, count, window, best, out
):
    """Write how many steps each unit's best attempt takes, or with `best` off its first one."""
    every = chosen.size == 0
    started = np.empty(max(count, 1), np.int64)
    at_steps = np.empty(max(count, 1), np.int64)
    places = np.empty(max(count, 1), np.int64)
    for unit in range(first, last):
        out[unit] = 0
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        if best:
            out[unit] = _deepest(begin, end, every, chosen, touchpoint, occurred_at, steps_of, count, window, started)
        else:
            out[unit] = _attempt(
                begin, end, every, chosen, touchpoint, occurred_at, steps_of, count, window, at_steps, places
            )[0]


@njit(cache=True, nogil=True)
def _attempt(begin, end, every, chosen, touchpoint, occurred_at, steps_of, count, window, at_steps, places):
    """Walk the attempt that starts at the first touch of step 1; returns its depth and where it started."""
    depth, start_touch = 0, end
    for touch in range(begin, end):
        steps = steps_of[touchpoint[touch]]
        if steps == 0 or not (every or chosen[touch]):
            continue
        at = occurred_at[touch]
        if depth > 0 and at - at_steps[0] > window:
            break
        if (steps >> np.uint64(depth)) & _ONE:
            if depth == 0:
                start_touch = touch
            at_steps[depth] = at
            places[depth] = touch
            depth += 1
            if depth == count:
                break
    return depth, start_touch


@njit(cache=True, nogil=True)
def walk(
    first, last, starts, chosen, touchpoint, occurred_at, since, until, steps_of, count, window, depth, rows, at, place
):
    """Write instants and touches of the earliest attempt that takes `depth` steps, into the row of each unit.

    `rows` says which row; units of depth 0 have none. What an attempt does not reach keeps what it held.
    """
    every = chosen.size == 0
    at_steps = np.empty(max(count, 1), np.int64)
    places = np.empty(max(count, 1), np.int64)
    for unit in range(first, last):
        if depth[unit] == 0:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        origin, reached, came_at = begin, 0, begin
        while reached != depth[unit]:
            reached, came_at = _attempt(
                origin, end, every, chosen, touchpoint, occurred_at, steps_of, count, window, at_steps, places
            )
            origin = came_at + 1
        for step in range(reached):
            at[rows[unit], step] = at_steps[step]
            place[rows[unit], step] = places[step] - starts[unit]
