"""Flows from position to position: what was the first touch, what came second, what third.

A graph by touchpoint and a flow by position are different questions; this is the second one.
"""

from __future__ import annotations

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import paths_of
from wegmarke.paths.expressions.cuts import cut_paths
from wegmarke.paths.expressions.ordered import neighbour, numbered, ordered
from wegmarke.paths.terms.cut import Cut
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches


def positions(
    touches: Touches,
    by: Unit,
    period: Period,
    last: int,
    *,
    cut: Cut | None = None,
    backwards: bool = False,
    collapse: bool = False,
) -> ibis.Table:
    """Count units by position: position, near_code, code, units.

    A unit stands at each position once, so that touches are units. `near_code` is the touchpoint one position nearer
    to position 1, 0 for position 1 itself.

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: touches outside do not count.
        last: the highest position; 1 is the first touch of a path, or with `backwards` the last one.
        cut: which stretch of every path counts; None for the whole.
        backwards: count positions from the end of each path.
        collapse: a touchpoint that follows itself has one position.
    """
    path = (
        _stored(touches, by, period)
        if cut is None and not backwards and not collapse
        else _walked(touches, by, period, cut, backwards=backwards, collapse=collapse)
    )
    path = path.filter(path.position <= last)
    hops = path.select("position", near_code=path.near_code.cast("int32"), code=path.touchpoint.cast("int32"))
    return hops.group_by("position", "near_code", "code").agg(units=hops.count())


def _stored(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Read positions off the touch table, which knows them for whole paths."""
    path = paths_of(touches, by, period)
    if period.start is not None:
        first = path.group_by("unit").agg(first_position=path.position.min())
        path = path.join(first, "unit")
        path = path.mutate(position=path.position - path.first_position + 1)
    return path.mutate(near_code=ibis.ifelse(path.position == 1, 0, path.previous))


def _walked(
    touches: Touches, by: Unit, period: Period, cut: Cut | None, *, backwards: bool, collapse: bool
) -> ibis.Table:
    path = ordered(touches, by, period)
    path = path if cut is None else cut_paths(path, cut)
    if collapse:
        path = path.mutate(before=neighbour(path, "touchpoint", -1))
        path = path.filter((path.place == 0) | (path.before != path.touchpoint)).drop("before", "place")
        path = numbered(path)
    nearer = neighbour(path, "touchpoint", 1 if backwards else -1)
    place = path.place.max().over(ibis.window(group_by=path.unit)) - path.place if backwards else path.place
    path = path.mutate(position=place + 1, nearer=nearer)
    return path.mutate(near_code=ibis.ifelse(path.position == 1, 0, path.nearer))
