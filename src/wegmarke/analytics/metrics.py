"""The metrics of a map: one named number at a phase or touchpoint, on request with one row per group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, assert_never

from wegmarke import paths
from wegmarke.analytics.labels import MONTH
from wegmarke.analytics.measurement import Measurement
from wegmarke.analytics.onward import GoingOn
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

    @property
    def is_whole_map(self) -> bool:
        """Tell whether it is neither a phase nor a touchpoint; nobody passes on from there."""
        return self.phase is None and self.touchpoint is None

    def number_in(self, seen: Measurement) -> int | None:
        """Return the place of its counts among those of `Measurement.heads`; None for the whole map."""
        phases, touchpoints = list(seen.model.groups()), list(seen.model.phase_of_touchpoint)
        if self.touchpoint is not None:
            return len(phases) + touchpoints.index(self.touchpoint)
        return None if self.phase is None else phases.index(self.phase)

    def passage(self, seen: Measurement) -> Passage:
        """Return the units here and how they pass on."""
        if self.touchpoint is not None:
            return seen.passages.at_touchpoint(self.touchpoint)
        return seen.passages.at_phase(str(self.phase))


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
    total, rows = _measured(seen, place, measure, score, breakdown)
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


def _measured(
    seen: Measurement, place: Place, measure: Measure, score: str, breakdown: str | None
) -> tuple[Figure, Figures]:
    """Measure at one place: the figure of all, and one per label where a breakdown is asked for."""
    if measure in (Measure.NPS, Measure.SATISFACTION):
        return _answered(seen, place, measure, score, breakdown)
    figures = {
        Measure.TOUCHES: _touches, Measure.PERSONS: _persons, Measure.ACCOUNTS: _accounts, Measure.VALUE: _values,
    }.get(measure, partial(_passing_on, measure=measure))  # fmt: skip
    total = figures(seen, place, breakdown=None).get(None, Figure())
    return total, {} if breakdown is None else figures(seen, place, breakdown=breakdown)


def _touches(seen: Measurement, place: Place, breakdown: str | None) -> Figures:
    if breakdown not in (None, MONTH):
        return _of_property(seen, place, str(breakdown), [], "touches")
    counts: dict[str | None, int] = defaultdict(int)
    for row in seen.sums(by_month=breakdown == MONTH):
        if row["touchpoint"] in place.touchpoints:
            counts[row["label"]] += row["touches"]
    return _counted(counts, breakdown)


def _persons(seen: Measurement, place: Place, breakdown: str | None) -> Figures:
    return _heads(seen, place, Unit.PERSON, breakdown)


def _accounts(seen: Measurement, place: Place, breakdown: str | None) -> Figures:
    return _heads(seen, place, Unit.ACCOUNT, breakdown)


def _heads(seen: Measurement, place: Place, unit: Unit, breakdown: str | None) -> Figures:
    if breakdown not in (None, MONTH):
        return _of_property(seen, place, str(breakdown), [unit], unit.value)
    by_month = breakdown == MONTH
    number = place.number_in(seen)
    heads = seen.heads_of_all(unit, by_month=by_month) if number is None else seen.heads(unit, by_month=by_month)
    return _counted(heads[number or 0], breakdown)


def _counted(counts: Mapping[str | None, int], breakdown: str | None) -> Figures:
    return {label: Figure(count, count) for label, count in counts.items()} or (
        {} if breakdown else {None: Figure(0, 0)}
    )


def _of_property(seen: Measurement, place: Place, name: str, units: list[Unit], column: str) -> Figures:
    """Count by an event property, which only the store of events knows."""
    rows = paths.group_counts(
        seen.touches, seen.facts.period, dict.fromkeys(place.touchpoints, "here"), units=units, property_name=name
    )
    return {row["label"]: Figure(row[column], row[column]) for row in rows.to_pyarrow().to_pylist()}


def _values(seen: Measurement, place: Place, breakdown: str | None) -> Figures:
    """Sum the values of the currency with the largest sum here; sums of different currencies are never added."""
    amounts = seen.facts.values_at(place.touchpoints)
    if not amounts:
        return {}
    currency = amounts[0].currency
    values: dict[str | None, int] = defaultdict(int)
    sizes: dict[str | None, int] = defaultdict(int)
    for row in _value_rows(seen, place, breakdown):
        if row["currency"] == currency:
            values[row["label"]] += row["value_minor"]
            sizes[row["label"]] += row["touches"]
    return {label: Figure(value, sizes[label], currency=currency) for label, value in values.items()}


def _value_rows(seen: Measurement, place: Place, breakdown: str | None) -> list[dict[str, Any]]:
    if breakdown in (None, MONTH):
        return [row for row in seen.sums(by_month=breakdown == MONTH) if row["touchpoint"] in place.touchpoints]
    here = dict.fromkeys(place.touchpoints, "here")
    rows: list[dict[str, Any]] = (
        paths.group_values(seen.touches, seen.facts.period, here, property_name=breakdown).to_pyarrow().to_pylist()
    )
    return rows


def _passing_on(seen: Measurement, place: Place, breakdown: str | None, measure: Measure) -> Figures:
    if place.is_whole_map:
        return {}
    going_on = seen.going_on(phase=place.phase, touchpoint=place.touchpoint)
    if not going_on.leads_on:
        return {}
    if breakdown is None:
        return {None: _passed(going_on, measure)}
    passage = place.passage(seen)
    labels = seen.labels(passage, place.touchpoints, breakdown)
    return {label: _passed(passage.of(members), measure) for label, members in labels.groups()}


def _passed(passage: GoingOn | Passage, measure: Measure) -> Figure:
    if measure is Measure.MEDIAN_DAYS:
        days = passage.days_to_next()
        return Figure(days.median, days.n) if days else Figure()
    rate = passage.conversion()
    return Figure(rate.value, rate.of, rate.low, rate.high) if rate else Figure()


def _answered(
    seen: Measurement, place: Place, measure: Measure, score: str, breakdown: str | None
) -> tuple[Figure, Figures]:
    """Measure what people answered. Of one person the latest answer counts, in months the latest of each month.

    By a property the answers are those of all, told apart; by month they are not.
    """
    rows = _scores(seen, place, score, breakdown)
    whole: dict[float, int] = defaultdict(int)
    for answers in (_scores(seen, place, score, None) if breakdown == MONTH else rows).values():
        for given, count in answers.items():
            whole[given] += count
    if measure is Measure.SATISFACTION:
        of_labels = {label: satisfaction(answers) for label, answers in rows.items()}
        return satisfaction(whole), of_labels if breakdown else {}
    of_labels = {label: nps(answers, headline=False) for label, answers in rows.items()}
    return nps(whole, headline=True), of_labels if breakdown else {}


def _scores(seen: Measurement, place: Place, score: str, breakdown: str | None) -> dict[str | None, dict[float, int]]:
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
    return scores


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
