"""Credit for touches on paths to conversions as expressions: by age and by presence; and how often sets were met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import log

import ibis

_PATH = ("unit", "closed_place", "is_won")


def credit_by_age(met: ibis.Table, half_life: timedelta) -> ibis.Table:
    """Credit touches of `conversion_touches` by 2 to the power of minus their age through the half-life.

    Columns: touchpoint, conversions, touches. The definition stands at `wegmarke.paths.index.credit_by_age`.
    """
    won = met.filter(met.is_won)
    path = ibis.window(group_by=[won.unit, won.closed_place])
    newest = won.occurred_at.max().over(path)
    won = won.mutate(newest=newest)
    age = won.newest.delta(won.occurred_at, unit="microsecond").cast("float64")
    won = won.mutate(share=(age * (-log(2.0) / (half_life / timedelta(microseconds=1)))).exp())
    won = won.mutate(whole=won.share.sum().over(ibis.window(group_by=[won.unit, won.closed_place])))
    won = won.mutate(part=won.share / won.whole)
    return won.group_by("touchpoint").agg(conversions=won.part.sum(), touches=won.count())


def credit_by_presence(met: ibis.Table, *, shared: bool) -> ibis.Table:
    """Credit each touchpoint on a path once: with all of it, or in equal parts; touchpoint, conversions, touches.

    The definition stands at `wegmarke.paths.index.credit_by_presence`.
    """
    won = met.filter(met.is_won)
    once = won.group_by("unit", "closed_place", "touchpoint").agg(times=won.count())
    size = once.count().over(ibis.window(group_by=[once.unit, once.closed_place]))
    once = once.mutate(part=1.0 / size.cast("float64") if shared else ibis.literal(1.0))
    return once.group_by("touchpoint").agg(conversions=once.part.sum(), touches=once.times.sum())


def set_counts(met: ibis.Table, touchpoints: Sequence[int]) -> ibis.Table:
    """Count paths by their set of touchpoints: among (a sum of 2 to the power of places), conversions, nulls.

    Args:
        met: touches on paths, of `conversion_touches`.
        touchpoints: codes; their places number the bits of a set, at most 63.
    """
    once = met.select(*_PATH, "touchpoint").distinct()
    bits = [(code, 1 << place) for place, code in enumerate(touchpoints)]
    once = once.mutate(bit=once.touchpoint.cast("int64").cases(*bits, else_=0).cast("int64"))
    sets = once.group_by(*_PATH).agg(among=once.bit.sum().cast("int64"))
    won = ibis.ifelse(sets.is_won, 1, 0)
    return sets.group_by("among").agg(conversions=won.sum(), nulls=(1 - won).sum())
