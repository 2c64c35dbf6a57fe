"""Which stretch of a path counts: from one touchpoint on, up to another; and how paths ended."""

from __future__ import annotations

import numpy as np
from numba import njit

from wegmarke.paths.compiled.hops import stretch

_NO_VALUE = np.iinfo(np.int64).min


@njit(cache=True, nogil=True)
def between(
    first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, opens, closes, is_open, must_close,
    keeps, out,
):  # fmt: skip
    """Mark in `out` the touches from the first at one of `opens` on, up to the first at one of `closes` after it.

    With `is_open` the stretch begins with the path. The closing touch is marked with `keeps`; with `must_close` paths
    that have none are not marked at all. Touches that nobody recognised are never marked.
    """
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        has_begun, has_closed = is_open, False
        for touch in range(begin, end):
            code = touchpoint[touch]
            if code == 0 or not (every or chosen[touch]):
                continue
            if not has_begun:
                has_begun = opens[code]
                out[touch] = has_begun
            elif closes[code]:
                out[touch] = keeps
                has_closed = True
                break
            else:
                out[touch] = True
        if must_close and not has_closed:
            out[begin:end] = False


@njit(cache=True, nogil=True)
def outcomes(
    first, last, starts, counts, chosen, touchpoint, value_minor, currency, occurred_at, since, until, ending_of,
    sums, wanted, stalled_before, stalled, still, out, value,
):  # fmt: skip
    """Write how each unit's path ended, -1 for units without a recognised touch, and what it is worth.

    `ending_of` gives each code the number of its ending, or -1. Without an ending a path is `stalled` where its last
    touch lies before an instant, else `still` open. The worth is the value of the touch that ended it, or with `sums`
    of all touches; only values in the currency `wanted` count.
    """
    every = chosen.size == 0
    for unit in range(first, last):
        out[unit], value[unit] = -1, 0
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        latest, worth = _NO_VALUE, 0
        for touch in range(begin, end):
            code = touchpoint[touch]
            if code == 0 or not (every or chosen[touch]):
                continue
            latest = occurred_at[touch]
            ending = ending_of[code]
            if (sums or ending >= 0) and currency[touch] == wanted and value_minor[touch] != _NO_VALUE:
                worth += value_minor[touch]
            if ending >= 0:
                out[unit] = ending
                break
        if out[unit] < 0 and latest != _NO_VALUE:
            out[unit] = stalled if latest <= stalled_before else still
        value[unit] = worth
