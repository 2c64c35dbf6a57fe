"""Which order each cancellation is of, and how much of it is left: units one after the other, in path order."""

from __future__ import annotations

import numpy as np
from numba import njit

UNKNOWN = -1
"""An amount that is not known, and a row or name that is not there."""
PARTIAL, WHOLE, AGAIN, BEFORE, NO_ORDER, OTHER_MONEY = 1, 2, 3, 4, 5, 6


@njit(cache=True, nogil=True)
def assign(first, last, starts, mark, amount, money, name, order_of_name, spares, longest, out, rest):
    """Write per cancellation its order, what it takes, whether it is larger, and a verdict; see `primitives.cancelled`.

    `out` holds order, taken, larger and verdict per row; `rest` what is left of each order, and beside every other row
    what is left of the latest open order then.
    """
    opened = np.empty(longest, np.int64)
    closed = np.zeros(longest, np.bool_)
    for unit in range(first, last):
        begin = starts[unit]
        top = 0
        newest = np.int64(UNKNOWN)
        later = 0
        for place in range(begin, starts[unit + 1]):
            later += mark[place] == 0
        for place in range(begin, starts[unit + 1]):
            closed[place - begin] = False
            if mark[place] == 0:
                later -= 1
                newest = np.int64(place)
                rest[place] = amount[place]
                opened[top] = place
                top += 1
                continue
            while top > 0 and closed[opened[top - 1] - begin]:
                top -= 1
            latest = opened[top - 1] if top > 0 else np.int64(UNKNOWN)
            rest[place] = rest[latest] if latest >= 0 else UNKNOWN
            if mark[place] < 0:
                continue
            is_spared = spares[mark[place]] and amount[place] == UNKNOWN
            order, verdict = _order(place, newest if is_spared else latest, newest, later, name[place], order_of_name)
            if verdict == 0:
                out[place, 0] = order
                if is_spared:
                    verdict = WHOLE
                elif closed[order - begin]:
                    verdict = AGAIN
                else:
                    verdict = _take(place, order, amount, money, out, rest)
                    closed[order - begin] = verdict == WHOLE
            out[place, 3] = verdict


@njit(cache=True, nogil=True, inline="always")
def _order(place, latest, newest, later, name, order_of_name):
    """Return the order of a cancellation, or a verdict where it has none."""
    if name >= 0:
        order = order_of_name[name]
        return order, BEFORE if order > place else NO_ORDER if order < 0 else 0
    if latest >= 0:
        return latest, 0
    return latest, AGAIN if newest >= 0 else BEFORE if later > 0 else NO_ORDER


@njit(cache=True, nogil=True, inline="always")
def _take(place, order, amount, money, out, rest):
    """Take an amount from an order, or all that is left; returns the verdict."""
    asked, left = amount[place], rest[order]
    if asked != UNKNOWN and left != UNKNOWN and money[place] != money[order]:
        return OTHER_MONEY
    if left == UNKNOWN or asked == UNKNOWN or asked >= left:
        out[place, 1] = max(left, np.int64(0))
        out[place, 2] = left != UNKNOWN and asked > left
        rest[order] = 0
        return WHOLE
    out[place, 1] = asked
    rest[order] = left - asked
    return PARTIAL
