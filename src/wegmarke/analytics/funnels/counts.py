"""How many units, or attempts, reached each step of a funnel, of how many, and how long it took them."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pyarrow as pa

from wegmarke.analytics.entries import Mask
from wegmarke.analytics.funnels.groups import Breakdown, groups_of_attempts
from wegmarke.analytics.funnels.look import FunnelLook, counts_attempts, look_at_funnel
from wegmarke.analytics.funnels.plan import FunnelPlan
from wegmarke.analytics.funnels.sentences import breakdown_sentence, plan_sentences
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.spread import spread
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Spread, Unit
from wegmarke.domain.errors import Problem
from wegmarke.paths import PhaseModel, Touches

_FIGURES = ("min", "median", "mean", "p90", "max")
_COLUMNS = [
    ("step", pa.int32()),
    ("id", pa.string()),
    ("units", pa.int64()),
    ("skipped", pa.int64()),
    ("ended_here", pa.int64()),
    *[(name, pa.float64()) for name in ("of_previous", "low", "high", "of_first", "of_all")],
    ("seconds_n", pa.int64()),
    *[(f"seconds_{figure}", pa.float64()) for figure in _FIGURES],
]
_WHAT = LocalizedText(
    de="Anteil vom vorigen Schritt: am letzten davor, der nicht optional ist, mit 95-%-Intervall nach Wilson; "
    "Anteil vom ersten Schritt; Anteil an allen Einheiten mit einem Pfad im Zeitraum. Zeiten: seit jenem Schritt "
    "davor, Quantile linear interpoliert; wo nur das Datum bekannt ist, zählt weniger als ein Tag nicht.",
    en="Share of the previous step: of the last one before that is not optional, with its 95 % Wilson interval; share "
    "of the first step; share of all units with a path in the period. Times: since that step before, quantiles "
    "interpolated linearly; where only a date is known, less than a day does not count.",
)


@takes_data
def funnel(
    touches: Touches,
    plan: FunnelPlan,
    by: Unit | str = Unit.ACCOUNT,
    *,
    model: PhaseModel | None = None,
    breakdown: Breakdown | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    problems: tuple[Problem, ...] = (),
) -> Result:
    """Count the units that reached each step.

    Columns: step (1-based), id, units (attempts where every entry counts), skipped (reached a later step past this
    optional one), ended_here, of_previous with low and high, of_first, of_all (NULL where attempts are counted),
    seconds_n, seconds_min to seconds_max; with a breakdown `label` in front, NULL for no value.
    """
    wrong = problems if breakdown is None else (*problems, *breakdown.problems(plan))
    look = look_at_funnel(
        touches, plan, by, model=model, start=start, end=end, zone=zone, problems=wrong,
        label=None if breakdown is None else breakdown.label,
    )  # fmt: skip
    columns = _COLUMNS if breakdown is None else [("label", pa.string()), *_COLUMNS]
    groups = [(None, np.ones(look.size, np.bool_))] if breakdown is None else groups_of_attempts(look, breakdown)
    rows, bases, entered = [], [], []
    for label, members in groups:
        for step in range(len(plan.steps)):
            rows.append({"label": label} | _row(look, step, members))
            bases.append(_base(look, step, members))
            entered.append(int((look.reached(0) & members).sum()))
    table = pa.Table.from_pylist(rows, schema=pa.schema(columns))
    said = () if breakdown is None else (breakdown_sentence(breakdown),)
    return Result(
        "funnel",
        table,
        look.facts.definition(*plan_sentences(plan), _WHAT, *said),
        look.facts.excluded,
        intervals=(Interval("of_previous", "low", "high", "Wilson"),),
        guards=(
            Guard(("of_previous", "low", "high"), pa.chunked_array([pa.array(bases, pa.int64())])),
            Guard(("of_first",), pa.chunked_array([pa.array(entered, pa.int64())])),
            Guard(tuple(f"seconds_{figure}" for figure in _FIGURES), table["seconds_n"]),
        ),
    )


def _base(look: FunnelLook, step: int, members: Mask) -> int:
    base = look.plan.base_of(step)
    return int((look.reached(0 if base is None else base) & members).sum())


def _row(look: FunnelLook, step: int, members: Mask) -> dict[str, object]:
    reached = look.reached(step) & members
    units, entered = int(reached.sum()), int((look.reached(0) & members).sum())
    base = look.plan.base_of(step)
    previous = None if base is None else rate(units, _base(look, step, members))
    seconds = _seconds(look, step, members)
    return {
        "step": step + 1,
        "id": look.plan.ids[step],
        "units": units,
        "skipped": int((members & (look.depth > step) & ~look.taken(step)).sum()),
        "ended_here": int((members & (look.depth == step + 1)).sum()) if step < len(look.plan.steps) - 1 else 0,
        "of_previous": previous and previous.value,
        "low": previous and previous.low,
        "high": previous and previous.high,
        "of_first": rate(units, entered).value,
        "of_all": None if counts_attempts(look.plan) else rate(units, look.all_paths).value,
        "seconds_n": seconds.n,
        "seconds_min": seconds.minimum,
        "seconds_median": seconds.median,
        "seconds_mean": seconds.mean,
        "seconds_p90": seconds.p90,
        "seconds_max": seconds.maximum,
    }


def _seconds(look: FunnelLook, step: int, members: Mask) -> Spread:
    base = look.plan.base_of(step)
    if base is None:
        return spread(np.empty(0, np.int64))
    spans, known = look.microseconds(base, step)
    found = spread(spans[known & members])
    return Spread(found.n, *(None if figure is None else figure / 1e6 for figure in _of(found)))


def _of(found: Spread) -> tuple[float | None, ...]:
    return found.minimum, found.median, found.mean, found.p90, found.maximum
