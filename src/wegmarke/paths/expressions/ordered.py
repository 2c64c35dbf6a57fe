"""Paths as an SQL engine sees them: touches numbered within their unit, in the order of the path."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import chosen_touches
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

_KEPT = ("occurred_at", "sequence", "event_id", "touchpoint", "phase", "event", "value_minor")


def ordered(
    touches: Touches, by: Unit, period: Period, *, recognised: bool = True, also: Sequence[str] = ()
) -> ibis.Table:
    """Return the touches of all units with their unit and `place`, which counts from 0 among those that are left.

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: touches outside are left out.
        recognised: leave out touches that no rule recognised; otherwise their touchpoint is 0.
        also: further columns to keep.
    """
    table = chosen_touches(touches, by, period)
    if recognised:
        table = table.filter(table.touchpoint.notnull())
    # engines that know columns without NULL answer 0 instead of NULL at the edge of a window
    codes = {name: table[name].cast("int64").fill_null(0) for name in ("touchpoint", "phase", "event")}
    kept = {name: table[name] for name in (*_KEPT, *also)} | codes | {"unit": table.unit.cast("int64")}
    return numbered(table.select(**kept))


def numbered(path: ibis.Table) -> ibis.Table:
    """Number rows as `place` within their unit, from 0, anew."""
    order = [path.occurred_at, path.sequence, path.event_id]
    window = ibis.window(group_by=path.unit, order_by=order)
    return path.mutate(place=ibis.row_number().over(window).cast("int64"))


def one_of(column: ibis.Value, codes: Collection[int] | None) -> ibis.Value:
    """Say whether a code is one of these; None stands for all."""
    if codes is None:
        return ibis.literal(value=True)
    return column.isin(sorted(codes)) if codes else ibis.literal(value=False)


def at_most(later: ibis.Value, earlier: ibis.Value, longest: timedelta) -> ibis.Value:
    """Say whether two instants are at most so far apart; not every engine adds microseconds to an instant."""
    return later.delta(earlier, unit="microsecond") <= longest // timedelta(microseconds=1)


def neighbour(path: ibis.Table, name: str, steps: int) -> ibis.Value:
    """Return a column of the touch so many places before (negative) or after in the path; NULL beyond its ends."""
    window = ibis.window(group_by=path.unit, order_by=path.place)
    column = ibis.ifelse(ibis.literal(value=True), path[name], ibis.null(path[name].type()(nullable=True)))
    return (column.lag(-steps) if steps < 0 else column.lead(steps)).over(window)
