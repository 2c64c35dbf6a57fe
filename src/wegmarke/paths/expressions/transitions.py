"""Transitions between touchpoints, counted from the stored neighbours.

Every path begins at the pseudo-node `START` and ends at `END`, so that what flows into a touchpoint
also flows out of it. A period cuts paths: a touch whose previous touch lies before the period starts
the path anew. Ends need no look at whole paths: what reached a touchpoint and did not go on, ended there.
"""

from __future__ import annotations

from collections.abc import Collection

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import paths_of
from wegmarke.paths.expressions.cuts import cut_paths
from wegmarke.paths.expressions.ordered import neighbour, one_of, ordered
from wegmarke.paths.index import OTHER
from wegmarke.paths.terms.cut import Cut
from wegmarke.paths.terms.period import Period, utc
from wegmarke.paths.touches import Touches

START = "(start)"
END = "(end)"

# touchpoint codes begin at 1; 0 is what the touch table writes for "no previous touch"
_NOWHERE = 0
_CODES = ("from_code", "to_code")


def transition_codes(
    touches: Touches,
    by: Unit,
    period: Period,
    *,
    cut: Cut | None = None,
    collapse: bool = False,
    apart: Collection[int] | None = None,
    units: ibis.Table | None = None,
) -> ibis.Table:
    """Count transitions: from_code, to_code, transitions; code 0 is where paths start and end.

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: touches outside do not count.
        cut: which stretch of every path counts; None for the whole.
        collapse: a touchpoint that follows itself counts once.
        apart: codes to tell apart; all others are `OTHER`. None tells all apart.
        units: a table whose column `unit` says whose paths count; None for all.
    """
    hops = told_apart(_hops(touches, by, period, cut, units, collapse=collapse), apart)
    counted = hops.group_by("from_code", "to_code").agg(transitions=hops.count())
    return ibis.union(counted, _ends(counted))


def transition_unit_codes(
    touches: Touches,
    by: Unit,
    period: Period,
    *,
    cut: Cut | None = None,
    collapse: bool = False,
    apart: Collection[int] | None = None,
    units: ibis.Table | None = None,
) -> ibis.Table:
    """Count distinct units per transition between touchpoints: from_code, to_code, units.

    Slower than `transition_codes`, which need not tell units apart. Starts and ends are not listed: a unit has one of
    each, so that their transitions are their units.
    """
    hops = told_apart(_hops(touches, by, period, cut, units, collapse=collapse), apart)
    hops = hops.filter(hops.from_code != _NOWHERE)
    once = hops.group_by("unit", "from_code", "to_code").agg(times=hops.count())
    return once.group_by("from_code", "to_code").agg(units=once.count())


def _hops(
    touches: Touches, by: Unit, period: Period, cut: Cut | None, units: ibis.Table | None, *, collapse: bool
) -> ibis.Table:
    """Return one row per touch with where it came from."""
    if cut is None:
        path = paths_of(touches, by, period)
        came_from = path.previous
        if period.start is not None:
            since_start = path.occurred_at.delta(ibis.literal(utc(period.start)), unit="microsecond")
            came_from = ibis.ifelse(path.gap > since_start, _NOWHERE, path.previous)
    else:
        path = cut_paths(ordered(touches, by, period), cut)
        came_from = ibis.ifelse(path.place == 0, _NOWHERE, neighbour(path, "touchpoint", -1))
    hops = path.select("unit", from_code=came_from.cast("int32"), to_code=path.touchpoint.cast("int32"))
    if units is not None:
        hops = hops.semi_join(units, "unit")
    # a path without the repeats has the same hops but those from a touchpoint to itself
    return hops.filter(hops.from_code != hops.to_code) if collapse else hops


def told_apart(hops: ibis.Table, codes: Collection[int] | None) -> ibis.Table:
    """Let all codes but these be `OTHER`; None tells all apart."""
    if codes is None:
        return hops
    kept = {name: ibis.ifelse(one_of(hops[name], [_NOWHERE, *codes]), hops[name], OTHER) for name in _CODES}
    return hops.mutate(**{name: code.cast("int32") for name, code in kept.items()})


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
