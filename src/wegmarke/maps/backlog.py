"""The backlog of a map: improvements by what they are worth to customers, and whether initiatives kept their promise.

Customer value where data exist: affected units × gap × importance, as a share of the largest on the map, 0 to 100.
Gap is how far the metric is from its target, as a share of the target (of the width of its scale for scores), 0 to 1.
A value written by hand wins, because somebody meant it. Rank: customer value and business value together, per effort.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.domain import MapNumbers, Measure, MetricNumber
from wegmarke.domain.map_backlog import RankedImprovement
from wegmarke.maps.document import Improvement, JourneyMap, Metric

_WIDTHS: Final[Mapping[Measure, float]] = {Measure.CONVERSION: 1.0, Measure.NPS: 200.0, Measure.SATISFACTION: 4.0}
_DEFAULT_IMPORTANCE: Final = 3
_CLOSED: Final = ("shipped", "measured", "rejected")


@dataclass(frozen=True, slots=True)
class _Ground:
    """What customer value is computed from."""

    units: int | None
    gap: float | None
    importance: int

    @property
    def value(self) -> float | None:
        """Return units × gap × importance; None where units or gap are not known."""
        return None if self.units is None or self.gap is None else self.units * self.gap * self.importance


def rank_improvements(journey_map: JourneyMap, numbers: MapNumbers | None = None) -> list[RankedImprovement]:
    """Return the improvements of a map, the most worth-while first, those that are done last."""
    grounds = [_ground(journey_map, one, numbers) for one in journey_map.improvements]
    largest = max((ground.value or 0.0 for ground in grounds), default=0.0)
    ranked = [_ranked(one, ground, largest) for one, ground in zip(journey_map.improvements, grounds, strict=True)]
    return sorted(ranked, key=lambda one: (one.status in _CLOSED, one.score is None, -(one.score or 0.0), one.id))


def gap_of(metric: Metric, number: MetricNumber | None) -> float | None:
    """Return how far a metric is from its target, 0 (reached) to 1; None where nobody can tell."""
    if number is None or number.value is None or number.suppressed or number.target is None:
        return None
    miss = number.target - number.value if metric.direction == "up" else number.value - number.target
    width = _WIDTHS.get(metric.measure) or abs(number.target)
    return min(1.0, max(0.0, miss) / width) if width else (1.0 if miss > 0 else 0.0)


def _ground(journey_map: JourneyMap, one: Improvement, numbers: MapNumbers | None) -> _Ground:
    metrics = {metric.id: metric for metric in journey_map.metrics}
    metric = metrics.get(one.metric or "")
    gap = gap_of(metric, numbers.metrics.get(metric.id)) if metric and numbers else None
    units = one.affected_units if one.affected_units is not None else _reached(journey_map, one, numbers)
    return _Ground(units, gap, one.importance or _importance(journey_map, one))


def _reached(journey_map: JourneyMap, one: Improvement, numbers: MapNumbers | None) -> int | None:
    """Return how many units reached the places of an improvement: the largest of them, for they overlap."""
    if numbers is None:
        return None
    phase_of_step = journey_map.phase_of_step()
    phases = {*one.phases, *(phase_of_step[step] for step in one.steps)}
    cells = [numbers.phases.get(phase) for phase in phases] + [numbers.touchpoints.get(at) for at in one.touchpoints]
    return max((cell.units for cell in cells if cell is not None and not cell.suppressed), default=None)


def _importance(journey_map: JourneyMap, one: Improvement) -> int:
    """Return the greatest severity of the pains it answers; 3 where none is known."""
    pains = {card.id: card.severity for card in journey_map.cards()}
    pains |= {pain.id: pain.severity for canvas in journey_map.canvases for pain in canvas.pains}
    return max((pains.get(name) or 0 for name in one.pains), default=0) or _DEFAULT_IMPORTANCE


def _ranked(one: Improvement, ground: _Ground, largest: float) -> RankedImprovement:
    computed = None if ground.value is None or not largest else 100 * ground.value / largest
    worth = one.customer_value if one.customer_value is not None else computed
    return RankedImprovement(
        id=one.id,
        title=one.title,
        status=one.status,
        customer_value=worth,
        is_computed=one.customer_value is None and worth is not None,
        business_value=one.business_value,
        effort=one.effort,
        confidence=one.confidence,
        affected_units=ground.units,
        gap=ground.gap,
        importance=ground.importance,
        score=_score([worth, one.business_value], one.effort, one.confidence),
    )


def _score(values: Sequence[float | None], effort: float | None, confidence: float | None) -> float | None:
    """Return the mean of the values that are known, times confidence, per effort plus one."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    sure = 1.0 if confidence is None else confidence
    return sum(known) / len(known) * sure / (1 + (effort or 0.0))
