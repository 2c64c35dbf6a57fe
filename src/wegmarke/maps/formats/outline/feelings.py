"""The one number a simple diagram shows of the emotions at a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from wegmarke.domain import Measure
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps.document import EmotionPoint, JourneyMap
from wegmarke.maps.formats.outline.shape import PLACEMENT, STEP

NEUTRAL: Final = 3


@dataclass(frozen=True)
class Feelings:
    """Emotions by place: those measured by the workspace first, then those of the map, measured before expected."""

    points: dict[tuple[str, str], list[EmotionPoint]]
    by_touchpoint: dict[str, float]

    @classmethod
    def of(cls, document: JourneyMap, numbers: MapNumbers | None) -> Feelings:
        """Sort the emotions of a map by place."""
        points: dict[tuple[str, str], list[EmotionPoint]] = {}
        for point in document.emotions:
            key = (PLACEMENT, point.placement) if point.placement else (STEP, point.step or "")
            points.setdefault(key, []).append(point)
        return cls(points, _measured_by_touchpoint(document, numbers))

    def at_placement(self, placement: str, step: str, touchpoint: str) -> float | None:
        """Return the emotion at a placement, or else at its step, -2 to +2; None where nobody said anything."""
        if touchpoint in self.by_touchpoint:
            return self.by_touchpoint[touchpoint]
        own = _mean(self.points.get((PLACEMENT, placement), ()))
        return own if own is not None else self.at_step(step)

    def at_step(self, step: str) -> float | None:
        """Return the emotion at a step."""
        return _mean(self.points.get((STEP, step), ()))


def score(emotion: float | None) -> int:
    """Return an emotion as a whole number from 1 to 5; nothing known is drawn as neutral, halves count towards it.

    >>> [score(value) for value in (-2, -0.5, None, 1.5, 2)]
    [1, 3, 3, 4, 5]
    """
    value = emotion or 0.0
    size = min(2, int(abs(value) + 0.5 - 1e-9))
    return NEUTRAL + (size if value >= 0 else -size)


def _mean(points: Iterable[EmotionPoint]) -> float | None:
    points = [*points]
    chosen = [point for point in points if point.basis == "measured"] or points
    return fmean(point.value for point in chosen) if chosen else None


def _measured_by_touchpoint(document: JourneyMap, numbers: MapNumbers | None) -> dict[str, float]:
    if numbers is None:
        return {}
    asked = {one.id: one.touchpoint for one in document.metrics if one.measure is Measure.SATISFACTION}
    return {
        touchpoint: found.value
        for name, touchpoint in asked.items()
        if touchpoint and (found := numbers.metrics.get(name)) and found.value is not None and not found.suppressed
    }
