"""Funnels: how many units reached each step, in which order, and how many days it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import numpy as np
import pyarrow as pa

from wegmarke import paths
from wegmarke.analytics.entries import Entries, Mask, Moments, load_entries
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.labels import MONTH, Labels, by_month, by_property
from wegmarke.analytics.progress import StepProgress, in_any_order, in_sequence, through_phases
from wegmarke.analytics.result import Result
from wegmarke.analytics.spread import spread
from wegmarke.domain import Unit, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import PhaseModel, Touches

Order = Literal["any", "sequential"]
Steps = Mapping[str, tuple[str, ...]]

_COLUMNS = [
    ("step", pa.int32()),
    ("id", pa.string()),
    ("units", pa.int64()),
    ("skipped", pa.int64()),
    ("out_of_order", pa.int64()),
    ("of_previous", pa.float64()),
    ("of_first", pa.float64()),
    ("low", pa.float64()),
    ("high", pa.float64()),
    ("days_n", pa.int64()),
    *[(f"days_{figure}", pa.float64()) for figure in ("min", "median", "mean", "p90", "max")],
]


def funnel(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    steps: Sequence[str] | None = None,
    order: Order = "any",
    breakdown: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Count the units that reached each step.

    Args:
        touches: the tables.
        model: phases of the map and of its touchpoints.
        by: unit of analysis.
        steps: ids of touchpoints or phases; None takes the phases of the map without exit phases,
            and then a phase is also reached by whoever was seen in a later one.
        order: `any` counts steps in whatever order and flags those out of order; `sequential` counts
            the earliest way through the steps strictly in path order.
        breakdown: `month` of the first step in the zone, or the name of an event property of the
            unit's first touch in the first step; adds the column `label`, None where it is missing.
        start: first instant of the period.
        end: instant after the period.
        zone: zone of calendar days and months.

    Columns: step (1-based), id, units, skipped, out_of_order, of_previous, of_first, low and high
    (95 % Wilson interval of of_previous), days_n, days_min, days_median, days_mean, days_p90, days_max
    (calendar days from the first touch in the step done in front).
    """
    chosen = _steps(model, steps)
    if order not in ("any", "sequential"):
        raise unknown_value("order", order, ["any", "sequential"])
    known = facts(touches, by, start, end, zone=zone, touchpoints=list(model.phase_of_touchpoint))
    entries = load_entries(touches, known)
    firsts = [entries.moments(group) for group in chosen.values()]
    may_skip = steps is None and order == "any"
    progress = _progress(touches, known, entries, chosen, firsts, order, may_skip=may_skip)
    groups = list(chosen.values()) if may_skip else list(chosen.values())[:1]
    labels = _labels(touches, known, entries, groups, firsts[: len(groups)], breakdown)
    table = _table(list(chosen), progress, labels)
    return Result("funnel", table, _definition(known, order, breakdown, may_skip=may_skip), known.excluded)


def _steps(model: PhaseModel, steps: Sequence[str] | None) -> Steps:
    """Return the touchpoints of each step, or refuse ids that the map does not have."""
    if steps is None:
        steps = [phase.id for phase in model.sequence()]
        if len(steps) < 2:
            raise UsageError(
                f"A funnel over a map goes over its phases: expected at least two that are no exit; got {steps}. "
                "Name touchpoints as steps, or choose another map."
            )
    groups = model.groups() | {touchpoint: (touchpoint,) for touchpoint in model.phase_of_touchpoint}
    unknown = [step for step in steps if step not in groups]
    if unknown:
        raise unknown_value("steps", ", ".join(unknown), sorted(groups))
    if len(steps) < 2 or len(set(steps)) < len(steps):
        raise UsageError(f"steps: expected at least two different ids; got {list(steps)}. Name others.")
    return {step: groups[step] for step in steps}


def _progress(
    touches: Touches,
    known: Facts,
    entries: Entries,
    steps: Steps,
    firsts: list[Moments],
    order: Order,
    *,
    may_skip: bool,
) -> list[StepProgress]:
    if order == "any":
        return (through_phases if may_skip else in_any_order)(firsts, known.calendar())
    rows = paths.ordered_matches(touches, known.by, known.period, list(steps.values())).to_pyarrow()
    matched = [entries.matched(rows, number) for number in range(len(steps))]
    return in_sequence(matched, firsts, known.calendar())


def _labels(
    touches: Touches,
    known: Facts,
    entries: Entries,
    groups: list[tuple[str, ...]],
    firsts: list[Moments],
    breakdown: str | None,
) -> Labels | None:
    """Find the group of each unit by the touch with which it entered: in the first step that it did."""
    if breakdown is None:
        return None
    if breakdown == MONTH:
        entered = firsts[0]
        for first in firsts[1:]:
            entered = entered.otherwise(first)
        return by_month(entered, known.calendar())
    rows = paths.entry_properties(touches, known.by, known.period, groups, breakdown).to_pyarrow()
    return by_property(rows, entries)


def _table(ids: list[str], progress: list[StepProgress], labels: Labels | None) -> pa.Table:
    if labels is None:
        everyone = np.ones(len(progress[0].reached), dtype=np.bool_)
        return pa.Table.from_pylist(_rows(ids, progress, everyone), schema=pa.schema(_COLUMNS))
    rows = [
        {"label": label} | row
        for label, members in labels.groups()
        if progress[0].reached[members].any()
        for row in _rows(ids, progress, members)
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([("label", pa.string()), *_COLUMNS]))


def _rows(ids: list[str], progress: list[StepProgress], members: Mask) -> list[dict[str, object]]:
    counts = [int(step.reached[members].sum()) for step in progress]
    return [_row(number, ids[number], counts, progress[number], members) for number in range(len(progress))]


def _row(number: int, step_id: str, counts: list[int], step: StepProgress, members: Mask) -> dict[str, object]:
    previous = rate(counts[number], counts[number - 1]) if number else None
    days = spread(step.days[members & step.timed])
    return {
        "step": number + 1,
        "id": step_id,
        "units": counts[number],
        "skipped": int(step.skipped[members].sum()),
        "out_of_order": int(step.out_of_order[members].sum()),
        "of_previous": previous.value if previous else None,
        "of_first": rate(counts[number], counts[0]).value,
        "low": previous.low if previous else None,
        "high": previous.high if previous else None,
        "days_n": days.n,
        "days_min": days.minimum,
        "days_median": days.median,
        "days_mean": days.mean,
        "days_p90": days.p90,
        "days_max": days.maximum,
    }


def _definition(known: Facts, order: Order, breakdown: str | None, *, may_skip: bool) -> str:
    if may_skip:
        rule = (
            "A unit reached a phase when it has a touch in it or in a later phase; exit phases do not count; "
            "skipped: reached without a touch in it"
        )
    elif order == "any":
        rule = "A unit reached a step when it did this step and all before it, in whatever order"
    else:
        rule = "A unit reached a step when it did all steps up to it one after the other, earliest possible touches"
    flagged = (
        "out of order (not counted as reached): did all steps up to it, but not one after the other"
        if order == "sequential"
        else "out of order: the first touch lies before that of the step done in front; flagged, not dropped"
    )
    grouped = "" if breakdown is None else f" Breakdown by {breakdown} of the touch with which the unit entered."
    return (
        f"Funnel. {rule}; {flagged}. low and high: 95 % Wilson interval of of_previous. Days: calendar days between "
        f"first touches, quantiles interpolated linearly.{grouped} {known.sentences()}"
    )
