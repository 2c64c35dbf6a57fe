"""The curve of those that have not ended yet, from rising lengths; the estimators stand at `primitives.survival`.

The band takes a logarithm and powers at every second. Only few of millions of seconds are asked for: so stretches of
seconds are passed over without it, and looked at closely where a second of them is drawn or may cross a level.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_STRETCH_SECONDS = 512
_CLOSE = 1e-12
"""A share that is above a level by rounding alone is not above it."""
_SURELY_ABOVE = 1e-9
"""What a bound of a whole stretch must be above a level, so that no rounding matters."""


@njit(cache=True, nogil=True)
def survival(keys, levels, z, grid, crossed, curve):
    """Estimate the share that has not ended (Kaplan and Meier 1958) from rising `stay_lengths`.

    Writes for each level the first second at which the share, the lower and the upper bound of its log-log interval
    are not above it (-1 where they stay above), and rows of seconds, at risk, ended so far, censored so far, share,
    low, high: at the seconds of `grid`, rising and not above the last key, or, where that is empty, at each second at
    which something ended, while there is room. Returns how many such seconds there are, and how many stays ended.
    """
    crossed[:] = -1
    share, spread = 1.0, 0.0
    ended = distinct = drawn = place = 0
    while place < keys.size:
        end, seconds, gone, next_share, next_spread = _pass_over(keys, place, share, spread)
        if grid.size:
            is_drawn = drawn < grid.size and grid[drawn] <= np.int64(keys[end - 1] >> 1)
        else:
            is_drawn = distinct < curve.shape[0]
        if is_drawn or _may_cross(share, spread, next_share, next_spread, levels, z, crossed):
            drawn = _look(keys, place, end, share, spread, ended, drawn, levels, z, grid, crossed, curve)
        place, share, spread = end, next_share, next_spread
        distinct += seconds
        ended += gone
    return distinct, ended


@njit(cache=True, nogil=True, inline="always")
def _second(keys, place):
    """Return how many ended at the second that begins at a place, and where the next one begins."""
    second = keys[place] >> 1
    now = 0
    while place < keys.size and keys[place] >> 1 == second:
        now += 1 - np.int64(keys[place] & 1)
        place += 1
    return now, place


@njit(cache=True, nogil=True, inline="always")
def _after(at_risk, now, share, spread):
    """Return the share and the sum of Greenwood's variance after `now` of those at risk ended."""
    if at_risk > now:
        return share * ((at_risk - now) / at_risk), spread + now / (at_risk * (at_risk - now))
    return 0.0, spread


@njit(cache=True, nogil=True)
def _pass_over(keys, place, share, spread):
    """Go on for some seconds at which something ended: where that leads, how many they and those that ended are."""
    seconds = ended = 0
    while place < keys.size and seconds < _STRETCH_SECONDS:
        at_risk = keys.size - place
        now, place = _second(keys, place)
        if now:
            share, spread = _after(at_risk, now, share, spread)
            seconds += 1
            ended += now
    return place, seconds, ended, share, spread


@njit(cache=True, nogil=True)
def _may_cross(share, spread, next_share, next_spread, levels, z, crossed):
    """Tell whether share or band may come down to a level that they were above, between two places of the curve.

    The share falls and the variance rises on the way, so the two ends bound everything between them.
    """
    if share >= 1.0 or next_share <= 0.0:
        return True
    low = next_share ** np.exp(z * np.sqrt(next_spread) / -np.log(share))
    high = next_share ** np.exp(-z * np.sqrt(spread) / -np.log(next_share))
    for number in range(levels.size):
        level = levels[number] + _SURELY_ABOVE
        if crossed[number, 0] < 0 and next_share <= level:
            return True
        if crossed[number, 1] < 0 and low <= level:
            return True
        if crossed[number, 2] < 0 and high <= level:
            return True
    return False


@njit(cache=True, nogil=True, inline="always")
def _band(share, spread, z):
    if share >= 1.0:
        return 1.0, 1.0
    reach = np.exp(z * np.sqrt(spread) / -np.log(share))
    return share**reach, share ** (1 / reach)


@njit(cache=True, nogil=True)
def _look(keys, place, end, share, spread, ended, drawn, levels, z, grid, crossed, curve):
    """Note crossings and draw between two places; returns how many rows are drawn then."""
    low, high = _band(share, spread, z)
    while place < end:
        second, at_risk, begin = np.int64(keys[place] >> 1), keys.size - place, place
        while drawn < grid.size and grid[drawn] < second:
            _draw(curve, drawn, grid[drawn], at_risk, ended, begin - ended, share, low, high)
            drawn += 1
        now, place = _second(keys, place)
        if now:
            share, spread = _after(at_risk, now, share, spread)
            if share > 0.0:
                low, high = _band(share, spread, z)
            else:
                # nobody is left: the band is not defined here, its upper bound stays where it was
                low = 0.0
            _cross(levels, second, share, low, high, crossed)
            ended += now
        is_asked = drawn < grid.size and grid[drawn] == second if grid.size else now > 0 and drawn < curve.shape[0]
        if is_asked:
            _draw(curve, drawn, second, at_risk, ended, begin - ended + now, share, low, high)
            drawn += 1
    return drawn


@njit(cache=True, nogil=True, inline="always")
def _cross(levels, second, share, low, high, crossed):
    for number in range(levels.size):
        level = levels[number] + _CLOSE
        if crossed[number, 0] < 0 and share <= level:
            crossed[number, 0] = second
        if crossed[number, 1] < 0 and low <= level:
            crossed[number, 1] = second
        if crossed[number, 2] < 0 and high <= level:
            crossed[number, 2] = second


@njit(cache=True, nogil=True, inline="always")
def _draw(curve, row, second, at_risk, ended, censored, share, low, high):
    curve[row, 0], curve[row, 1], curve[row, 2], curve[row, 3] = second, at_risk, ended, censored
    curve[row, 4], curve[row, 5], curve[row, 6] = share, low, high
