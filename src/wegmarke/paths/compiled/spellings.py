"""Group equal paths: an open hash table whose slots name a unit that stands for all with the same path.

Two paths share a slot only if they are equal touch by touch, so a collision of hashes costs time and no truth.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_SEED = np.uint64(0xCBF29CE484222325)


@njit(cache=True, nogil=True)
def fingerprints(first, last, starts, sizes, codes, out):
    """Write a 64-bit rolling hash of each unit's path."""
    for unit in range(first, last):
        state = _SEED
        for touch in range(starts[unit], starts[unit] + sizes[unit]):
            state = (state ^ np.uint64(codes[touch])) * _MULTIPLIER
            state = state ^ (state >> _SHIFT)
        out[unit] = state


@njit(cache=True, nogil=True, inline="always")
def _is_same(a, b, starts, sizes, codes):
    if sizes[a] != sizes[b]:
        return False
    begin_a, begin_b = starts[a], starts[b]
    for step in range(sizes[a]):
        if codes[begin_a + step] != codes[begin_b + step]:
            return False
    return True


@njit(cache=True, nogil=True)
def group(first, last, starts, sizes, codes, hashed, table, counted, stands_for):
    """Count units per path in `counted`; `table` holds unit + 1 of the unit that stands for a path, 0 where free.

    `stands_for` says for each unit which one that is. Units with a negative size have no path.

    Both have a power of two of slots, more than there are units.
    """
    last_slot = np.uint64(table.size - 1)
    for unit in range(first, last):
        if sizes[unit] < 0:
            continue
        slot = np.int64(hashed[unit] & last_slot)
        while table[slot] != 0:
            other = table[slot] - 1
            if hashed[other] == hashed[unit] and _is_same(unit, other, starts, sizes, codes):
                break
            slot = (slot + 1) & np.int64(last_slot)
        if table[slot] == 0:
            table[slot] = unit + 1
        counted[slot] += 1
        stands_for[unit] = table[slot] - 1


@njit(cache=True, nogil=True)
def join(others, other_counts, starts, sizes, codes, hashed, table, counted, stands_for):
    """Add the groups of another table: units that stand for a path, and how many units have it.

    `stands_for` is changed for the units that stood for a path there.
    """
    last_slot = np.uint64(table.size - 1)
    for number in range(others.size):
        unit = others[number]
        slot = np.int64(hashed[unit] & last_slot)
        while table[slot] != 0:
            other = table[slot] - 1
            if hashed[other] == hashed[unit] and _is_same(unit, other, starts, sizes, codes):
                break
            slot = (slot + 1) & np.int64(last_slot)
        if table[slot] == 0:
            table[slot] = unit + 1
        counted[slot] += other_counts[number]
        stands_for[unit] = table[slot] - 1
