"""States of paths: the last few touchpoints, and what follows them; and sets of touchpoints.

A state of order k is the last k dense touchpoints, written as one number in base `base`, which is one more than there
are touchpoints. A path shorter than k is one state with zeros in front. Counts stand in open hash tables, or where
`slots` equals the number of possible keys, simply at their key.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(32)


@njit(cache=True, nogil=True, inline="always")
def _slot(key, keys, is_direct):
    """Return the place of a key, which is free there or its own; keys stand as key + 1, 0 is free."""
    if is_direct:
        keys[key] = key + 1
        return key
    last = np.uint64(keys.size - 1)
    mixed = np.uint64(key) * _MULTIPLIER
    slot = np.int64((mixed ^ (mixed >> _SHIFT)) & last)
    while keys[slot] != 0 and keys[slot] != key + 1:
        slot = (slot + 1) & np.int64(last)
    keys[slot] = key + 1
    return slot


@njit(cache=True, nogil=True)
def count_states(
    first, last, begin, end, chosen, touchpoint, dense, conversions, value, nulls, order, base, is_direct,
    gram_keys, grams, end_keys, ends, start_keys, begun,
):  # fmt: skip
    """Count how often each state is followed by which touchpoint, how paths begin and how they end.

    `grams` holds how often a state, with the next touchpoint behind it, occurs; `ends` per state conversions, what
    these are worth, and paths without; `begun` how many paths begin there. Stops where a table is three quarters full
    and returns the stretch to go on with, else `last`.
    """
    every = chosen.size == 0
    size = 1
    for _ in range(order):
        size *= base
    limit = (3 * gram_keys.size) // 4
    used = 0
    if not is_direct:
        for slot in range(gram_keys.size):
            if gram_keys[slot] != 0:
                used += 1
    for row in range(first, last):
        often = conversions[row] + nulls[row]
        if often <= 0.0:
            continue
        if not is_direct and used + (end[row] - begin[row]) + 2 > limit:
            return row
        state, met = np.int64(0), 0
        for touch in range(begin[row], end[row]):
            here = np.int64(dense[touchpoint[touch]])
            if here == 0 or not (every or chosen[touch]):
                continue
            if met >= order:
                slot = _slot(state * base + here, gram_keys, is_direct)
                if grams[slot] == 0.0:
                    used += 1
                grams[slot] += often
                state = (state * base + here) % size
            else:
                state = state * base + here
            met += 1
            if met == order:
                begun[_slot(state, start_keys, is_direct)] += often
        if met == 0:
            continue
        if met < order:
            begun[_slot(state, start_keys, is_direct)] += often
        slot = _slot(state, end_keys, is_direct)
        ends[slot, 0] += conversions[row]
        ends[slot, 1] += max(0.0, value[row])
        ends[slot, 2] += nulls[row]
    return last


@njit(cache=True, nogil=True)
def solve_chain(indptr, indices, chances, gained, closed, most_sweeps, tolerance, out):
    """Solve x = gained + Q x by Gauss and Seidel, with rows that are `closed` held at nothing; return the sweeps.

    All numbers are shares of what goes on, so each sweep comes nearer, and the part of a row that leads back to itself
    is taken out exactly. Returns -1 where `most_sweeps` were not enough to bring all changes below `tolerance`.
    """
    states, sides = gained.shape
    for sweep in range(most_sweeps):
        largest = 0.0
        for turn in range(states):
            # the other way round each time: what is known near the ends then travels in both directions
            row = turn if sweep % 2 else states - 1 - turn
            if closed[row]:
                continue
            own = 0.0
            for side in range(sides):
                total = gained[row, side]
                for place in range(indptr[row], indptr[row + 1]):
                    aim = indices[place]
                    if aim == row:
                        own = chances[place]
                    else:
                        total += chances[place] * out[aim, side]
                total /= 1.0 - own
                change = abs(total - out[row, side])
                if change > tolerance * max(1e-300, abs(total)):
                    largest = max(largest, change)
                out[row, side] = total
        if largest == 0.0:
            return sweep + 1
    return -1


@njit(cache=True, nogil=True)
def count_sets(first, last, begin, end, chosen, touchpoint, dense, conversions, nulls, keys, counted):
    """Count conversions and paths by the set of their touchpoints, up to 63 of them, as bits of a key.

    Stops where the table is three quarters full and returns the stretch to go on with, else `last`.
    """
    every = chosen.size == 0
    limit, used = (3 * keys.size) // 4, 0
    for slot in range(keys.size):
        if keys[slot] != 0:
            used += 1
    for row in range(first, last):
        often = conversions[row] + nulls[row]
        if often <= 0.0:
            continue
        if used + 1 > limit:
            return row
        among = np.int64(0)
        for touch in range(begin[row], end[row]):
            here = dense[touchpoint[touch]]
            if here != 0 and (every or chosen[touch]):
                among |= np.int64(1) << np.int64(here - 1)
        if among == 0:
            continue
        slot = _slot(among, keys, False)
        if counted[slot, 1] == 0.0:
            used += 1
        counted[slot, 0] += conversions[row]
        counted[slot, 1] += often
    return last
