"""Attempts at a funnel: every start is walked to its end, in time that grows with the path and not with its square.

The touches that matter are laid out once per unit, and beside each stands where the next one for every step is. From
a start an attempt then leaps from step to step, however many touches lie between.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from wegmarke.paths.compiled.hops import stretch

_ONE = np.uint64(1)
_SEQUENTIAL, _STRICT, _ANY = 0, 1, 2
_BEST, _FIRST, _EVERY = 0, 1, 2


@njit(cache=True, nogil=True)
def attempts(
    first, last, starts, counts, chosen, codes, occurred_at, since, until, marks_of, steps, order, counting, window,
    within, optional, ranges, out_unit, out_depth, out_touch, out_next,
):  # fmt: skip
    """Write one row per attempt that counts; returns how many.

    Args (besides the usual ones):
        codes: per touch; 0 is seen by nobody.
        marks_of: per code a bit for each step, and above them one for each exclusion.
        within: per step microseconds since the touch before.
        ranges: per exclusion its first step, its last step, and 1 where it only stops an attempt.
        out_touch: per step and row the place of the touch in the columns, -1 for none.
        out_next: per row the place of the touch after the last one taken, -1 for none.
    """
    every = chosen.size == 0
    kinds = steps + ranges.shape[0]
    is_start = _ONE if order != _ANY else np.uint64((_ONE << np.uint64(steps)) - _ONE)
    room = 256
    where, follow, following = np.empty(room, np.int64), np.empty(room, np.int64), np.empty((room, kinds), np.int32)
    marks = np.empty(room, np.uint64)
    taken, best = np.empty(steps, np.int64), np.empty(steps, np.int64)
    row = 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        if end - begin > room:
            room = 2 * (end - begin)
            where, follow = np.empty(room, np.int64), np.empty(room, np.int64)
            following, marks = np.empty((room, kinds), np.int32), np.empty(room, np.uint64)
        size, begins = _lay_out(
            begin, end, every, chosen, codes, marks_of, is_start, order == _STRICT, where, marks, follow
        )
        if not begins:
            continue
        _look_ahead(size, kinds, marks, following)
        deepest = 0
        for start in range(size):
            if not marks[start] & is_start:
                continue
            depth = _attempt(
                start, size, steps, order, where, occurred_at, window, within, optional, ranges, marks, following, taken
            )
            if counting == _BEST:
                if depth > deepest:
                    deepest = depth
                    best[:] = taken
                    if depth == steps:
                        break
                continue
            if depth > 0:
                _write(row, unit, depth, taken, where, follow, out_unit, out_depth, out_touch, out_next)
                row += 1
            if counting == _FIRST:
                break
        if deepest > 0:
            _write(row, unit, deepest, best, where, follow, out_unit, out_depth, out_touch, out_next)
            row += 1
    return row


@njit(cache=True, nogil=True, inline="always")
def _lay_out(begin, end, every, chosen, codes, marks_of, is_start, keeps_all, where, marks, follow):
    """Collect the touches that matter, each with the touch that follows it; tells whether an attempt begins."""
    size, waiting, begins = 0, -1, False
    for touch in range(begin, end):
        code = codes[touch]
        if code == 0 or not (every or chosen[touch]):
            continue
        if waiting >= 0:
            follow[waiting] = touch
            waiting = -1
        mark = marks_of[code]
        if mark != 0 or keeps_all:
            where[size], marks[size], follow[size] = touch, mark, -1
            begins |= (mark & is_start) != 0
            waiting = size
            size += 1
    return size, begins


@njit(cache=True, nogil=True, inline="always")
def _look_ahead(size, kinds, marks, following):
    """Write for each touch and each kind of mark which later touch is the first to have it; `size` for none."""
    for kind in range(kinds):
        ahead = size
        for touch in range(size - 1, -1, -1):
            following[touch, kind] = ahead
            if (marks[touch] >> np.uint64(kind)) & _ONE:
                ahead = touch


@njit(cache=True, nogil=True)
def _attempt(
    start, size, steps, order, where, occurred_at, window, within, optional, ranges, marks, following, taken
):  # fmt: skip
    """Walk one attempt to its end, and return how deep it came after exclusions; 0 for void."""
    if order == _ANY:
        depth = _gather(start, size, steps, where, occurred_at, window, marks, following, taken)
    else:
        depth = _follow(
            start, size, steps, order, where, occurred_at, window, within, optional, marks, following, taken
        )
    return _excluded(depth, size, steps, order, where, occurred_at, window, within, optional, ranges, following, taken)


@njit(cache=True, nogil=True)
def _follow(start, size, steps, order, where, occurred_at, window, within, optional, marks, following, taken):
    """Take the earliest later touch for each step, up to the first one that nobody takes in time."""
    taken[:] = -1
    taken[0] = start
    here, step = start, 0
    start_at = occurred_at[where[start]]
    while step < steps - 1:
        came_at = occurred_at[where[here]]
        chosen_touch, chosen_step = size, -1
        for candidate in range(step + 1, steps):
            touch = following[here, candidate]
            if order == _STRICT and touch != here + 1:
                touch = size
            if touch < chosen_touch:
                at = occurred_at[where[touch]]
                if at - start_at <= window and at - came_at <= within[candidate]:
                    chosen_touch, chosen_step = touch, candidate
            if not optional[candidate]:
                break
        if chosen_step < 0:
            break
        taken[chosen_step] = chosen_touch
        here, step = chosen_touch, chosen_step
    return step + 1


@njit(cache=True, nogil=True)
def _gather(start, size, steps, where, occurred_at, window, marks, following, taken):
    """Take the first touch of each step from the start on, and put them in order."""
    taken[:] = -1
    depth = 0
    start_at = occurred_at[where[start]]
    for step in range(steps):
        touch = start if (marks[start] >> np.uint64(step)) & _ONE else following[start, step]
        if touch == size or occurred_at[where[touch]] - start_at > window:
            continue
        place = depth
        while place > 0 and taken[place - 1] > touch:
            taken[place] = taken[place - 1]
            place -= 1
        taken[place] = touch
        depth += 1
    return depth


@njit(cache=True, nogil=True)
def _excluded(depth, size, steps, order, where, occurred_at, window, within, optional, ranges, following, taken):
    """Return what is left of an attempt's depth when the first excluded touch in it has had its effect; 0 for void."""
    stopped_by, stops = size, False
    for number in range(ranges.shape[0]):
        begin, end, only_stops = ranges[number]
        if depth <= begin:
            continue
        touch = np.int64(following[taken[begin], steps + number])
        if touch > stopped_by or touch == size:
            continue
        if depth > end:
            holds = touch < taken[end]
        else:
            holds = _lies_inside(touch, depth, steps, order, where, occurred_at, window, within, optional, taken)
        if holds:
            stops = only_stops == 1 and (touch < stopped_by or stops)
            stopped_by = touch
    if stopped_by == size:
        return depth
    if not stops:
        return 0
    left = 0
    for step in range(depth):
        if taken[step] >= stopped_by:
            taken[step] = -1
        elif taken[step] >= 0:
            left = step + 1
    return left


@njit(cache=True, nogil=True, inline="always")
def _lies_inside(touch, depth, steps, order, where, occurred_at, window, within, optional, taken):
    """Tell whether a touch lies before the end of an attempt that came no further: before nothing could be taken."""
    here = taken[depth - 1]
    at = occurred_at[where[touch]]
    if at - occurred_at[where[taken[0]]] > window:
        return False
    if touch < here or order == _ANY:
        return True
    if order == _STRICT and touch > here + 1:
        return False
    longest = np.int64(-1)
    for candidate in range(depth, steps):
        longest = max(longest, within[candidate])
        if not optional[candidate]:
            break
    return at - occurred_at[where[here]] <= longest


@njit(cache=True, nogil=True, inline="always")
def _write(row, unit, depth, taken, where, follow, out_unit, out_depth, out_touch, out_next):
    out_unit[row], out_depth[row] = unit, depth
    for step in range(taken.size):
        out_touch[step, row] = where[taken[step]] if step < depth and taken[step] >= 0 else -1
    out_next[row] = follow[taken[depth - 1]]
