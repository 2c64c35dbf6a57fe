"""The numbers in the cells of a map: one answer per phase and per touchpoint, from a few passes over the touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from wegmarke import paths
from wegmarke.analytics.entries import load_entries
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.passage import Passage, Passages
from wegmarke.domain import CellNumbers, Money, Unit
from wegmarke.paths import PhaseModel, Touches

Counts = tuple[int, int, int]


def cell_numbers(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    zone: str = "UTC",
    start: datetime | None = None,
    end: datetime | None = None,
    small_n: int = 0,
) -> tuple[dict[str, CellNumbers], dict[str, CellNumbers]]:
    """Measure all cells of a map: numbers by phase id and by touchpoint id.

    Units are those with a touch at the place itself; the funnel also counts those who skipped a phase.
    """
    known = facts(touches, by, start, end, zone=zone, touchpoints=list(model.phase_of_touchpoint))
    passages = Passages(load_entries(touches, known), model, known.calendar())
    own = {touchpoint: touchpoint for touchpoint in model.phase_of_touchpoint}
    values = _values(touches, known, own)
    by_touchpoint = _counts(touches, known, own)
    by_phase = _counts(touches, known, model.phase_of_touchpoint)
    phases = {
        phase.id: _cell(
            by_phase.get(phase.id, (0, 0, 0)),
            passages.at_phase(phase.id),
            _money(values, model.touchpoints(phase.id)),
            small_n,
        )
        for phase in model.ordered()
    }
    touchpoints = {
        touchpoint: _cell(
            by_touchpoint.get(touchpoint, (0, 0, 0)),
            passages.at_touchpoint(touchpoint),
            _money(values, (touchpoint,)),
            small_n,
        )
        for touchpoint in own
    }
    return phases, touchpoints


def _counts(touches: Touches, known: Facts, group_of: Mapping[str, str]) -> dict[str, Counts]:
    rows = paths.group_counts(touches, known.period, group_of).to_pyarrow().to_pylist()
    return {row["group"]: (row["touches"], row["persons"], row["accounts"]) for row in rows}


def _values(touches: Touches, known: Facts, group_of: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Sum values by touchpoint and currency."""
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    for row in paths.group_values(touches, known.period, group_of).to_pyarrow().to_pylist():
        sums[row["group"]][row["currency"]] = row["value_minor"]
    return sums


def _money(values: Mapping[str, Mapping[str, int]], touchpoints: tuple[str, ...]) -> tuple[Money, ...]:
    sums: dict[str, int] = defaultdict(int)
    for touchpoint in touchpoints:
        for currency, minor in values.get(touchpoint, {}).items():
            sums[currency] += minor
    largest_first = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Money(minor, currency) for currency, minor in largest_first)


def _cell(counts: Counts, passage: Passage, values: tuple[Money, ...], small_n: int) -> CellNumbers:
    units = len(passage.unit)
    return CellNumbers(
        touches=counts[0],
        persons=counts[1],
        accounts=counts[2],
        units=units,
        conversion=passage.conversion(),
        days_to_next=passage.days_to_next(),
        out_of_order=int(passage.out_of_order.sum()),
        values=values,
        suppressed=0 < units < small_n,
    )
