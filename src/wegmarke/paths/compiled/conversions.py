"""Conversions on a path, and the stretch of touches before each of them that may have earned it."""

from __future__ import annotations

import numpy as np
from numba import njit

_NO_VALUE = np.iinfo(np.int64).min


@njit(cache=True, nogil=True)
def count_converting(first, last, starts, counts, chosen, touchpoint, event, value_minor, at, named, valued, found):
    """Write how many conversions each unit's path has.

    A chosen touch converts at a code of `at`, by an event name of `named`, or with `valued` where it has a value.
    """
    every = chosen.size == 0
    for unit in range(first, last):
        many = 0
        if counts[unit]:
            for touch in range(starts[unit], starts[unit + 1]):
                if (every or chosen[touch]) and (
                    at[touchpoint[touch]] or named[event[touch]] or (valued and value_minor[touch] != _NO_VALUE)
                ):
                    many += 1
        found[unit] = many


@njit(cache=True, nogil=True)
def write_converting(first, last, starts, chosen, touchpoint, event, value_minor, at, named, valued, rows, place):
    """Write the place of each conversion, unit after unit; `rows` says where a unit's begin."""
    every = chosen.size == 0
    for unit in range(first, last):
        row = rows[unit]
        if row == rows[unit + 1]:
            continue
        for touch in range(starts[unit], starts[unit + 1]):
            if (every or chosen[touch]) and (
                at[touchpoint[touch]] or named[event[touch]] or (valued and value_minor[touch] != _NO_VALUE)
            ):
                place[row] = touch
                row += 1


@njit(cache=True, nogil=True)
def ends_before(first, last, unit, starts, occurred_at, closed_at, end):
    """Write for each conversion that is no touch behind which place of its unit's path it lies."""
    for row in range(first, last):
        low, high = starts[unit[row]], starts[unit[row] + 1]
        while low < high:
            middle = (low + high) // 2
            if occurred_at[middle] <= closed_at[row]:
                low = middle + 1
            else:
                high = middle
        end[row] = low


@njit(cache=True, nogil=True)
def back_to_chosen(unit, starts, chosen, end):
    """Move ends back until a chosen touch lies before them."""
    if chosen.size == 0:
        return
    for row in range(end.size):
        while end[row] > starts[unit[row]] and not chosen[end[row] - 1]:
            end[row] -= 1


@njit(cache=True, nogil=True)
def begins(
    first, last, unit, starts, chosen, touchpoint, occurred_at, dense, end, closed_at, earliest,
    lookback, most_sessions, session_gap, begin,
):  # fmt: skip
    """Write where the look-back of each conversion begins.

    Nothing before the place `earliest` counts, e.g. before an earlier conversion. `lookback` is the longest time back,
    its end included; negative for any. `most_sessions` is 0 for any number; a longer pause than `session_gap` ends one.
    """
    every = chosen.size == 0
    for row in range(first, last):
        # the earliest place in time, found by halving: paths may be long and the look-back short
        low, high = max(starts[unit[row]], earliest[row]), end[row]
        bottom = low
        if lookback >= 0:
            oldest = closed_at[row] - lookback
            while low < high:
                middle = (low + high) // 2
                if occurred_at[middle] < oldest:
                    low = middle + 1
                else:
                    high = middle
            bottom = low
        if most_sessions > 0:
            sessions, later, place = 1, np.int64(-1), end[row]
            while place > bottom:
                touch = place - 1
                if dense[touchpoint[touch]] != 0 and (every or chosen[touch]):
                    if later >= 0 and occurred_at[later] - occurred_at[touch] > session_gap:
                        sessions += 1
                        if sessions > most_sessions:
                            break
                    later = touch
                place -= 1
            bottom = place
        begin[row] = bottom
