"""The numbers in the cells of a map: one answer per phase and per touchpoint, from a few passes over the touches."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from wegmarke.analytics.facts import Facts
from wegmarke.analytics.measurement import Measurement, measure_map
from wegmarke.analytics.passage import Passage
from wegmarke.domain import TOUCH_UNITS, CellNumbers, Unit
from wegmarke.paths import PhaseModel, Touches, primitives

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
    model, passages = seen.model, seen.passages
    own = {touchpoint: touchpoint for touchpoint in model.phase_of_touchpoint}
    columns = Heads(seen.facts, _others(seen, model.phase_of_touchpoint))
    places = Heads(seen.facts, _others(seen, own))
    phases = {
        phase.id: columns.cell(phase.id, model.touchpoints(phase.id), passages.at_phase(phase.id), small_n)
        for phase in model.ordered()
    }
    touchpoints = {
        touchpoint: places.cell(touchpoint, (touchpoint,), passages.at_touchpoint(touchpoint), small_n)
        for touchpoint in own
    }
    return phases, touchpoints


@dataclass(frozen=True)
class Heads:
    """Counts of persons and of accounts per place; the unit of analysis is counted by its passage."""

    facts: Facts
    others: Mapping[str, Mapping[Unit, int]]

    def cell(self, group: str, touchpoints: Collection[str], passage: Passage, small_n: int) -> CellNumbers:
        """Put the numbers of one place together."""
        units = len(passage.unit)
        heads = {Unit.PERSON: 0, Unit.ACCOUNT: 0, **self.others.get(group, {}), self.facts.by: units}
        return CellNumbers(
            touches=self.facts.touches_at(touchpoints),
            persons=heads[Unit.PERSON],
            accounts=heads[Unit.ACCOUNT],
            units=units,
            conversion=passage.conversion(),
            days_to_next=passage.days_to_next(),
            out_of_order=int(passage.out_of_order.sum()),
            values=self.facts.values_at(touchpoints),
            suppressed=0 < units < small_n,
        )


def _others(seen: Measurement, group_of: Mapping[str, str]) -> dict[str, dict[Unit, int]]:
    others = [unit for unit in TOUCH_UNITS if unit is not seen.facts.by]
    rows = primitives.count_heads(seen.touches, seen.facts.period, group_of, others).to_pylist()
    return {row["group"]: {unit: row[unit.value] for unit in others} for row in rows}
