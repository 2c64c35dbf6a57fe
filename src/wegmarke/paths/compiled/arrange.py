"""Arrange rows of the touch table into paths: scatter them to their unit's place, then put each path in order."""

from __future__ import annotations

import numpy as np
from numba import njit

_FEW = 24


@njit(cache=True, nogil=True)
def places_of(numbers, lowest, table, out):
    """Write the place of each unit number; `table` holds the place of `lowest + i` at i."""
    for row in range(numbers.size):
        out[row] = table[numbers[row] - lowest]


@njit(cache=True, nogil=True)
def scatter_targets(places, free, out):
    """Write the next free position of each row's unit, and move `free` on."""
    for row in range(places.size):
        place = places[row]
        out[row] = free[place]
        free[place] += 1


@njit(cache=True, nogil=True)
def scatter(values, targets, out):
    """Write each value to its target."""
    for row in range(values.size):
        out[targets[row]] = values[row]


@njit(cache=True, nogil=True, inline="always")
def _is_before(a, b, occurred_at, sequence, high, low):
    if occurred_at[a] != occurred_at[b]:
        return occurred_at[a] < occurred_at[b]
    if sequence[a] != sequence[b]:
        return sequence[a] < sequence[b]
    if high[a] != high[b]:
        return high[a] < high[b]
    return low[a] < low[b]


@njit(cache=True, nogil=True)
def path_orders(first, last, starts, occurred_at, sequence, high, low, order):
    """Write for each position of the units from `first` to `last` which position's touch belongs there.

    The order is (time, sequence, event id); the event id is given as two halves. Both positions are counted from the
    first unit's first touch. Returns whether any touch must move.
    """
    has_moved = False
    shift = starts[first]
    occurred_at, sequence, high, low = occurred_at[shift:], sequence[shift:], high[shift:], low[shift:]
    for unit in range(first, last):
        begin, end = starts[unit] - shift, starts[unit + 1] - shift
        for position in range(begin, end):
            order[position] = position
        is_sorted = True
        for position in range(begin + 1, end):
            if _is_before(position, position - 1, occurred_at, sequence, high, low):
                is_sorted = False
                break
        if is_sorted:
            continue
        has_moved = True
        _sort(order, begin, end, occurred_at, sequence, high, low)
    return has_moved


@njit(cache=True, nogil=True)
def _sort(order, begin, end, occurred_at, sequence, high, low):
    """Merge sort: paths are mostly a few sorted stretches behind each other."""
    size = end - begin
    _sort_stretches(order, begin, end, occurred_at, sequence, high, low)
    if size <= _FEW:
        return
    spare = np.empty(size, np.int64)
    width = _FEW
    while width < size:
        for left in range(0, size, 2 * width):
            middle, right = min(left + width, size), min(left + 2 * width, size)
            i, j = left, middle
            for k in range(left, right):
                takes_right = j < right and (
                    i >= middle or _is_before(order[begin + j], order[begin + i], occurred_at, sequence, high, low)
                )
                if takes_right:
                    spare[k] = order[begin + j]
                    j += 1
                else:
                    spare[k] = order[begin + i]
                    i += 1
        for k in range(size):
            order[begin + k] = spare[k]
        width *= 2


@njit(cache=True, nogil=True)
def _sort_stretches(order, begin, end, occurred_at, sequence, high, low):
    """Insertion sort within stretches of a few touches."""
    for left in range(begin, end, _FEW):
        for i in range(left + 1, min(left + _FEW, end)):
            moving = order[i]
            j = i - 1
            while j >= left and _is_before(moving, order[j], occurred_at, sequence, high, low):
                order[j + 1] = order[j]
                j -= 1
            order[j + 1] = moving


@njit(cache=True, nogil=True)
def reorder(first, last, starts, order, values):
    """Put the values of the units from `first` to `last` into the order that `path_orders` wrote, in place."""
    shift = starts[first]
    values = values[shift:]
    for unit in range(first, last):
        begin, end = starts[unit] - shift, starts[unit + 1] - shift
        is_sorted = True
        for position in range(begin, end):
            if order[position] != position:
                is_sorted = False
                break
        if not is_sorted:
            moved = np.empty(end - begin, values.dtype)
            for position in range(begin, end):
                moved[position - begin] = values[order[position]]
            values[begin:end] = moved


@njit(cache=True, nogil=True)
def copy_paths(first, last, targets, from_starts, to_starts, values, out):
    """Copy the paths of units `first` to `last` to the units `targets` of another column; -1 leaves one out."""
    for unit in range(first, last):
        target = targets[unit]
        if target >= 0:
            begin = to_starts[target]
            for position in range(from_starts[unit], from_starts[unit + 1]):
                out[begin + position - from_starts[unit]] = values[position]
