"""The metrics of a map: one named number at a phase or touchpoint, on request with one row per group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from wegmarke import paths
from wegmarke.analytics.entries import Mask
from wegmarke.analytics.labels import MONTH
from wegmarke.analytics.measurement import Measurement
from wegmarke.analytics.passage import Passage
from wegmarke.analytics.satisfaction import Figure, nps, satisfaction
from wegmarke.domain import BreakdownRow, Measure, MetricNumber, Unit, UsageError
from wegmarke.domain.errors import unknown_value

Figures = Mapping[str | None, Figure]

SCORE = "score"
_WHOLE_MAP = "the whole map"
# plain counts say nothing about single persons that the map does not say anyway
_COUNTS = (Measure.TOUCHES, Measure.PERSONS, Measure.ACCOUNTS, Measure.VALUE)


@dataclass(frozen=True)
class Place:
    """Where a metric is measured: a phase, a touchpoint, or the whole map (neither)."""

    touchpoints: tuple[str, ...]
    phase: str | None = None
    touchpoint: str | None = None

    def __str__(self) -> str:
        return self.touchpoint or self.phase or _WHOLE_MAP

    def passage(self, seen: Measurement) -> Passage | None:
        """Return how units pass on from here; nobody passes on from the whole map."""
        if self.touchpoint is not None:
            return seen.passages.at_touchpoint(self.touchpoint)
        return None if self.phase is None else seen.passages.at_phase(self.phase)


def metric_number(
    seen: Measurement,
    metric: str,
    measure: Measure,
    *,
    phase: str | None = None,
    touchpoint: str | None = None,
    property_name: str | None = None,
    breakdown: str | None = None,
    small_n: int = 0,
) -> MetricNumber:
    """Measure one metric of a map; target and status are left to the map.

    Args:
        seen: a look at the map, see `measure_map`.
        metric: id of the metric.
        measure: what is counted.
        phase: phase at which it is measured.
        touchpoint: touchpoint at which it is measured; neither of both means the whole map.
        property_name: event property with the score, for NPS and satisfaction; `score` when None.
        breakdown: `month` or the name of an event property, for one row per group.
        small_n: below this many units or answers rates, days and scores are suppressed.
    """
    place = _place(seen, phase, touchpoint)
    score = property_name or SCORE
    total = _figures(seen, place, measure, score, None).get(None, Figure())
    rows = {} if breakdown is None else _figures(seen, place, measure, score, breakdown)
    small = 0 if measure in _COUNTS else small_n
    return MetricNumber(
        metric=metric,
        value=total.value,
        n=total.n,
        low=total.low,
        high=total.high,
        suppressed=0 < total.n < small,
        currency=total.currency,
        definition=_definition(seen, place, measure, score),
        breakdown=tuple(
            BreakdownRow(label, figure.value if figure.n >= small else None, figure.n)
            for label, figure in sorted(rows.items(), key=lambda item: (item[0] is None, item[0] or ""))
        ),
    )


def breakdown_rows(
    seen: Measurement,
    place: str,
    measure: Measure,
    breakdown: str,
    *,
    property_name: str | None = None,
    small_n: int = 0,
) -> tuple[BreakdownRow, ...]:
    """Return one row per month or property value of a measure at a phase or touchpoint, by its id."""
    at = {"phase": place} if place in seen.model.groups() else {"touchpoint": place}
    number = metric_number(
        seen, place, measure, **at, property_name=property_name, breakdown=breakdown, small_n=small_n
    )
    return number.breakdown


def _place(seen: Measurement, phase: str | None, touchpoint: str | None) -> Place:
    model = seen.model
    if phase is not None and touchpoint is not None:
        raise UsageError(f"metric: expected a phase or a touchpoint; got {phase!r} and {touchpoint!r}. Name one.")
    if touchpoint is not None:
        if touchpoint not in model.phase_of_touchpoint:
            raise unknown_value("touchpoint", touchpoint, sorted(model.phase_of_touchpoint))
        return Place((touchpoint,), touchpoint=touchpoint)
    if phase is not None:
        if phase not in model.groups():
            raise unknown_value("phase", phase, list(model.groups()))
        return Place(model.touchpoints(phase), phase=phase)
    return Place(tuple(model.phase_of_touchpoint))


def _figures(seen: Measurement, place: Place, measure: Measure, score: str, breakdown: str | None) -> Figures:
    """Measure at one place: one figure per label, or one under None without a breakdown."""
    match measure:
        case Measure.TOUCHES | Measure.PERSONS | Measure.ACCOUNTS:
            return _counts(seen, place, measure, breakdown)
        case Measure.VALUE:
            return _values(seen, place, breakdown)
        case Measure.CONVERSION | Measure.MEDIAN_DAYS:
            return _passing_on(seen, place, measure, breakdown)
        case Measure.NPS | Measure.SATISFACTION:
            return _answers(seen, place, measure, score, breakdown)
        case _:
            assert_never(measure)


def _counts(seen: Measurement, place: Place, measure: Measure, breakdown: str | None) -> Figures:
    column = {Measure.PERSONS: Unit.PERSON.value, Measure.ACCOUNTS: Unit.ACCOUNT.value}.get(measure, "touches")
    units = [unit for unit in Unit if unit.value == column]
    rows = paths.group_counts(
        seen.touches,
        seen.facts.period,
        dict.fromkeys(place.touchpoints, "here"),
        units=units,
        month=seen.calendar if breakdown == MONTH else None,
        property_name=None if breakdown == MONTH else breakdown,
    )
    figures = {row.get("label"): Figure(row[column], row[column]) for row in rows.to_pyarrow().to_pylist()}
    return figures if breakdown or figures else {None: Figure(0, 0)}


def _values(seen: Measurement, place: Place, breakdown: str | None) -> Figures:
    """Sum the values of the currency with the largest sum here; sums of different currencies are never added."""
    amounts = seen.facts.values_at(place.touchpoints)
    if not amounts:
        return {}
    currency = amounts[0].currency
    rows = paths.group_values(
        seen.touches,
        seen.facts.period,
        dict.fromkeys(place.touchpoints, "here"),
        month=seen.calendar if breakdown == MONTH else None,
        property_name=None if breakdown == MONTH else breakdown,
    )
    return {
        row.get("label"): Figure(row["value_minor"], row["touches"], currency=currency)
        for row in rows.to_pyarrow().to_pylist()
        if row["currency"] == currency
    }


def _passing_on(seen: Measurement, place: Place, measure: Measure, breakdown: str | None) -> Figures:
    passage = place.passage(seen)
    if passage is None or not passage.leads_on:
        return {}
    if breakdown is None:
        return {None: _passed(passage, measure, None)}
    labels = seen.labels(passage, place.touchpoints, breakdown)
    return {label: _passed(passage, measure, members) for label, members in labels.groups()}


def _passed(passage: Passage, measure: Measure, members: Mask | None) -> Figure:
    if measure is Measure.MEDIAN_DAYS:
        days = passage.days_to_next(members)
        return Figure(days.median, days.n) if days else Figure()
    rate = passage.conversion(members)
    return Figure(rate.value, rate.of, rate.low, rate.high) if rate else Figure()


def _answers(seen: Measurement, place: Place, measure: Measure, score: str, breakdown: str | None) -> Figures:
    rows = paths.latest_scores(
        seen.touches,
        seen.facts.period,
        place.touchpoints,
        score,
        month=seen.calendar if breakdown == MONTH else None,
        property_name=None if breakdown == MONTH else breakdown,
    )
    scores: dict[str | None, dict[float, int]] = defaultdict(dict)
    for row in rows.to_pyarrow().to_pylist():
        scores[row["label"]][row["score"]] = row["answers"]
    if measure is Measure.SATISFACTION:
        return {label: satisfaction(answers) for label, answers in scores.items()}
    return {label: nps(answers, headline=breakdown is None) for label, answers in scores.items()}


def _definition(seen: Measurement, place: Place, measure: Measure, score: str) -> str:
    match measure:
        case Measure.TOUCHES:
            what = "Touches"
        case Measure.PERSONS:
            what = "Distinct persons with a touch"
        case Measure.ACCOUNTS:
            what = "Distinct accounts with a touch"
        case Measure.VALUE:
            what = "Sum of the values of touches, in minor units of the currency with the largest sum,"
        case Measure.CONVERSION:
            what = "Share of units with a touch in a later phase, of the units with a touch"
        case Measure.MEDIAN_DAYS:
            what = "Median of calendar days to the first touch in the nearest later phase touched, from the first touch"
        case Measure.NPS:
            what = f"Net promoter score of the property {score} (0 to 10), latest answer of each person in the period,"
        case Measure.SATISFACTION:
            what = f"Mean of the property {score} (1 to 5) minus 3, latest answer of each person in the period,"
        case _:
            assert_never(measure)
    return f"{what} at {place}. {seen.facts.definition()}"
