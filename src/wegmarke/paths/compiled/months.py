"""What happened at touchpoints by calendar period: units per group of touchpoints, touches and values."""

from __future__ import annotations

import numpy as np
from numba import njit

from wegmarke.paths.compiled.hops import stretch


@njit(cache=True, nogil=True)
def period_heads(
    first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, groups, cuts, periods, seen, out
):
    """Count units in `out` by group and period; `groups` has a row per code, 0 is none.

    From cuts[i] on, periods[i + 1] holds. `seen` remembers the last unit, as unit + 1.
    """
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        if begin == end:
            continue
        cut = np.searchsorted(cuts, occurred_at[begin], side="right")
        for touch in range(begin, end):
            while cut < cuts.size and cuts[cut] <= occurred_at[touch]:
                cut += 1
            if not (every or chosen[touch]):
                continue
            for level in range(groups.shape[1]):
                group = groups[touchpoint[touch], level]
                if group != 0 and seen[group, periods[cut]] != unit + 1:
                    seen[group, periods[cut]] = unit + 1
                    out[group, periods[cut]] += 1


@njit(cache=True, nogil=True)
def period_sums(
    first,
    last,
    starts,
    counts,
    chosen,
    touchpoint,
    occurred_at,
    since,
    until,
    currency,
    value_minor,
    touchpoints,
    currencies,
    cuts,
    periods,
    size,
    value,
):
    """Count touches and sum their values by touchpoint, currency and period.

    `touchpoints` and `currencies` number codes from 0, which is none; a touch without a currency has no value.
    """
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        if begin == end:
            continue
        cut = np.searchsorted(cuts, occurred_at[begin], side="right")
        for touch in range(begin, end):
            while cut < cuts.size and cuts[cut] <= occurred_at[touch]:
                cut += 1
            if touchpoints[touchpoint[touch]] == 0 or not (every or chosen[touch]):
                continue
            here, money = touchpoints[touchpoint[touch]], currencies[currency[touch]]
            size[here, money, periods[cut]] += 1
            if money != 0:
                value[here, money, periods[cut]] += value_minor[touch]
