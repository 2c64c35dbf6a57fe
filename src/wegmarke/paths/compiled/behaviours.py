"""What units did: which touches are meant, which stretch of each path counts, and what is asked of both."""

from __future__ import annotations

import numpy as np
from numba import njit

_NO_VALUE = np.iinfo(np.int64).min
_NEVER = np.iinfo(np.int64).min
_HALF = np.int64(32)
_LOW_HALF = np.int64(0xFFFFFFFF)
_NO_DAY = np.int64(-(2**60))


@njit(cache=True, nogil=True)
def of_codes(first, last, starts, codes, table, out):
    """Write for each touch of the units whether its code is one that `table` holds true."""
    size = table.size
    for touch in range(starts[first], starts[last]):
        code = codes[touch]
        out[touch] = code < size and table[code]


@njit(cache=True, nogil=True)
def of_values(first, last, starts, value_minor, currency, digits, bounds, may_be, word, out):
    """Write whether values compare so; `digits` says per currency which of the bounds holds.

    Words: 0 is, 1 more than, 2 at least, 3 less than, 4 at most.
    """
    for touch in range(starts[first], starts[last]):
        value = value_minor[touch]
        place = digits[currency[touch]]
        bound = bounds[place]
        if value == _NO_VALUE or not may_be[place]:
            out[touch] = False
        elif word == 0:
            out[touch] = value == bound
        elif word == 1:
            out[touch] = value > bound
        elif word == 2:
            out[touch] = value >= bound
        elif word == 3:
            out[touch] = value < bound
        else:
            out[touch] = value <= bound


@njit(cache=True, nogil=True, inline="always")
def _first_from(occurred_at, begin, end, instant):
    """Return the first place of a path at or behind an instant."""
    while begin < end:
        middle = (begin + end) // 2
        if occurred_at[middle] < instant:
            begin = middle + 1
        else:
            end = middle
    return begin


@njit(cache=True, nogil=True)
def stretches(first, last, starts, occurred_at, since, until, now, behind, ahead, begins, ends):
    """Write which stretch of each path counts: in the time, behind the last `behind` and ahead of the first `ahead`.

    Both are truths per touch, or empty. Touches after `now` do not exist; a path without a mark has nothing.
    """
    for unit in range(first, last):
        begin, end = starts[unit], starts[unit + 1]
        if end > begin and occurred_at[end - 1] > now:
            end = _first_from(occurred_at, begin, end, now + 1)
        low, high = begin, end
        if behind.size:
            low = end
            for touch in range(end - 1, begin - 1, -1):
                if behind[touch]:
                    low = touch + 1
                    break
        if ahead.size:
            high = begin
            for touch in range(begin, end):
                if ahead[touch]:
                    high = touch
                    break
        if low < high and occurred_at[low] < since:
            low = _first_from(occurred_at, low, high, since)
        if low < high and occurred_at[high - 1] > until:
            high = _first_from(occurred_at, low, high, until + 1)
        begins[unit] = low
        ends[unit] = max(low, high)


@njit(cache=True, nogil=True)
def counts(first, last, begins, ends, truths, size, earliest, latest):
    """Write how many touches are meant, and the places of the first and the last of them; -1 for none."""
    for unit in range(first, last):
        found, one, other = 0, np.int64(-1), np.int64(-1)
        for touch in range(begins[unit], ends[unit]):
            if truths[touch]:
                if found == 0:
                    one = touch
                other = touch
                found += 1
        size[unit] = found
        earliest[unit] = one
        latest[unit] = other


@njit(cache=True, nogil=True)
def counts_together(first, last, starts, occurred_at, codes, begins, asked, since, until, out):
    """Count touches for many questions, each with a time of its own: out[question, unit], which holds zeros.

    The touches of code c concern the questions asked[begins[c]:begins[c + 1]], in the order of their `since`.
    """
    known = begins.size - 1
    for unit in range(first, last):
        for touch in range(starts[unit], starts[unit + 1]):
            code, at = codes[touch], occurred_at[touch]
            if code >= known:
                continue
            for place in range(begins[code], begins[code + 1]):
                question = asked[place]
                if since[question] > at:
                    break
                if at <= until[question]:
                    out[question, unit] += 1


@njit(cache=True, nogil=True)
def days(first, last, begins, ends, truths, occurred_at, changes, offsets, day_length, out):
    """Write on how many local days something is meant.

    From changes[i] on, offsets[i + 1] holds. Clocks that are set back over midnight bring yesterday again, therefore
    two days are remembered.
    """
    for unit in range(first, last):
        found, latest, before = 0, _NO_DAY, _NO_DAY
        for touch in range(begins[unit], ends[unit]):
            if truths[touch]:
                at = occurred_at[touch]
                day = (at + offsets[np.searchsorted(changes, at, side="right")]) // day_length
                if day > latest:
                    before, latest = latest, day
                    found += 1
                elif day not in (latest, before):
                    before = day
                    found += 1
        out[unit] = found


@njit(cache=True, nogil=True)
def amounts(first, last, begins, ends, truths, numbers, currency, wanted, size, high, low, least, most):
    """Write how many numbers count, their sum in two halves, the least and the most; `wanted` 0 takes any currency.

    A sum of many large numbers exceeds 64 bits: it is high * 2**32 + low.
    """
    for unit in range(first, last):
        size[unit] = high[unit] = low[unit] = 0
        for touch in range(begins[unit], ends[unit]):
            number = numbers[touch]
            if truths[touch] and number != _NO_VALUE and (wanted == 0 or currency[touch] == wanted):
                if size[unit] == 0:
                    least[unit] = number
                    most[unit] = number
                least[unit] = min(least[unit], number)
                most[unit] = max(most[unit], number)
                size[unit] += 1
                low[unit] += number & _LOW_HALF
                high[unit] += (number >> _HALF) + (low[unit] >> _HALF)
                low[unit] &= _LOW_HALF


@njit(cache=True, nogil=True)
def sequences(first, last, begins, ends, truths, within, occurred_at, out):
    """Write how many touches end a sequence: step k is meant by truths[k], at most within[k] behind the one before.

    `within` below 0 takes any time. The latest touch that came so far decides whether a later one goes on.
    """
    steps = truths.shape[0]
    came_at = np.empty(steps, np.int64)
    for unit in range(first, last):
        found = 0
        for step in range(steps):
            came_at[step] = _NEVER
        for touch in range(begins[unit], ends[unit]):
            at = occurred_at[touch]
            # from the last step down, so that one touch never serves two steps
            for step in range(steps - 1, 0, -1):
                before = came_at[step - 1]
                if truths[step, touch] and before != _NEVER and (within[step] < 0 or at - before <= within[step]):
                    came_at[step] = at
                    if step == steps - 1:
                        found += 1
            if truths[0, touch]:
                came_at[0] = at
        out[unit] = found


@njit(cache=True, nogil=True, inline="always")
def _find(begin, end, at, key, occurred_at, event_key):
    touch = _first_from(occurred_at, begin, end, at)
    while touch < end and occurred_at[touch] == at:
        if event_key[touch] == key:
            return touch
        touch += 1
    return np.int64(-1)


@njit(cache=True, nogil=True)
def find_events(units, at, keys, starts, occurred_at, event_key, out):
    """Write the place of each event on the path of its unit, -1 where it has none; units below 0 are unknown."""
    for row in range(units.size):
        unit = units[row]
        out[row] = -1
        if unit >= 0:
            out[row] = _find(starts[unit], starts[unit + 1], at[row], keys[row], occurred_at, event_key)


@njit(cache=True, nogil=True)
def find_shared(units, others, starts, occurred_at, event_key, other_starts, other_occurred_at, other_event_key, out):
    """Mark on the paths of `others` the touches that stand on the path of the unit beside it, too."""
    for row in range(units.size):
        begin, end = other_starts[others[row]], other_starts[others[row] + 1]
        for touch in range(starts[units[row]], starts[units[row] + 1]):
            at, key = occurred_at[touch], event_key[touch]
            place = _find(begin, end, at, key, other_occurred_at, other_event_key)
            if place >= 0:
                out[place] = True
