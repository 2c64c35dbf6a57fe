"""Transitions between touchpoints, counted from the stored neighbours.

Every path begins at the pseudo-node `START` and ends at `END`, so that what flows into a touchpoint
also flows out of it. A period cuts paths: a touch whose previous touch lies before the period starts
the path anew. Ends need no look at whole paths: what reached a touchpoint and did not go on, ended there.
"""

from __future__ import annotations

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.index import Snapshot
from wegmarke.paths.touches import Period, Touches, paths_of, utc

START = "(start)"
END = "(end)"

# touchpoint codes begin at 1; 0 is what the touch table writes for "no previous touch"
_NOWHERE = 0


def count_transitions(touches: Touches, by: Unit, period: Period) -> pa.Table:
    """Count transitions and the units that made them, by the path index where it is ready, else by the expressions.

    Columns: from_touchpoint, to_touchpoint, transitions, units; starts and ends stand in both.
    """
    snapshot = touches.indexes.get(by)
    if snapshot is not None:
        return _counted_by_index(touches, snapshot, period)
    keys = ["from_touchpoint", "to_touchpoint"]
    counted = transitions(touches, by, period).to_pyarrow()
    table = counted.join(transition_units(touches, by, period).to_pyarrow(), keys)
    # a path starts and ends once: there transitions are units
    units = table["units"].combine_chunks().fill_null(table["transitions"].combine_chunks())
    return pa.table(
        {key: table[key] for key in keys}
        | {"transitions": table["transitions"].cast(pa.int64()), "units": units.cast(pa.int64())}
    )


def _counted_by_index(touches: Touches, snapshot: Snapshot, period: Period) -> pa.Table:
    counted, units = index.transitions(snapshot, period), index.transition_units(snapshot, period)
    known = touches.touchpoint_codes.to_pyarrow()
    codes = pa.concat_arrays([pa.array([_NOWHERE], pa.int32()), known["code"].combine_chunks().cast(pa.int32())])
    ends = {"from": START, "to": END}
    named = {}
    for side, nowhere in ends.items():
        names = pa.concat_arrays([pa.array([nowhere]), known["touchpoint"].combine_chunks().cast(pa.string())])
        named[f"{side}_touchpoint"] = names.take(pc.index_in(counted[f"{side}_code"].cast(pa.int32()), codes))
    # both go over the same pairs in the same order
    return pa.table(named | {"transitions": counted["transitions"], "units": units["units"]})


def transitions(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Count transitions: from_touchpoint, to_touchpoint, transitions."""
    return _named(transition_codes(touches, by, period), touches)


def transition_codes(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Count the same by code: from_code, to_code, transitions; code 0 is where paths start and end."""
    hops = _hops(touches, by, period)
    counted = hops.group_by("from_code", "to_code").agg(transitions=hops.count())
    return ibis.union(counted, _ends(counted))


def transition_units(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Count distinct units per transition between touchpoints: from_touchpoint, to_touchpoint, units.

    Slower than `transitions`, which need not tell units apart. Starts and ends are not listed:
    a unit has one of each, so that their transitions are their units.
    """
    return _named(transition_unit_codes(touches, by, period), touches)


def transition_unit_codes(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Count the same by code: from_code, to_code, units."""
    hops = _hops(touches, by, period)
    hops = hops.filter(hops.from_code != _NOWHERE)
    once = hops.group_by("unit", "from_code", "to_code").agg(times=hops.count())
    return once.group_by("from_code", "to_code").agg(units=once.count())


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
    # a negative count would be of two types in an engine that counts without a sign
    none = ibis.literal(0, "int64")
    reached = counted.select(code=counted.to_code, arrived=counted.transitions, went_on=none)
    left = counted.filter(counted.from_code != _NOWHERE)
    left = left.select(code=left.from_code, arrived=none, went_on=left.transitions)
    flows = ibis.union(reached, left)
    balance = flows.group_by("code").agg(arrived=flows.arrived.sum(), went_on=flows.went_on.sum())
    balance = balance.select("code", transitions=(balance.arrived - balance.went_on).cast("int64"))
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
