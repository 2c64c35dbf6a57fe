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
            order = latest
            is_spared = spares[mark[place]] and amount[place] == UNKNOWN
            if name[place] >= 0:
                order = order_of_name[name[place]]
                if order > place:
                    out[place, 3] = BEFORE
                    continue
                if order < 0:
                    out[place, 3] = NO_ORDER
                    continue
                if closed[order - begin] and not is_spared:
                    out[place, 0] = order
                    out[place, 3] = AGAIN
                    continue
            elif is_spared:
                order = newest
            elif order < 0 and newest >= 0:
                out[place, 3] = AGAIN
                continue
            if order < 0:
                out[place, 3] = BEFORE if later > 0 else NO_ORDER
                continue
            out[place, 0] = order
            if is_spared:
                out[place, 3] = WHOLE
                continue
            if amount[place] != UNKNOWN and rest[order] != UNKNOWN and money[place] != money[order]:
                out[place, 3] = OTHER_MONEY
                continue
            left = rest[order]
            if left == UNKNOWN or amount[place] == UNKNOWN or amount[place] >= left:
                out[place, 1] = max(left, np.int64(0))
                out[place, 2] = left != UNKNOWN and amount[place] > left
                out[place, 3] = WHOLE
                rest[order] = 0
                closed[order - begin] = True
            else:
                out[place, 1] = amount[place]
                out[place, 3] = PARTIAL
                rest[order] = left - amount[place]
