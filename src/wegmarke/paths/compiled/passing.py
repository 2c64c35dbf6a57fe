"""From every place of a map to the next phase: all phases and touchpoints in one walk along each path."""

from __future__ import annotations

import numpy as np
from numba import njit

from wegmarke.paths.compiled.hops import stretch

_DAY = np.uint8(1)
_DAY_US = np.int64(86_400_000_000)


@njit(cache=True, nogil=True, inline="always")
def _local_day(at, changes, offsets):
    return (at + offsets[np.searchsorted(changes, at, side="right")]) // _DAY_US


@njit(cache=True, nogil=True)
def passing(
    first,
    last,
    starts,
    counts,
    chosen,
    touchpoint,
    flags,
    occurred_at,
    since,
    until,
    phase_of,
    own_of,
    phase_at,
    leading,
    changes,
    offsets,
    lowest,
    at,
    day,
    stamp,
    took,
    out_of_order,
):
    """Count units in `took` by place and days from their first touch there to their first in the next phase.

    Places are numbered: first the phases that follow each other, 1 to `leading`, then exit phases, then touchpoints.
    `phase_of` and `own_of` name the places of a code, 0 is none; `phase_at` the phase of a place. Column 0 of `took`
    is for units that reached no later phase, column 1 for `lowest` days, which may be negative. `at`, `day` and `stamp`
    are scratch, one per place; `stamp` remembers the last unit as unit + 1.
    """
    every = chosen.size == 0
    places = phase_at.size
    here, following = np.zeros(places, np.int64), np.zeros(leading + 1, np.int64)
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        found = 0
        for touch in range(begin, end):
            code = touchpoint[touch]
            if own_of[code] == 0 or not (every or chosen[touch]):
                continue
            for place in (phase_of[code], own_of[code]):
                if stamp[place] != unit + 1:
                    stamp[place], at[place], day[place] = unit + 1, occurred_at[touch], flags[touch] & _DAY
                    here[found] = place
                    found += 1
                elif flags[touch] & _DAY and at[place] == occurred_at[touch]:
                    day[place] = True
        nearest = 0
        for phase in range(leading, 0, -1):
            following[phase] = nearest
            if stamp[phase] == unit + 1:
                nearest = phase
        _count(here[:found], following, phase_at, at, day, changes, offsets, lowest, took, out_of_order)


@njit(cache=True, nogil=True)
def _count(here, following, phase_at, at, day, changes, offsets, lowest, took, out_of_order):
    """Count one unit at the places `here`; `following` names the next phase it was in after each that leads on."""
    for place in here:
        aim = following[phase_at[place]] if phase_at[place] < following.size else 0
        if aim == 0:
            took[place, 0] += 1
            continue
        days = _local_day(at[aim], changes, offsets) - _local_day(at[place], changes, offsets)
        took[place, days - lowest + 1] += 1
        by_day = day[place] or day[aim]
        if (by_day and days < 0) or (not by_day and at[aim] < at[place]):
            out_of_order[place] += 1
