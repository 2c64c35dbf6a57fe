"""Before and after: what a metric did when an initiative shipped.

Both periods have the same length; the day it shipped belongs to the second. The interval of the difference comes from
the two intervals (Newcombe, R. G. (1998), Statistics in Medicine 17, 873-890, method 10): for shares, with Wilson's
intervals, it is exactly his; for means and scores it is the same combination of two independent margins.
Nothing says that the initiative was the cause: nobody was left out at random.
"""

from __future__ import annotations

from datetime import date
from math import sqrt

from wegmarke.domain import MetricNumber
from wegmarke.domain.map_backlog import InitiativeEffect, Reading
from wegmarke.maps.document import Initiative, Metric


def reading(number: MetricNumber, start: date, end: date) -> Reading:
    """Return a metric in a period; a suppressed one without its value."""
    hidden = number.suppressed
    return Reading(
        start=start,
        end=end,
        value=None if hidden else number.value,
        n=number.n,
        low=None if hidden else number.low,
        high=None if hidden else number.high,
        suppressed=hidden,
    )


def effect(initiative: Initiative, metric: Metric, shipped: date, before: Reading, after: Reading) -> InitiativeEffect:
    """Compare a metric before and after an initiative shipped."""
    delta = None if before.value is None or after.value is None else after.value - before.value
    low, high = difference_interval(before, after)
    return InitiativeEffect(
        initiative=initiative.id,
        metric=metric.id,
        shipped=shipped,
        before=before,
        after=after,
        delta=delta,
        low=low,
        high=high,
        expected_delta=initiative.expected_delta,
        verdict=_verdict(delta, low, high, metric.direction),
    )


def difference_interval(before: Reading, after: Reading) -> tuple[float | None, float | None]:
    """Return the 95 % interval of after minus before; nothing where one of them has none."""
    if before.value is None or before.low is None or before.high is None:
        return None, None
    if after.value is None or after.low is None or after.high is None:
        return None, None
    delta = after.value - before.value
    down = sqrt((after.value - after.low) ** 2 + (before.high - before.value) ** 2)
    up = sqrt((after.high - after.value) ** 2 + (before.value - before.low) ** 2)
    return delta - down, delta + up


def _verdict(delta: float | None, low: float | None, high: float | None, direction: str) -> str:
    if delta is None:
        return "unknown"
    if low is None or high is None or low <= 0 <= high:
        return "unclear"
    return "better" if (delta > 0) == (direction == "up") else "worse"
