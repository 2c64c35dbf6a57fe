"""What a period holds, per touchpoint and currency: events, values, and who cannot be placed in a path."""

from __future__ import annotations

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.touches import Period, Touches, in_period


def tally(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Count per touchpoint and currency in one pass: events, without_unit, value_minor, first_at, last_at.

    The touchpoint is NULL for events that no rule recognised, the currency for those without a value.
    """
    table = in_period(touches.touches, period)
    counted = table.group_by("touchpoint", "currency").agg(
        events=table.count(),
        without_unit=table.count(where=table[by.value].isnull()),
        value_minor=table.value_minor.sum().fill_null(0).cast("int64"),
        first_at=table.occurred_at.min(),
        last_at=table.occurred_at.max(),
    )
    codes = touches.touchpoint_codes.select("code", id="touchpoint")
    named = counted.left_join(codes, counted.touchpoint == codes.code)
    return named.mutate(touchpoint=named.id).drop("code", "id")
