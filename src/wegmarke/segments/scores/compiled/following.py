"""Follow the sum of points of each unit from event to event and from midnight to midnight.

What `follow` takes:

* starts: where the events of each unit begin, and the end.
* at: instant of each event, in time order.
* day: its local day.
* part: its part.
* counts: whether the daily cap lets it count.
* cents: points of an event, by part.
* worth: what it is worth after so many days, by part and age; 0 behind the end.
* begins: when each day from `first_day` to `last_day` begins.
* first_day: the first one.
* last_day: nothing is judged after its beginning and its events.
* enter: specks from which on a unit is inside.
* leave: specks below which it is outside again.
* out: four columns.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def _sum(today, oldest, entries, entry_day, entry_part, entry_count, cents, worth):
    """Return what is left at the beginning of a day of everything that counts."""
    specks = 0
    for noted in range(oldest, entries):
        kind = entry_part[noted]
        specks += entry_count[noted] * cents[kind] * worth[kind, today - entry_day[noted]]
    return specks


@njit(cache=True, nogil=True)
def _enter(entries, today, kind, entry_day, entry_part, entry_count):
    """Count an event of today, with the one before where that is of the same part; returns the number of entries."""
    last = entries - 1
    if last >= 0 and entry_day[last] == today and entry_part[last] == kind:
        entry_count[last] += 1
        return entries
    entry_day[entries] = today
    entry_part[entries] = kind
    entry_count[entries] = 1
    return entries + 1


@njit(cache=True, nogil=True)
def follow(starts, at, day, part, counts, cents, worth, begins, first_day, last_day, enter, leave, out):
    """Write every crossing as a row of `out`: place of the unit, instant, whether inside, specks. Returns how many.

    A sum changes with an event and at midnight alone. It is judged once per instant, after all events of that instant.
    `out` needs no more rows than there are instants; where it is too small, the number is returned negative.
    """
    found = 0
    ages = worth.shape[1]
    longest = np.diff(starts).max()
    entry_day = np.zeros(longest, dtype=np.int64)
    entry_part = np.zeros(longest, dtype=np.int64)
    entry_count = np.zeros(longest, dtype=np.int64)
    for unit in range(starts.size - 1):
        event, end = starts[unit], starts[unit + 1]
        if event == end:
            continue
        oldest, entries, specks = 0, 0, 0
        inside, can_rise = False, False
        today = day[event]
        while today <= last_day:
            while oldest < entries and today - entry_day[oldest] >= ages:
                oldest += 1
            specks = _sum(today, oldest, entries, entry_day, entry_part, entry_count, cents, worth)
            instant = begins[today - first_day]
            if event < end and at[event] < instant:
                instant = at[event]
            is_done = False
            while not is_done:
                while event < end and day[event] == today and at[event] == instant:
                    if counts[event]:
                        kind = part[event]
                        entries = _enter(entries, today, kind, entry_day, entry_part, entry_count)
                        specks += cents[kind] * worth[kind, 0]
                        can_rise = can_rise or cents[kind] < 0
                    event += 1
                if (not inside and specks >= enter) or (inside and specks < leave):
                    inside = not inside
                    if found == out.shape[0]:
                        return -1
                    out[found, 0] = unit
                    out[found, 1] = instant
                    out[found, 2] = 1 if inside else 0
                    out[found, 3] = specks
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
