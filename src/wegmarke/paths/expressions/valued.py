"""Touches that are worth something, one row each, and the first touch of each unit."""

from __future__ import annotations

from collections.abc import Collection

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import chosen_touches
from wegmarke.paths.expressions.ordered import one_of
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches


def valued_touches(
    touches: Touches,
    by: Unit,
    period: Period,
    *,
    touchpoints: Collection[int] = (),
    events: Collection[int] = (),
    property_name: str | None = None,
) -> ibis.Table:
    """Return recognised touches with a value and a currency: unit, occurred_at, value_minor, currency.

    Args:
        touches: the tables.
        by: whose touches.
        period: touches outside do not count.
        touchpoints: codes; touches at one of them count.
        events: codes; touches of one of them count, too. Without either, all count.
        property_name: also return a column `said`, the value of this event property as text.
    """
    path = chosen_touches(touches, by, period)
    path = path.filter(path.touchpoint.notnull(), path.value_minor.notnull(), path.currency.notnull())
    if touchpoints or events:
        path = path.filter(_named(path, touchpoints, events))
    kept = {
        "unit": path.unit.cast("int64"), "occurred_at": path.occurred_at,
        "value_minor": path.value_minor.cast("int64"), "currency": path.currency,
    }  # fmt: skip
    if property_name is None:
        return path.select(**kept)
    said = touches.events.select("event_id", said=touches.events.properties.get(property_name))
    return path.select("event_id", **kept).left_join(said, "event_id").select(*kept, "said")


def touches_at(
    touches: Touches, by: Unit, period: Period, *, touchpoints: Collection[int] = (), events: Collection[int] = ()
) -> ibis.Table:
    """Return touches at some touchpoints, or of some events, each with its unit: unit, occurred_at."""
    path = chosen_touches(touches, by, period)
    path = path.filter(_named(path, touchpoints, events))
    return path.select("occurred_at", unit=path.unit.cast("int64"))


def first_touches(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Return the first recognised touch of each unit: unit, first_at."""
    path = chosen_touches(touches, by, period)
    path = path.filter(path.touchpoint.notnull())
    path = path.select("occurred_at", unit=path.unit.cast("int64"))
    return path.group_by("unit").agg(first_at=path.occurred_at.min())


def _named(path: ibis.Table, touchpoints: Collection[int], events: Collection[int]) -> ibis.Value:
    # touches that were made of data know no events
    at = one_of(path.touchpoint, touchpoints)
    return at | one_of(path.event, events) if events else at
