"""Stretches of time as expressions: sessions of units, and how long they stay in each phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.expressions.ordered import at_most, neighbour, numbered, ordered
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

_GAP = timedelta(minutes=30)


def sessions(touches: Touches, by: Unit, period: Period, *, gap: timedelta = _GAP) -> ibis.Table:
    """Return one row per session: unit, session (1-based), first_at, last_at, touches, first_code, last_code.

    A gap strictly longer than `gap` starts a new session. All events count, recognised (code above 0) or not.
    """
    path = ordered(touches, by, period, recognised=False)
    path = path.mutate(before=neighbour(path, "occurred_at", -1))
    goes_on = at_most(path.occurred_at, path.before, gap)
    path = path.mutate(opens=ibis.ifelse(path.before.isnull(), 1, ibis.ifelse(goes_on, 0, 1)))
    so_far = ibis.window(group_by=path.unit, order_by=path.place, preceding=None, following=0)
    path = path.mutate(session=path.opens.sum().over(so_far).cast("int64"))
    return path.group_by("unit", "session").agg(
        first_at=path.occurred_at.min(),
        last_at=path.occurred_at.max(),
        touches=path.count(),
        first_code=path.touchpoint.argmin(path.place),
        last_code=path.touchpoint.argmax(path.place),
    )


def time_in_phase(
    touches: Touches,
    by: Unit,
    period: Period,
    *,
    phase_of: Mapping[int, int] | None = None,
    quantiles: Sequence[float] = (0.5,),
) -> ibis.Table:
    """Measure stays per phase: phase, units, ended, still, total_us, and q0, q1, … for the quantiles asked for.

    The definition stands at `wegmarke.paths.index.time_in_phase`.
    """
    path = ordered(touches, by, period, recognised=phase_of is not None)
    if phase_of is not None:
        path = path.mutate(phase=path.touchpoint.cases(*phase_of.items(), else_=0) if phase_of else ibis.literal(0))
    path = numbered(path.filter(path.phase > 0).drop("place"))
    path = path.mutate(before=neighbour(path, "phase", -1))
    path = numbered(path.filter(path.before.isnull() | (path.before != path.phase)).drop("place"))
    path = path.mutate(left_at=neighbour(path, "occurred_at", 1))
    stays = path.mutate(length=path.left_at.delta(path.occurred_at, unit="microsecond"))
    return _summed(stays, quantiles)


def _summed(stays: ibis.Table, quantiles: Sequence[float]) -> ibis.Table:
    """Count and rank stays; ranks give quantiles that are exact on every engine."""
    ended = ibis.ifelse(stays.length.notnull(), 1, 0)
    stays = stays.mutate(ended=ended, nth=_rank(stays))
    sizes = stays.group_by("phase").agg(size=stays.ended.sum().cast("int64"))
    stays = stays.join(sizes, "phase")
    counted = {
        "units": stays.unit.nunique(),
        "ended": stays.ended.sum().cast("int64"),
        "still": (stays.count() - stays.ended.sum()).cast("int64"),
        "total_us": stays.length.sum().fill_null(0).cast("int64"),
    }
    for number, share in enumerate(quantiles):
        counted[f"q{number}"] = _quantile(stays, share)
    return stays.group_by("phase").agg(**counted)


def _rank(stays: ibis.Table) -> ibis.Value:
    """Return the place of each length among those of its phase, from 0; stays that have not ended come last."""
    open_last = ibis.ifelse(stays.length.notnull(), 0, 1)
    order = [open_last, stays.length, stays.unit, stays.place]
    return ibis.row_number().over(ibis.window(group_by=stays.phase, order_by=order)).cast("int64")


def _quantile(stays: ibis.Table, share: float) -> ibis.Value:
    place = (stays["size"] - 1).cast("float64") * share
    low = place.floor().cast("int64")
    beyond = place - low.cast("float64")
    nothing = ibis.null("float64")
    length = stays.length.cast("float64")
    part = ibis.cases(
        (stays.ended == 0, nothing),
        (stays.nth == low, length * (1.0 - beyond)),
        (stays.nth == low + 1, length * beyond),
        else_=nothing,
    )
    return part.sum()
