"""Credit for the touches before a conversion, by their place, their age or what they were for.

Every pass walks stretches `begin` to `end` of paths and adds to `out`, which has one row per dense touchpoint: what is
shared of `conversions`, what of `value`, and how many touches stood there, once per conversion. A touch whose dense
number is 0, or that is not chosen, is passed over.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_HOURS = 3_600_000_000.0


@njit(cache=True, nogil=True)
def size_of(begin, end, every, chosen, touchpoint, dense):
    """Return how many touches of a stretch count."""
    size = 0
    for touch in range(begin, end):
        if dense[touchpoint[touch]] != 0 and (every or chosen[touch]):
            size += 1
    return size


@njit(cache=True, nogil=True)
def sizes(first, last, begin, end, chosen, touchpoint, dense, out):
    """Write how many touches of each stretch count."""
    every = chosen.size == 0
    for row in range(first, last):
        out[row] = size_of(begin[row], end[row], every, chosen, touchpoint, dense)


@njit(cache=True, nogil=True)
def by_place(
    first, last, begin, end, chosen, touchpoint, dense, conversions, value, first_share, last_share, middle_share, out
):
    """Share by place: so much to the first, to the last, and the rest to all between in equal parts.

    Of two touches the ends share what they have in their proportion; a single one gets all. Where ends have nothing
    and there is no middle, both get half.
    """
    every = chosen.size == 0
    ends = first_share + last_share
    for row in range(first, last):
        if conversions[row] == 0.0 and value[row] == 0.0:
            continue
        size = size_of(begin[row], end[row], every, chosen, touchpoint, dense)
        if size == 0:
            continue
        number = 0
        for touch in range(begin[row], end[row]):
            here = dense[touchpoint[touch]]
            if here == 0 or not (every or chosen[touch]):
                continue
            number += 1
            if size == 1:
                part = 1.0
            elif size == 2:
                own = first_share if number == 1 else last_share
                part = own / ends if ends > 0.0 else 0.5
            elif number == 1:
                part = first_share
            elif number == size:
                part = last_share
            else:
                part = middle_share / (size - 2)
            out[here, 0] += part * conversions[row]
            out[here, 1] += part * value[row]
            out[here, 2] += conversions[row]


@njit(cache=True, nogil=True)
def linear(first, last, begin, end, chosen, touchpoint, dense, conversions, value, out):
    """Share in equal parts among all touches."""
    every = chosen.size == 0
    for row in range(first, last):
        if conversions[row] == 0.0 and value[row] == 0.0:
            continue
        size = size_of(begin[row], end[row], every, chosen, touchpoint, dense)
        if size == 0:
            continue
        conversion, worth = conversions[row] / size, value[row] / size
        for touch in range(begin[row], end[row]):
            here = dense[touchpoint[touch]]
            if here != 0 and (every or chosen[touch]):
                out[here, 0] += conversion
                out[here, 1] += worth
                out[here, 2] += conversions[row]


@njit(cache=True, nogil=True)
def last_but(first, last, begin, end, chosen, touchpoint, dense, conversions, value, passed_over, out):
    """Give all to the last touch that is not passed over; where all are, to the last one."""
    every = chosen.size == 0
    for row in range(first, last):
        if conversions[row] == 0.0 and value[row] == 0.0:
            continue
        winner, newest = 0, 0
        for touch in range(end[row] - 1, begin[row] - 1, -1):
            here = dense[touchpoint[touch]]
            if here == 0 or not (every or chosen[touch]):
                continue
            out[here, 2] += conversions[row]
            if newest == 0:
                newest = here
            if winner == 0 and not passed_over[here]:
                winner = here
        if winner == 0:
            winner = newest
        if winner != 0:
            out[winner, 0] += conversions[row]
            out[winner, 1] += value[row]


@njit(cache=True, nogil=True)
def decay(first, last, begin, end, chosen, touchpoint, dense, conversions, value, occurred_at, half_life, out):
    """Share by age: 2 to the power of minus age through half-life, brought to a sum of one.

    Ages are measured from the newest touch of the stretch, which changes no share and keeps old stretches from
    vanishing.
    """
    every = chosen.size == 0
    for row in range(first, last):
        if conversions[row] == 0.0 and value[row] == 0.0:
            continue
        newest, total = np.int64(0), 0.0
        for touch in range(end[row] - 1, begin[row] - 1, -1):
            if dense[touchpoint[touch]] != 0 and (every or chosen[touch]):
                if total == 0.0:
                    newest = occurred_at[touch]
                total += 2.0 ** (-(newest - occurred_at[touch]) / half_life)
        if total == 0.0:
            continue
        conversion, worth = conversions[row] / total, value[row] / total
        for touch in range(begin[row], end[row]):
            here = dense[touchpoint[touch]]
            if here != 0 and (every or chosen[touch]):
                part = 2.0 ** (-(newest - occurred_at[touch]) / half_life)
                out[here, 0] += part * conversion
                out[here, 1] += part * worth
                out[here, 2] += conversions[row]


@njit(cache=True, nogil=True)
def present(first, last, begin, end, chosen, touchpoint, dense, conversions, value, is_shared, seen, out):
    """Credit every touchpoint of a stretch once: all of it, or with `is_shared` in equal parts.

    `seen` remembers the last stretch at each touchpoint, as its number + 1, and is followed by the found ones.
    """
    every = chosen.size == 0
    among = np.empty(out.shape[0], np.int64)
    for row in range(first, last):
        if conversions[row] == 0.0 and value[row] == 0.0:
            continue
        found = 0
        for touch in range(begin[row], end[row]):
            here = dense[touchpoint[touch]]
            if here == 0 or not (every or chosen[touch]):
                continue
            out[here, 2] += conversions[row]
            if seen[here] != row + 1:
                seen[here] = row + 1
                among[found] = here
                found += 1
        parts = found if is_shared else 1
        for number in range(found):
            out[among[number], 0] += conversions[row] / parts
            out[among[number], 1] += value[row] / parts


@njit(cache=True, nogil=True)
def _hold(begin, end, every, chosen, touchpoint, event, dense, kind_at, kind_named, held):
    """Write the touch that holds each milestone, -1 for none, and return how many touches count."""
    held[:] = -1
    newest, size = np.int64(-1), 0
    for touch in range(begin, end):
        if dense[touchpoint[touch]] != 0 and (every or chosen[touch]):
            size += 1
            newest = touch
            if held[0] < 0:
                held[0] = touch
        kind = kind_at[touchpoint[touch]]
        if kind == 0:
            kind = kind_named[event[touch]]
        # a milestone before any touch has none that it could be credited to
        if kind != 0 and held[kind] < 0 and newest >= 0 and (every or chosen[touch]):
            held[kind] = newest
    held[held.size - 1] = newest
    return size


@njit(cache=True, nogil=True)
def _held_share(touch, held, portions):
    """Return what a touch gets for the milestones that it holds; negative where it holds none."""
    part = -1.0
    for step in range(portions.size):
        if held[step] == touch and portions[step] > 0.0:
            part = max(part, 0.0) + portions[step]
    return part


@njit(cache=True, nogil=True)
def milestones(
    first, last, begin, end, chosen, touchpoint, event, dense, conversions, value, kind_at, kind_named, portions,
    middle, out,
):  # fmt: skip
    """Share by milestones: the first touch, the last one up to each milestone, the last of all, and the rest equally.

    `kind_at` is the number of the milestone of a touchpoint code, 1 up to `portions.size - 2`, 0 for none; `kind_named`
    the same by event code. `portions` is what the first touch gets, then each milestone, then the conversion; `middle`
    what touches without a milestone share.
    """
    every = chosen.size == 0
    held = np.empty(portions.size, np.int64)
    for row in range(first, last):
        if conversions[row] == 0.0 and value[row] == 0.0:
            continue
        size = _hold(begin[row], end[row], every, chosen, touchpoint, event, dense, kind_at, kind_named, held)
        if size == 0:
            continue
        total, others = 0.0, size
        for step in range(portions.size):
            if held[step] >= 0 and portions[step] > 0.0:
                total += portions[step]
        for touch in range(begin[row], end[row]):
            if dense[touchpoint[touch]] != 0 and (every or chosen[touch]) and _held_share(touch, held, portions) >= 0.0:
                others -= 1
        if others > 0:
            total += middle
        for touch in range(begin[row], end[row]):
            here = dense[touchpoint[touch]]
            if here == 0 or not (every or chosen[touch]):
                continue
            part = _held_share(touch, held, portions)
            if part < 0.0:
                part = middle / others
            part = part / total if total > 0.0 else 1.0 / size
            out[here, 0] += part * conversions[row]
            out[here, 1] += part * value[row]
            out[here, 2] += conversions[row]
