"""Puts measured numbers on a map: cells of phases and touchpoints, and metrics beside their targets.

Analytics measures; the map knows what was aimed at, and `judgement` compares the two.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime

from wegmarke import analytics
from wegmarke.analytics import Measurement
from wegmarke.domain import MapNumbers, Measure, MetricNumber, Unit
from wegmarke.maps.document import JourneyMap, Metric
from wegmarke.maps.fit import phase_fits
from wegmarke.maps.judgement import target_status
from wegmarke.paths import PhaseColumn, PhaseModel, Touches
from wegmarke.rules import digits_of

_PREFIX = "properties."


def phase_model(journey_map: JourneyMap) -> PhaseModel:
    """Return the phases of a map and of its touchpoints, as analyses need them."""
    columns = [
        PhaseColumn(phase.id, phase.title, phase.canonical, order) for order, phase in enumerate(journey_map.phases)
    ]
    return PhaseModel(tuple(columns), journey_map.phase_of_touchpoint())


def measure_map(
    journey_map: JourneyMap,
    touches: Touches,
    *,
    by: Unit | str = Unit.ACCOUNT,
    zone: str = "UTC",
    start: datetime | None = None,
    end: datetime | None = None,
    small_n: int = 0,
) -> MapNumbers:
    """Measure everything on a map.

    Args:
        journey_map: the map.
        touches: the tables that analyses read.
        by: unit of analysis.
        zone: zone of calendar days and months where the map names none.
        start: from here on.
        end: before this.
        small_n: below this many units or answers, rates, days and scores are suppressed.
    """
    zone = journey_map.time_zone or zone
    seen = analytics.measure_map(touches, phase_model(journey_map), by, zone=zone, start=start, end=end)
    phases, touchpoints = analytics.cells(seen, small_n)
    return MapNumbers(
        map=journey_map.id,
        by=seen.facts.by.value,
        phases=phases,
        touchpoints=touchpoints,
        metrics={metric.id: _metric(seen, metric, small_n) for metric in journey_map.metrics},
        fit=phase_fits(journey_map),
        start=start,
        end=end,
        data_until=seen.facts.last_at,
        events=seen.facts.events,
        recognised=seen.facts.recognised,
    )


def _metric(seen: Measurement, metric: Metric, small_n: int) -> MetricNumber:
    if metric.touchpoint is not None and metric.touchpoint not in seen.model.phase_of_touchpoint:
        definition = f"Not measured: the touchpoint {metric.touchpoint} stands at no step of the map."
        return MetricNumber(metric.id, None, 0, target=metric.target, definition=definition)
    number = analytics.metric_number(
        seen,
        metric.id,
        metric.measure,
        phase=metric.phase,
        touchpoint=metric.touchpoint,
        property_name=metric.property and metric.property.removeprefix(_PREFIX),
        breakdown=metric.breakdown and metric.breakdown.removeprefix(_PREFIX),
        small_n=small_n,
    )
    target = _measured_unit(metric, metric.target, number.currency)
    status = target_status(
        metric.measure,
        number,
        target,
        metric.direction,
        attention=_measured_unit(metric, metric.attention, number.currency),
        alert=_measured_unit(metric, metric.alert, number.currency),
        min_n=metric.min_n or 0,
    )
    return dataclasses.replace(number, target=target, status=status)


def _measured_unit(metric: Metric, figure: float | None, currency: str | None) -> float | None:
    """Return what a map states in the unit of the measured value; a map states money in major units."""
    if figure is None or metric.measure is not Measure.VALUE:
        return figure
    return figure * float(10 ** digits_of(currency))
