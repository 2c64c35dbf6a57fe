"""Who came back in which period since the start, and what each unit paid per period."""

from __future__ import annotations

import numpy as np
from numba import njit

from wegmarke.paths.compiled.hops import NO_INSTANT, stretch

ON, ON_OR_AFTER, ON_OR_BEFORE, STREAK = 0, 1, 2, 3


@njit(cache=True, nogil=True, inline="always")
def _mark(rule, seen, stamp, found, base, zero, lowest, at_least, out):
    """Mark in `out`, per periods since the start, what the rule asks for.

    All periods in which the unit was back; the last of them; the first; or how far they go without a gap. In periods
    since the start from 1 on it was back where `found` is at least `at_least`, in period 0 where `zero` is.
    """
    most, size = out.size - 1, seen.size - base
    length = size if rule == ON_OR_AFTER else min(size, most + 1)
    since, mark = lowest, -1
    while since < length:
        is_back = zero >= at_least
        if since > 0:
            is_back = seen[base + since] == stamp and found[base + since] >= at_least
        if is_back:
            if rule == ON:
                out[since] += 1
            else:
                mark = min(since, most)
                if rule == ON_OR_BEFORE:
                    break
        elif rule == STREAK:
            break
        since += 1
    if mark >= 0:
        out[mark] += 1


@njit(cache=True, nogil=True)
def calendar_returns(
    first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, begins, is_return, cuts, periods,
    recurring, rule, lowest, at_least, seen, scratch, belonging, out,
):  # fmt: skip
    """Count members of cohorts and mark their returns by calendar period; see `_mark`.

    From cuts[i] on, period periods[i + 1] holds, before the first cut periods[0]. `seen` remembers the last unit in
    each period as its place + 1; `scratch` holds per period its returns, those after its start, whether it started
    there, and a list of its periods.
    """
    every = chosen.size == 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, NO_INSTANT, until)
        started, known, place = False, 0, -1
        for touch in range(begin, end):
            code = touchpoint[touch]
            if code == 0 or not (every or chosen[touch]) or not (begins[code] or is_return[code]):
                continue
            at = occurred_at[touch]
            if place < 0:
                place = np.searchsorted(cuts, at, side="right")
            while place < cuts.size and at >= cuts[place]:
                place += 1
            period = periods[place]
            if seen[period] != unit + 1:
                seen[period] = unit + 1
                scratch[0, period] = scratch[1, period] = scratch[2, period] = 0
                scratch[3, known] = period
                known += 1
            if is_return[code]:
                scratch[0, period] += 1
                scratch[1, period] += scratch[2, period]
            if begins[code] and (recurring or not started):
                started = True
                if at >= since:
                    scratch[2, period] = 1
        for number in range(known):
            period = scratch[3, number]
            if scratch[2, period]:
                belonging[period] += 1
                _mark(rule, seen, unit + 1, scratch[0], period, scratch[1, period], lowest, at_least, out[period])


@njit(cache=True, nogil=True)
def rolling_returns(
    first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, begins, is_return, cuts, periods,
    recurring, rule, lowest, at_least, window, seen, scratch, joined, belonging, out,
):  # fmt: skip
    """The same by windows of `window` microseconds that begin at the start itself.

    `joined` remembers the last unit in each cohort as its place + 1; `seen` the last start in each window.
    """
    every = chosen.size == 0
    started_as = 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, NO_INSTANT, until)
        for touch in range(begin, end):
            code, at = touchpoint[touch], occurred_at[touch]
            if code == 0 or not begins[code] or not (every or chosen[touch]):
                continue
            if at >= since:
                period = periods[np.searchsorted(cuts, at, side="right")]
                if joined[period] != unit + 1:
                    joined[period] = unit + 1
                    belonging[period] += 1
                    started_as += 1
                    scratch[0] = 0
                    for later in range(touch + 1, end):
                        if touchpoint[later] != 0 and is_return[touchpoint[later]] and (every or chosen[later]):
                            slot = (occurred_at[later] - at) // window
                            if seen[slot] != started_as:
                                seen[slot] = started_as
                                scratch[slot] = 0
                            scratch[slot] += 1
                    _mark(rule, seen, started_as, scratch, 0, scratch[0], lowest, at_least, out[period])
            if not recurring:
                break


@njit(cache=True, nogil=True)
def period_amounts(
    first, last, starts, counts, chosen, touchpoint, occurred_at, since, until, value, currency, no_value, pays, cuts,
    periods, sizes, period, coin, amount,
):  # fmt: skip
    """Write each unit's sums per period and currency one behind the other, and how many; return how many in all."""
    every = chosen.size == 0
    row = 0
    for unit in range(first, last):
        if not counts[unit]:
            continue
        begin, end = stretch(starts[unit], starts[unit + 1], occurred_at, since, until)
        opened, place = row, -1
        for touch in range(begin, end):
            if value[touch] == no_value or not pays[touchpoint[touch]] or not (every or chosen[touch]):
                continue
            at = occurred_at[touch]
            if place < 0:
                place = np.searchsorted(cuts, at, side="right")
            while place < cuts.size and at >= cuts[place]:
                place += 1
            here, same = periods[place], row - 1
            # clocks that are set back over midnight let a period come twice
            while (
                same >= opened and period[same] >= here and not (period[same] == here and coin[same] == currency[touch])
            ):
                same -= 1
            if same < opened or period[same] < here:
                same = row
                row += 1
                period[same], coin[same], amount[same] = here, currency[touch], 0
            amount[same] += value[touch]
        sizes[unit] = row - opened
    return row
