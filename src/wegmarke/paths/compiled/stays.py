"""Stretches of time: sessions, stays in a phase, and calendar periods in which somebody came back."""

from __future__ import annotations

import numpy as np
from numba import njit

from wegmarke.paths.compiled.hops import stretch


@njit(cache=True, nogil=True)
def count_sessions(first, last, starts, counts, chosen, occurred_at, since, until, gap, out):
    """Write how many sessions each unit has; a gap strictly longer than `gap` starts a new one."""
    every = chosen.size == 0
    for unit in range(first, last):
        found = 0
        if counts[unit]:
            begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
            before = np.int64(0)
            for touch in range(begin, end):
                if every or chosen[touch]:
                    if found == 0 or occurred_at[touch] - before > gap:
                        found += 1
                    before = occurred_at[touch]
        out[unit] = found


@njit(cache=True, nogil=True)
def sessions(
    first,
    last,
    starts,
    counts,
    chosen,
    occurred_at,
    touchpoint,
    since,
    until,
    gap,
    rows,
    first_at,
    last_at,
    size,
    opened,
    closed,
):
    """Write each session's first and last instant, its touches, and its first and last touchpoint."""
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        row = rows[unit] - 1
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        for touch in range(begin, end):
            if every or chosen[touch]:
                if row < rows[unit] or occurred_at[touch] - last_at[row] > gap:
                    row += 1
                    first_at[row] = occurred_at[touch]
                    size[row] = 0
                    opened[row] = touchpoint[touch]
                last_at[row] = occurred_at[touch]
                size[row] += 1
                closed[row] = touchpoint[touch]


@njit(cache=True, nogil=True)
def count_stays(first, last, starts, counts, chosen, code, occurred_at, since, until, phase_of, ended):
    """Count ended stays per phase; a stay ends with the first touch in another phase, and the last one is open."""
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        here = 0
        for touch in range(begin, end):
            phase = phase_of[code[touch]]
            if phase != 0 and phase != here and (every or chosen[touch]):
                if here != 0:
                    ended[here] += 1
                here = phase


@njit(cache=True, nogil=True)
def stays(
    first, last, starts, counts, chosen, code, occurred_at, since, until, phase_of, free, durations, still, units, seen
):
    """Write the lengths of ended stays, grouped by phase from `free` on; count open stays and units per phase."""
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        here, entered = 0, np.int64(0)
        for touch in range(begin, end):
            phase = phase_of[code[touch]]
            if phase != 0 and phase != here and (every or chosen[touch]):
                if here != 0:
                    durations[free[here]] = occurred_at[touch] - entered
                    free[here] += 1
                here, entered = phase, occurred_at[touch]
                if seen[here] != unit + 1:
                    seen[here] = unit + 1
                    units[here] += 1
        if here != 0:
            still[here] += 1


@njit(cache=True, nogil=True)
def cohorts(
    first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, comes_back, cuts, periods, seen, out
):
    """Count units per period of their first touch and periods since, in which they came back.

    `cuts` are rising instants; from cuts[i] on, period periods[i + 1] holds, before the first cut periods[0].
    Periods are numbered from 0. Clocks that are set back over midnight let a period come twice.
    """
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        cohort, place = -1, 0
        for touch in range(begin, end):
            code = touchpoint[touch]
            if code == 0 or not (every or chosen[touch]):
                continue
            if cohort < 0:
                place = np.searchsorted(cuts, occurred_at[touch], side="right")
                cohort = periods[place]
            else:
                while place < cuts.size and occurred_at[touch] >= cuts[place]:
                    place += 1
            period = periods[place]
            if period >= cohort and comes_back[code] and seen[period] != unit + 1:
                seen[period] = unit + 1
                out[cohort, period - cohort] += 1
