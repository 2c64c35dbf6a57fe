"""Follow the sum of points of each unit from event to event and from midnight to midnight."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def follow(starts, at, day, part, counts, cents, worth, begins, first_day, last_day, enter, leave, out):
    """Write every crossing as a row of `out`: place of the unit, instant, whether inside, grains. Returns how many.

    A sum changes with an event and at midnight alone. It is judged once per instant, after all events of that instant.
    `out` needs no more rows than there are instants; where it is too small, the number is returned negative.

    Args:
        starts: where the events of each unit begin, and the end.
        at, day, part, counts: instant, local day, part and whether it counts, of each event in time order.
        cents: points of an event, by part.
        worth: what it is worth after so many days, by part and age; 0 behind the end.
        begins: when each day from `first_day` to `last_day` begins.
        first_day, last_day: nothing is judged after the beginning of the last day, and the events of that day.
        enter, leave: grains.
        out: four columns.
    """
    found = 0
    ages = worth.shape[1]
    longest = 0
    for unit in range(starts.size - 1):
        longest = max(longest, starts[unit + 1] - starts[unit])
    entry_day = np.zeros(longest, dtype=np.int64)
    entry_part = np.zeros(longest, dtype=np.int64)
    entry_count = np.zeros(longest, dtype=np.int64)
    for unit in range(starts.size - 1):
        event, end = starts[unit], starts[unit + 1]
        if event == end:
            continue
        oldest, entries, grains = 0, 0, 0
        inside, can_rise = False, False
        today = day[event]
        while today <= last_day:
            while oldest < entries and today - entry_day[oldest] >= ages:
                oldest += 1
            grains = 0
            for entry in range(oldest, entries):
                age = today - entry_day[entry]
                grains += entry_count[entry] * cents[entry_part[entry]] * worth[entry_part[entry], age]
            instant = begins[today - first_day]
            if event < end and at[event] < instant:
                instant = at[event]
            is_done = False
            while not is_done:
                while event < end and day[event] == today and at[event] == instant:
                    if counts[event]:
                        kind = part[event]
                        if entries > oldest and entry_day[entries - 1] == today and entry_part[entries - 1] == kind:
                            entry_count[entries - 1] += 1
                        else:
                            entry_day[entries] = today
                            entry_part[entries] = kind
                            entry_count[entries] = 1
                            entries += 1
                        grains += cents[kind] * worth[kind, 0]
                        can_rise = can_rise or cents[kind] < 0
                    event += 1
                if (not inside and grains >= enter) or (inside and grains < leave):
                    inside = not inside
                    if found == out.shape[0]:
                        return -1
                    out[found, 0] = unit
                    out[found, 1] = instant
                    out[found, 2] = 1 if inside else 0
                    out[found, 3] = grains
                    found += 1
                is_done = event == end or day[event] != today
                if not is_done:
                    instant = at[event]
            if inside or can_rise:
                # Points fade and penalties fade: both may cross a threshold at midnight.
                if event == end and oldest == entries:
                    break
                today += 1
            elif event < end:
                today = day[event]
            else:
                break
    return found
