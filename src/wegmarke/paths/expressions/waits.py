"""How long units wait between one touch and the next, as an expression: waits are ranked within their transition."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.expressions.cuts import cut_paths
from wegmarke.paths.expressions.ordered import neighbour, ordered
from wegmarke.paths.expressions.transitions import told_apart
from wegmarke.paths.index.waits import DAY_US
from wegmarke.paths.terms.cut import Cut
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

_KEYS = ["from_code", "to_code"]


def transition_wait_codes(
    touches: Touches,
    by: Unit,
    period: Period,
    *,
    quantiles: Sequence[float] = (0.5, 0.9),
    cut: Cut | None = None,
    collapse: bool = False,
    apart: Collection[int] | None = None,
    units: ibis.Table | None = None,
) -> ibis.Table:
    """Measure transitions between touchpoints: from_code, to_code, waits, and q0, q1, … in microseconds.

    The definition stands at `wegmarke.paths.index.transition_waits`.
    """
    path = ordered(touches, by, period, also=("precision_day",))
    path = path.mutate(day=ibis.ifelse(path.precision_day, 1, 0).cast("int64")).drop("precision_day")
    if cut is not None:
        path = cut_paths(path, cut)
    if units is not None:
        path = path.semi_join(units, "unit")
    path = path.mutate(
        before=neighbour(path, "touchpoint", -1), since=neighbour(path, "occurred_at", -1),
        before_day=neighbour(path, "day", -1),
    )  # fmt: skip
    path = path.filter(path.place > 0)
    hops = path.select(
        "unit", "place", from_code=path.before.cast("int32"), to_code=path.touchpoint.cast("int32"),
        wait=path.occurred_at.delta(path.since, unit="microsecond").cast("int64"), days=path.day + path.before_day,
    )  # fmt: skip
    if collapse:
        hops = hops.filter(hops.from_code != hops.to_code)
    hops = hops.filter((hops.days == 0) | (hops.wait >= DAY_US))
    return _ranked(told_apart(hops, apart), quantiles)


def _ranked(hops: ibis.Table, quantiles: Sequence[float]) -> ibis.Table:
    """Count and rank waits; ranks give quantiles that are exact on every engine."""
    window = ibis.window(group_by=_KEYS, order_by=[hops.wait, hops.unit, hops.place])
    hops = hops.mutate(nth=ibis.row_number().over(window).cast("int64"))
    sizes = hops.group_by(_KEYS).agg(size=hops.count().cast("int64"))
    hops = hops.join(sizes, _KEYS)
    counted = {f"q{number}": _quantile(hops, share) for number, share in enumerate(quantiles)}
    return hops.group_by(_KEYS).agg(waits=hops.count().cast("int64"), **counted)


def _quantile(hops: ibis.Table, share: float) -> ibis.Value:
    place = (hops["size"] - 1).cast("float64") * share
    low = place.floor().cast("int64")
    beyond = place - low.cast("float64")
    wait = hops.wait.cast("float64")
    nothing = ibis.null("float64")
    part = ibis.cases(
        (hops.nth == low, wait * (1.0 - beyond)), (hops.nth == low + 1, wait * beyond), else_=nothing
    )  # fmt: skip
    return part.sum()
