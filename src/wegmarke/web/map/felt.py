"""What was measured of emotions per phase: from answers of customers, or from a survey that stands in the map."""

from __future__ import annotations

from dataclasses import dataclass

from wegmarke.domain import MapNumbers, Measure
from wegmarke.web.front import JourneyMap


@dataclass(frozen=True, slots=True)
class Felt:
    """One measured emotion, -2 to +2, with the answers behind it and its 95 % interval where it is known."""

    value: float
    n: int
    low: float | None
    high: float | None


def felt(document: JourneyMap, numbers: MapNumbers) -> dict[str | None, dict[str, Felt]]:
    """Return what was measured by persona (None for all) and phase.

    What stands in the map itself comes before metrics of satisfaction; numbers that are suppressed are left out.
    """
    found: dict[str | None, dict[str, Felt]] = {}
    by_touchpoint = document.phase_of_touchpoint()
    for metric in document.metrics:
        number = numbers.metrics.get(metric.id)
        phase = metric.phase or by_touchpoint.get(metric.touchpoint or "")
        if metric.measure is not Measure.SATISFACTION or number is None or phase is None or metric.persona:
            continue
        if number.value is not None and not number.suppressed:
            found.setdefault(None, {}).setdefault(phase, Felt(number.value, number.n, number.low, number.high))
    for point in document.emotions:
        if point.basis == "measured" and point.phase is not None:
            found.setdefault(point.persona, {})[point.phase] = Felt(point.value, point.n or 0, point.low, point.high)
    return found
