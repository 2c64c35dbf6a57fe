"""Flows from position to position: what was the first touch, what came second, what third.

A graph by touchpoint and a flow by position are different questions; this is the second one.
"""

from __future__ import annotations

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.touches import Period, Touches, paths_of


def positions(touches: Touches, by: Unit, period: Period, last: int) -> ibis.Table:
    """Count units by position and hop: position, from_touchpoint, to_touchpoint, units.

    `position` is that of the touch reached, 1-based within the period, up to `last`; the first has no
    from_touchpoint. A unit stands at each position once, so that touches are units.
    """
    path = paths_of(touches, by, period)
    if period.start is not None:
        path = _counted_from_the_period(path)
    path = path.filter(path.position <= last)
    came_from = ibis.ifelse(path.position == 1, 0, path.previous)
    hops = path.select("position", from_code=came_from.cast("int32"), to_code=path.touchpoint.cast("int32"))
    counted = hops.group_by("position", "from_code", "to_code").agg(units=hops.count())
    return _named(counted, touches)


def _counted_from_the_period(path: ibis.Table) -> ibis.Table:
    """Let positions begin at 1 inside the period."""
    first = path.group_by("unit").agg(first_position=path.position.min())
    joined = path.join(first, "unit")
    return joined.mutate(position=joined.position - joined.first_position + 1)


def _named(counted: ibis.Table, touches: Touches) -> ibis.Table:
    codes = touches.touchpoint_codes.mutate(code=touches.touchpoint_codes.code.cast("int32"))
    origin = codes.select(from_code="code", from_touchpoint="touchpoint")
    aim = codes.select(to_code="code", to_touchpoint="touchpoint")
    table = counted.left_join(origin, "from_code").drop("from_code_right")
    return table.join(aim, "to_code").drop("from_code", "to_code")
