"""The funnel over the phases of a map: who reached each, who skipped it, out of order, and after how many days.

Funnels over steps of one's own stand in `wegmarke.analytics.funnels`.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pyarrow as pa

from wegmarke import paths
from wegmarke.analytics.definition import Definition
from wegmarke.analytics.entries import Entries, Mask, Moments, load_entries
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.labels import MONTH, Labels, by_month, by_property
from wegmarke.analytics.progress import StepProgress, through_phases
from wegmarke.analytics.result import Result
from wegmarke.analytics.spread import spread
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit, UsageError
from wegmarke.paths import PhaseModel, Touches

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


@takes_data
def funnel(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    breakdown: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Count the units that reached each phase: whoever was seen in it or in a later one, exit phases aside.

    Args:
        touches: the tables.
        model: phases of the map and of its touchpoints.
        by: unit of analysis.
        breakdown: `month` of the first step in the zone, or the name of an event property of the
            unit's first touch in the first step; adds the column `label`, None where it is missing.
        start: first instant of the period.
        end: instant after the period.
        zone: zone of calendar days and months.

    Columns: step (1-based), id, units, skipped, out_of_order, of_previous, of_first, low and high
    (95 % Wilson interval of of_previous), days_n, days_min, days_median, days_mean, days_p90, days_max
    (calendar days from the first touch in the step done in front).
    """
    groups = _phases(model)
    known = facts(touches, by, start, end, zone=zone, touchpoints=list(model.phase_of_touchpoint))
    entries = load_entries(touches, known)
    firsts = [entries.moments(group) for group in groups.values()]
    progress = through_phases(firsts, known.calendar())
    labels = _labels(touches, known, entries, list(groups.values()), firsts, breakdown)
    table = _table(list(groups), progress, labels)
    return Result("funnel", table, _definition(known, breakdown), known.excluded)


def _phases(model: PhaseModel) -> dict[str, tuple[str, ...]]:
    """Return the touchpoints of each phase that is no exit."""
    phases = [phase.id for phase in model.sequence()]
    if len(phases) < 2:
        raise UsageError(
            f"A funnel over a map goes over its phases: expected at least two that are no exit; got {phases}. "
            "Name touchpoints as steps, or choose another map."
        )
    return {phase: model.groups()[phase] for phase in phases}


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


def _definition(known: Facts, breakdown: str | None) -> Definition:
    grouped = (
        LocalizedText(
            de=f"Aufgeteilt nach {breakdown} des Kontaktereignisses, mit dem die Einheit eintrat.",
            en=f"Breakdown by {breakdown} of the touch with which the unit entered.",
        ),
    )
    return known.definition(_THROUGH_PHASES, _FLAGGED, _FIGURES, *(grouped if breakdown is not None else ()))


_THROUGH_PHASES = LocalizedText(
    de="Funnel. Eine Einheit hat eine Phase erreicht, wenn sie ein Kontaktereignis in ihr oder in einer späteren Phase "
    "hat; Ausstiegsphasen zählen nicht; übersprungen: erreicht ohne Kontaktereignis in der Phase.",
    en="Funnel. A unit reached a phase when it has a touch in it or in a later phase; exit phases do not count; "
    "skipped: reached without a touch in it.",
)
_FLAGGED = LocalizedText(
    de="Außer der Reihe: das erste Kontaktereignis liegt vor dem des zuvor gemachten Schritts; "
    "gekennzeichnet und gezählt.",
    en="Out of order: the first touch lies before that of the step done in front; flagged, not dropped.",
)
_FIGURES = LocalizedText(
    de="Intervalle: 95 % nach Wilson, für den Anteil am Schritt davor. Tage: Kalendertage zwischen den ersten "
    "Kontaktereignissen, Quantile linear interpoliert.",
    en="Intervals: 95 % Wilson, for the share of the step in front. Days: calendar days between first touches, "
    "quantiles interpolated linearly.",
)
