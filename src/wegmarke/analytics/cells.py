"""The numbers in the cells of a map: one answer per phase and per touchpoint, from a few passes over the touches."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from wegmarke.analytics.measurement import Measurement, measure_map
from wegmarke.analytics.onward import GoingOn
from wegmarke.domain import TOUCH_UNITS, CellNumbers, Unit
from wegmarke.paths import PhaseModel, Touches

Cells = dict[str, CellNumbers]


def cell_numbers(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    zone: str = "UTC",
    start: datetime | None = None,
    end: datetime | None = None,
    small_n: int = 0,
) -> tuple[Cells, Cells]:
    """Measure all cells of a map: numbers by phase id and by touchpoint id.

    Units are those with a touch at the place itself; the funnel also counts those who skipped a phase.
    `small_n` marks cells with fewer units as suppressed.
    """
    return cells(measure_map(touches, model, by, zone=zone, start=start, end=end), small_n)


def cells(seen: Measurement, small_n: int = 0) -> tuple[Cells, Cells]:
    """Measure all cells of a map in a look that was begun; see `cell_numbers`."""
    groups = seen.model.groups()
    others = {unit: seen.heads(unit) for unit in TOUCH_UNITS if unit is not seen.facts.by}
    counted = [{unit: heads[place].get(None, 0) for unit, heads in others.items()} for place in _places(seen)]
    phases = {
        phase: _cell(seen, touchpoints, seen.going_on(phase=phase), heads, small_n)
        for (phase, touchpoints), heads in zip(groups.items(), counted, strict=False)
    }
    touchpoints = {
        touchpoint: _cell(seen, (touchpoint,), seen.going_on(touchpoint=touchpoint), heads, small_n)
        for touchpoint, heads in zip(seen.model.phase_of_touchpoint, counted[len(groups) :], strict=True)
    }
    return phases, touchpoints


def _places(seen: Measurement) -> range:
    return range(len(seen.model.groups()) + len(seen.model.phase_of_touchpoint))


def _cell(
    seen: Measurement, touchpoints: Collection[str], going_on: GoingOn, others: Mapping[Unit, int], small_n: int
) -> CellNumbers:
    """Put the numbers of one place together; the unit of analysis is counted by how it goes on."""
    heads = {**others, seen.facts.by: going_on.units}
    return CellNumbers(
        touches=seen.facts.touches_at(touchpoints),
        persons=heads[Unit.PERSON],
        accounts=heads[Unit.ACCOUNT],
        units=going_on.units,
        conversion=going_on.conversion(),
        days_to_next=going_on.days_to_next(),
        out_of_order=going_on.onward.out_of_order if going_on.leads_on else 0,
        values=seen.facts.values_at(touchpoints),
        suppressed=0 < going_on.units < small_n,
    )
