"""Fitness over time, and whether it changed lately."""

from __future__ import annotations

from datetime import UTC, date, datetime
from math import sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from wegmarke.analytics import Z95
from wegmarke.domain.map_conformance import Drift, FitnessPoint
from wegmarke.paths import Calendar, CalendarPeriod, calendar_cuts

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEVEL: Final = 0.01
"""How improbable a difference must be, if nothing had changed, to raise an alert."""
BEFORE: Final = 6
"""So many periods before the last complete one are what it is compared with."""
LEAST: Final = 20
"""So many units must stand on either side."""


def mean_of(fitness: Floats) -> tuple[float, float, float]:
    """Return the mean with its 95 % interval inside 0..1 (normal approximation); of one value the value."""
    mean = float(fitness.mean())
    if fitness.size < 2:
        return mean, 0.0, 1.0
    half = Z95 * float(fitness.std(ddof=1)) / sqrt(fitness.size)
    return mean, max(0.0, mean - half), min(1.0, mean + half)


def trend_of(
    fitness: Floats, began: Ints, zone: str, length: CalendarPeriod, until: datetime | None, small_n: int
) -> tuple[tuple[FitnessPoint, ...], Drift | None]:
    """Return the fitness per calendar period in which paths began, and whether the last complete one stands out.

    Args:
        fitness: per path.
        began: instant of its first touch, microseconds since 1970.
        zone: zone of the calendar.
        length: of the periods.
        until: how far the data reach.
        small_n: means of fewer units are left out.
    """
    if not fitness.size or until is None:
        return (), None
    low, high = int(began.min()), int(began.max())
    instants = [datetime.fromtimestamp(us / 1e6, UTC) for us in (low, high)]
    begins, cuts, periods = calendar_cuts(Calendar.over(zone, *instants), length, low, high)
    number = periods[np.searchsorted(cuts, began, side="right")]
    there = np.unique(number)
    shown = range(int(there[0]), int(there[-1]) + 1)
    last_day = _day(until, zone)
    ends = {n: begins[n + 1] if n + 1 < len(begins) else None for n in shown}
    complete = {n: (end := ends[n]) is not None and end <= last_day for n in shown}
    points = tuple(_point(begins[n], fitness[number == n], small_n, is_complete=complete[n]) for n in shown)
    return points, _drift(fitness, number, [n for n in shown if complete[n]])


def _point(begins: date, fitness: Floats, small_n: int, *, is_complete: bool) -> FitnessPoint:
    if fitness.size < max(1, small_n):
        return FitnessPoint(begins.isoformat(), int(fitness.size), None, None, None, is_complete)
    return FitnessPoint(begins.isoformat(), int(fitness.size), *mean_of(fitness), is_complete)


def _drift(fitness: Floats, number: Ints, complete: list[int]) -> Drift | None:
    """Compare the last complete period with those before it; None where there is only one."""
    if len(complete) < 2:
        return None
    last = complete[-1]
    after = fitness[number == last]
    before = fitness[(number < last) & (number >= last - BEFORE)]
    if min(before.size, after.size) < LEAST:
        return Drift(None, None, None, int(before.size), int(after.size), LEVEL, is_alert=False)
    p = _mann_whitney(before, after)
    means = float(before.mean()), float(after.mean())
    return Drift(p, *means, int(before.size), int(after.size), LEVEL, is_alert=p < LEVEL)


def _mann_whitney(before: Floats, after: Floats) -> float:
    """Return the two-sided p of the rank-sum test, with the normal approximation and correction for ties."""
    if np.unique(np.concatenate([before, after])).size == 1:
        return 1.0
    from scipy.stats import mannwhitneyu  # scipy takes long to import; only this question waits for it

    return float(mannwhitneyu(before, after, alternative="two-sided", method="asymptotic").pvalue)


def _day(instant: datetime, zone: str) -> date:
    clock = Calendar.over(zone, instant, instant)
    us = int((instant - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6)
    return date.fromordinal(date(1970, 1, 1).toordinal() + int(clock.local_days(np.array([us]))[0]))
