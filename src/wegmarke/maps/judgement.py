"""How a metric stands: on target, asking for attention, or an alert.

A metric is *on target* when its value reaches the target. A value that misses the target asks for *attention* while the
miss may be chance (the target lies inside the 95 % interval) or is small; otherwise it is an *alert*. A metric may say
itself beyond which values it asks for attention and is an alert: then these hold, without regard to chance. Numbers
that are suppressed, or behind which fewer units stand than the metric asks for, are not judged.
"""

from __future__ import annotations

from typing import Final

from wegmarke.domain import Measure, MetricNumber

SMALL_MISS: Final = 0.1
"""A miss is small up to this share of the target."""

# Scores may be aimed at zero, so that a share of the target would say nothing.
SMALL_MISS_OF_SCORE: Final = {Measure.NPS: 5.0, Measure.SATISFACTION: 0.2}

ON_TARGET, ATTENTION, ALERT, NONE = "on_target", "attention", "alert", "none"


def target_status(
    measure: Measure,
    number: MetricNumber,
    target: float | None,
    direction: str,
    *,
    attention: float | None = None,
    alert: float | None = None,
    min_n: int = 0,
) -> str:
    """Compare a measured number with what was aimed at: `on_target`, `attention`, `alert`, or `none`.

    All values are in the unit of the measured one.

    Args:
        measure: what the number counts.
        number: value, n and interval.
        target: what it should reach; None where only the thresholds say what is good.
        direction: `up` when more is better, `down` when less is better.
        attention: beyond this value it asks for attention.
        alert: beyond this value it is an alert.
        min_n: below so many units it is not judged.
    """
    if number.value is None or number.suppressed or number.n < min_n:
        return NONE
    if target is None and attention is None and alert is None:
        return NONE
    if alert is not None and _misses(number.value, alert, direction):
        return ALERT
    if attention is not None:
        if not _misses(number.value, attention, direction):
            return ON_TARGET
        return ATTENTION if alert is not None or target is None else _beyond(measure, number, target, direction)
    if target is None or not _misses(number.value, target, direction):
        return ON_TARGET
    return ATTENTION if alert is not None else _beyond(measure, number, target, direction)


def _beyond(measure: Measure, number: MetricNumber, target: float, direction: str) -> str:
    """Tell a miss that may be chance or is small from one that is neither."""
    if number.value is None or not _misses(number.value, target, direction):
        return ATTENTION
    if number.low is not None and number.high is not None and number.low <= target <= number.high:
        return ATTENTION
    small = SMALL_MISS_OF_SCORE.get(measure, SMALL_MISS * abs(target))
    return ATTENTION if abs(target - number.value) <= small else ALERT


def _misses(value: float, aim: float, direction: str) -> bool:
    return value < aim if direction == "up" else value > aim
