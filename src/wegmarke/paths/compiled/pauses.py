"""How long a unit may pause before it counts as gone: a limit per event, from the gaps that were known by then.

Only gaps above the shortest limit can raise it, so that only these are kept in order; there are few of them.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_WHOLE = 1000


@njit(cache=True, nogil=True)
def pause_limits(first, last, starts, at, shortest, permille, longest, out):
    """Write the limit after each event of units first..last: the larger one of `shortest` and a quantile of gaps.

    The quantile, in thousandths, is that of all gaps between events up to this one, interpolated linearly and rounded
    down to whole microseconds. `longest` is the most events of one unit.
    """
    large = np.empty(longest, np.int64)
    for unit in range(first, last):
        few = 0
        small = 0
        top = np.int64(0)
        for place in range(starts[unit], starts[unit + 1]):
            if place > starts[unit]:
                gap = at[place] - at[place - 1]
                if gap <= shortest:
                    small += 1
                    top = max(top, gap)
                else:
                    few = _insert(large, few, gap)
            out[place] = max(shortest, _quantile(large, few, small, top, permille))


@njit(cache=True, nogil=True, inline="always")
def _insert(large, few, gap):
    place = few
    while place > 0 and large[place - 1] > gap:
        large[place] = large[place - 1]
        place -= 1
    large[place] = gap
    return few + 1


@njit(cache=True, nogil=True, inline="always")
def _quantile(large, few, small, top, permille):
    """Return the quantile, or less than any large gap where it lies among small ones."""
    if few == 0:
        return np.int64(0)
    reach = permille * (small + few - 1)
    below = reach // _WHOLE
    above = min(below + 1, small + few - 1)
    if above < small:
        return np.int64(0)
    low = top if below < small else large[below - small]
    high = large[above - small]
    return low + (high - low) * (reach - below * _WHOLE) // _WHOLE
