"""Transitions between touchpoints, counted from the stored neighbours.

Every path begins at the pseudo-node `START` and ends at `END`, so that what flows into a touchpoint
also flows out of it. A period cuts paths: a touch whose previous touch lies before the period starts
the path anew. Ends need no look at whole paths: what reached a touchpoint and did not go on, ended there.
"""

from __future__ import annotations

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.touches import Period, Touches, paths_of, utc

START = "(start)"
END = "(end)"

# touchpoint codes begin at 1; 0 is what the touch table writes for "no previous touch"
_NOWHERE = 0


def transitions(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Count transitions: from_touchpoint, to_touchpoint, transitions."""
    hops = _hops(touches, by, period)
    counted = hops.group_by("from_code", "to_code").agg(transitions=hops.count())
    return _named(ibis.union(counted, _ends(counted)), touches)


def transition_units(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Count distinct units per transition between touchpoints: from_touchpoint, to_touchpoint, units.

    Slower than `transitions`, which need not tell units apart. Starts and ends are not listed:
    a unit has one of each, so that their transitions are their units.
    """
    hops = _hops(touches, by, period)
    hops = hops.filter(hops.from_code != _NOWHERE)
    once = hops.group_by("unit", "from_code", "to_code").agg(times=hops.count())
    return _named(once.group_by("from_code", "to_code").agg(units=once.count()), touches)


def _hops(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Return one row per touch with where it came from."""
    path = paths_of(touches, by, period)
    came_from = path.previous
    if period.start is not None:
        since_start = path.occurred_at.delta(ibis.literal(utc(period.start)), unit="microsecond")
        came_from = ibis.ifelse(path.gap > since_start, _NOWHERE, path.previous)
    return path.select("unit", from_code=came_from.cast("int32"), to_code=path.touchpoint.cast("int32"))


def _ends(counted: ibis.Table) -> ibis.Table:
    """Return one row per touchpoint at which paths end."""
    reached = counted.select(code=counted.to_code, balance=counted.transitions)
    left = counted.filter(counted.from_code != _NOWHERE)
    left = left.select(code=left.from_code, balance=-left.transitions)
    flows = ibis.union(reached, left)
    balance = flows.group_by("code").agg(transitions=flows.balance.sum().cast("int64"))
    balance = balance.filter(balance.transitions > 0)
    return balance.select(from_code=balance.code, to_code=ibis.literal(_NOWHERE, "int32"), transitions="transitions")


def _named(counted: ibis.Table, touches: Touches) -> ibis.Table:
    """Replace both codes by touchpoint ids."""
    codes = touches.touchpoint_codes.mutate(code=touches.touchpoint_codes.code.cast("int32"))
    origin = codes.select(from_code="code", from_touchpoint="touchpoint")
    aim = codes.select(to_code="code", to_touchpoint="touchpoint")
    table = counted.left_join(origin, "from_code").drop("from_code_right")
    table = table.left_join(aim, "to_code").drop("to_code_right")
    return table.mutate(
        from_touchpoint=table.from_touchpoint.fill_null(START), to_touchpoint=table.to_touchpoint.fill_null(END)
    ).drop("from_code", "to_code")
