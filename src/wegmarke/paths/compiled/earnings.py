"""Points that touches earn and that fade by the day; and whose the touches of an account are."""

from __future__ import annotations

import numpy as np
from numba import njit

_DAY = np.int64(86_400_000_000)
_NO_DAY = np.int64(-(2**60))
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@njit(cache=True, nogil=True)
def earn(
    first,
    last,
    starts,
    truths,
    occurred_at,
    source,
    left_out,
    changes,
    offsets,
    since,
    now,
    today,
    worth,
    most,
    is_capped,
    points,
    crowded,
):
    """Add to `points` what the touches of each unit are worth by their age in local days.

    Touches at or before `since`, behind `now` and of the source `left_out` are worth nothing. Of one day only `most`
    count where `is_capped`; `crowded` becomes true for units that have more on a day. Below 0, `most` is no limit.
    """
    # Two days at a time: where clocks are set back at midnight, a day goes on after the next one has begun.
    seen = np.empty(2, np.int64)
    count = np.empty(2, np.int64)
    for unit in range(first, last):
        seen[:] = _NO_DAY
        change = changes.size
        for touch in range(starts[unit + 1] - 1, starts[unit] - 1, -1):
            if not truths[touch]:
                continue
            at = occurred_at[touch]
            if at <= since:
                break
            if at > now or source[touch] == left_out:
                continue
            while change > 0 and at < changes[change - 1]:
                change -= 1
            day = (at + offsets[change]) // _DAY
            age = today - day
            if age < 0 or age >= worth.size:
                continue
            slot = day & 1
            if seen[slot] != day:
                seen[slot] = day
                count[slot] = 0
            count[slot] += 1
            if most >= 0 and count[slot] > most:
                crowded[unit] = True
                if is_capped:
                    continue
            points[unit] += worth[age]


@njit(cache=True, nogil=True)
def gain(first, last, starts, occurred_at, source, left_out, now, truths, worth, gained):
    """Add to `gained` what the touches of each unit that are meant are worth on their own day, without a limit."""
    for unit in range(first, last):
        for touch in range(starts[unit], starts[unit + 1]):
            if truths[touch] and occurred_at[touch] <= now and source[touch] != left_out:
                gained[unit] += worth


@njit(cache=True, nogil=True)
def lay_out(keys, slots):
    """Write the place of each key into slots, a power of two of them that stand at -1; the next free one is taken."""
    last = slots.size - 1
    for place in range(keys.size):
        slot = np.int64((keys[place] * _SPREAD) >> np.uint64(32)) & last
        while slots[slot] >= 0:
            slot = (slot + 1) & last
        slots[slot] = place


@njit(cache=True, nogil=True)
def find_owners(first, last, starts, counts, units, occurred_at, event_key, keys, at, slots, out):
    """Write for each wanted event, known by key and instant, the number of the unit on whose path it stands."""
    end = slots.size - 1
    for unit in range(first, last):
        if not counts[unit]:
            continue
        for touch in range(starts[unit], starts[unit + 1]):
            slot = np.int64((event_key[touch] * _SPREAD) >> np.uint64(32)) & end
            while slots[slot] >= 0:
                place = slots[slot]
                if keys[place] == event_key[touch] and at[place] == occurred_at[touch]:
                    out[place] = units[unit]
                slot = (slot + 1) & end
