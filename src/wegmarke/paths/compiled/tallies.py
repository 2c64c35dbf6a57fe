"""What a period holds: touches counted per touchpoint, currency and reason to leave them out."""

from __future__ import annotations

import numpy as np
from numba import njit

from wegmarke.paths.compiled.hops import stretch


@njit(cache=True, nogil=True)
def tally(
    first,
    last,
    starts,
    counts,
    wanted,
    touchpoint,
    currency,
    value_minor,
    flags,
    occurred_at,
    since,
    until,
    touchpoints,
    currencies,
    reasons,
    monies,
    not_wanted,
    size,
    value,
    first_at,
    last_at,
):
    """Count touches and their values by touchpoint, currency and reason, and see the first and last of them.

    `touchpoints` and `currencies` number codes from 0, which is none; `monies` is how many currencies there are.
    `reasons` numbers sums of flags, and a touch without a reason of units that are not `wanted` has the reason
    `not_wanted`. The results stand by touchpoint, then by currency, then by reason.
    """
    for unit in range(first, last):
        if not counts[unit]:
            continue
        otherwise = 0 if wanted[unit] else not_wanted
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        for touch in range(begin, end):
            money, reason = currencies[currency[touch]], np.int64(reasons[flags[touch]])
            if reason == 0:
                reason = otherwise
            cell = np.uint64((np.int64(touchpoints[touchpoint[touch]]) * monies + money) * (not_wanted + 1) + reason)
            at = occurred_at[touch]
            size[cell] += 1
            if money != 0:
                value[cell] += value_minor[touch]
            if at < first_at[cell]:
                first_at[cell] = at
            if at > last_at[cell]:
                last_at[cell] = at
