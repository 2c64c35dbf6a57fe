"""Who came no further than a step, and what they did next."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.entries import Numbers
from wegmarke.analytics.funnels.look import FunnelLook, look_at_funnel
from wegmarke.analytics.funnels.plan import FunnelPlan
from wegmarke.analytics.funnels.sentences import plan_sentences
from wegmarke.analytics.result import Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit
from wegmarke.domain.errors import Problem
from wegmarke.paths import END, PhaseModel, Touches

_INSTANT = pa.timestamp("us", "UTC")


@takes_data
def dropped(
    touches: Touches,
    plan: FunnelPlan,
    by: Unit | str = Unit.ACCOUNT,
    *,
    step: int = 1,
    model: PhaseModel | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    problems: tuple[Problem, ...] = (),
) -> Result:
    """List the units that took a step and none after it, those with the latest touch first.

    Columns: unit (its number), reached_at (the touch of the step), next_touchpoint, next_at (the unit's next touch in
    the period; NULL for none).
    """
    look = _look(touches, plan, by, step, model, start, end, zone, problems)
    rows = _those(look, step)
    table = pa.table(
        {
            "unit": rows["unit"],
            "reached_at": rows[f"at_{step - 1}"].cast(_INSTANT),
            "next_touchpoint": rows["next_touchpoint"],
            "next_at": rows["next_at"].cast(_INSTANT),
        }
    )
    table = table.sort_by([("reached_at", "descending"), ("unit", "ascending")])
    definition = look.facts.definition(*plan_sentences(plan), _who(step))
    return Result("funnel_dropped", table, definition, look.facts.excluded)


@takes_data
def after_dropping(
    touches: Touches,
    plan: FunnelPlan,
    by: Unit | str = Unit.ACCOUNT,
    *,
    step: int = 1,
    model: PhaseModel | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    problems: tuple[Problem, ...] = (),
) -> Result:
    """Count what the units did next that came no further than a step, most frequent first.

    Columns: next_touchpoint (`(end)` where nothing followed), units, share, seconds_median (from the step to it).
    """
    look = _look(touches, plan, by, step, model, start, end, zone, problems)
    rows = _those(look, step)
    following = pc.fill_null(rows["next_touchpoint"], END)
    waited = _microseconds(rows["next_at"]) - _microseconds(rows[f"at_{step - 1}"])
    found = []
    for touchpoint in pc.unique(following).to_pylist():
        here = pc.equal(following, touchpoint).to_numpy()
        median = float(np.median(waited[here])) / 1e6 if touchpoint != END else None
        share = int(here.sum()) / len(here)
        found.append(
            {"next_touchpoint": touchpoint, "units": int(here.sum()), "share": share, "seconds_median": median}
        )
    found.sort(key=lambda row: (-row["units"], row["next_touchpoint"]))
    columns = [("next_touchpoint", pa.string()), ("units", pa.int64()), ("share", pa.float64())]
    table = pa.Table.from_pylist(found, schema=pa.schema([*columns, ("seconds_median", pa.float64())]))
    definition = look.facts.definition(*plan_sentences(plan), _who(step), _NEXT)
    lost = pa.chunked_array([pa.array([rows.num_rows] * len(found), pa.int64())])
    guards = (Guard(("share",), lost), Guard(("seconds_median",), table["units"]))
    return Result("funnel_next", table, definition, look.facts.excluded, guards=guards)


def _look(
    touches: Touches,
    plan: FunnelPlan,
    by: Unit | str,
    step: int,
    model: PhaseModel | None,
    start: datetime | None,
    end: datetime | None,
    zone: str,
    problems: tuple[Problem, ...],
) -> FunnelLook:
    steps = len(plan.steps)
    if not 1 <= step < max(steps, 2):
        wrong = Problem("step", f"1 to {steps - 1}", str(step), "Nobody is lost at the last step.")
        problems = (*problems, wrong)
    return look_at_funnel(touches, plan, by, model=model, start=start, end=end, zone=zone, problems=problems)


def _those(look: FunnelLook, step: int) -> pa.Table:
    return look.attempts.filter(pa.array(look.depth == step))


def _microseconds(column: pa.ChunkedArray) -> Numbers:
    instants: Numbers = pc.fill_null(column.cast(pa.int64()), 0).to_numpy()
    return instants


def _who(step: int) -> LocalizedText:
    return LocalizedText(
        de=f"Wer bei Schritt {step} war und nicht weiter kam.", en=f"Who was at step {step} and came no further."
    )


_NEXT = LocalizedText(
    de="Danach: das nächste Kontaktereignis der Einheit im Zeitraum, bei welchem Kontaktpunkt auch immer.",
    en="Next: the unit's next touch in the period, at whatever touchpoint.",
)
