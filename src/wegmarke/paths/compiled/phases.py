"""Phases of units over time: stays, and what is counted and measured along them."""

from __future__ import annotations

import numpy as np
from numba import njit

from wegmarke.paths.compiled.hops import stretch

_LONGEST_SECONDS = np.int64(2**31 - 1)


@njit(cache=True, nogil=True)
def phase_stays(first, last, starts, counts, chosen, code, occurred_at, since, until, phase_of, sizes, phase, entered):
    """Write each unit's stays one behind the other, and how many each has; return how many were written.

    Touches of one instant have no order: the unit enters the one of their phases that stands furthest right.
    """
    every = chosen.size == 0
    row = 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        touch, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        here, opened = 0, row
        while touch < end:
            at, found = occurred_at[touch], 0
            while touch < end and occurred_at[touch] == at:
                if (every or chosen[touch]) and phase_of[code[touch]] > found:
                    found = phase_of[code[touch]]
                touch += 1
            if found != 0 and found != here:
                here = found
                phase[row], entered[row] = found, at
                row += 1
        sizes[unit] = row - opened
    return row


@njit(cache=True, nogil=True)
def phase_moves(first, last, starts, phase, entered, since, onward, seen, stamps, counted, matrix):
    """Count, for stays that began from `since` on, units, stays, and where these went.

    `counted` has a row each for units, stays, stays that have not ended, and units that passed a phase over.
    `matrix` has moves to the next stay, units with such a move, and units that came there any time later; `stamps`
    are scratch for the last two, `seen` for units; both remember a unit as its place + 1.
    """
    size = onward.size
    for unit in range(first, last):
        furthest = 0
        for row in range(starts[unit], starts[unit + 1]):
            here = phase[row]
            for origin in range(1, size):
                if seen[origin] == unit + 1 and stamps[1, origin, here] != unit + 1:
                    stamps[1, origin, here] = unit + 1
                    matrix[2, origin, here] += 1
            if onward[here]:
                if entered[row] >= since:
                    for passed in range(furthest + 1, here):
                        counted[3, passed] += onward[passed]
                furthest = max(furthest, here)
            if entered[row] < since:
                continue
            counted[1, here] += 1
            if seen[here] != unit + 1:
                seen[here] = unit + 1
                counted[0, here] += 1
            if row + 1 == starts[unit + 1]:
                counted[2, here] += 1
                continue
            aim = phase[row + 1]
            matrix[0, here, aim] += 1
            if stamps[0, here, aim] != unit + 1:
                stamps[0, here, aim] = unit + 1
                matrix[1, here, aim] += 1


@njit(cache=True, nogil=True, inline="always")
def _key(begin, end, is_open):
    seconds = min(max((end - begin) // 1_000_000, 0), _LONGEST_SECONDS)
    return np.uint32(2 * seconds + is_open)


@njit(cache=True, nogil=True)
def stay_lengths(first, last, starts, phase, entered, since, until, free, out):
    """Write the lengths of stays that began from `since` on, grouped by phase from `free` on.

    A length is twice its seconds, one more where the stay had not ended at `until`: so those that ended come first
    among equal ones. With an empty `out` they are only counted.
    """
    for unit in range(first, last):
        for row in range(starts[unit], starts[unit + 1]):
            if entered[row] >= since:
                here = phase[row]
                if out.size:
                    is_open = row + 1 == starts[unit + 1]
                    out[free[here]] = _key(entered[row], until if is_open else entered[row + 1], is_open)
                free[here] += 1


@njit(cache=True, nogil=True)
def advances(first, last, starts, phase, entered, since, until, onward, cuts, periods, seen, entered_first, free, out):
    """Write how long units took from first entering each phase to first entering a later one, as `stay_lengths` does.

    Groups are phases within calendar periods of that first entry. Entering a phase that does not lead on ends the
    observation.
    """
    size = onward.size
    for unit in range(first, last):
        for row in range(starts[unit], starts[unit + 1] + 1):
            is_end = row == starts[unit + 1]
            here = 0 if is_end else phase[row]
            at = until if is_end else entered[row]
            for origin in range(1, size):
                # 1 more than the place of the unit: waiting; the negative: done
                if seen[origin] == unit + 1 and (is_end or not onward[here] or here > origin):
                    seen[origin] = -unit - 1
                    place = np.searchsorted(cuts, entered_first[origin], side="right")
                    group = periods[place] * size + origin
                    if out.size:
                        is_open = is_end or not onward[here]
                        out[free[group]] = _key(entered_first[origin], at, is_open)
                    free[group] += 1
            if not is_end and onward[here] and seen[here] != unit + 1 and seen[here] != -unit - 1:
                seen[here] = unit + 1 if at >= since else -unit - 1
                entered_first[here] = at
