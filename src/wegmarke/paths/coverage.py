"""What a period holds and what an analysis had to leave out, in one pass."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.touches import Period, Touches, in_period


def coverage(touches: Touches, by: Unit, period: Period, touchpoints: Sequence[str] | None = None) -> ibis.Table:
    """Return one row: events, unrecognised, off_map, without_unit, first_at, last_at.

    The three exclusions do not overlap: an event counts as unrecognised, else as off the map (at a
    touchpoint that is not among `touchpoints`; nothing is off the map when None), else as without unit.
    """
    table = in_period(touches.touches, period)
    # few codes first, then the join: one narrow pass over the touches
    coded = table.group_by("touchpoint").agg(
        rows=table.count(),
        nobody=table.count(where=table[by.value].isnull()),
        first=table.occurred_at.min(),
        last=table.occurred_at.max(),
    )
    codes = touches.touchpoint_codes
    inside = codes.filter(codes.touchpoint.isin(list(touchpoints))) if touchpoints is not None else codes
    inside = inside.select("code", on_map=ibis.literal(value=True))
    coded = coded.left_join(inside, coded.touchpoint == inside.code)
    on_map = coded.on_map.fill_null(ibis.literal(value=False))
    return coded.agg(
        events=_sum(coded.rows),
        unrecognised=_sum(coded.rows, coded.touchpoint.isnull()),
        off_map=_sum(coded.rows, coded.touchpoint.notnull() & ~on_map),
        without_unit=_sum(coded.nobody, on_map),
        first_at=coded["first"].min(),
        last_at=coded["last"].max(),
    )


def _sum(column: ibis.Value, where: ibis.Value | None = None) -> ibis.Value:
    return column.sum(where=where).fill_null(0).cast("int64")
