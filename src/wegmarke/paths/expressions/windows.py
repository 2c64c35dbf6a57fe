"""Counts within a window, and the first and last touch before an anchor, as expressions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import chosen_touches
from wegmarke.paths.expressions.ordered import at_most, one_of, ordered
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches, in_period


def windowed_counts(
    touches: Touches,
    by: Unit,
    period: Period,
    *,
    touchpoints: Collection[int] | None = None,
    events: Collection[int] | None = None,
) -> ibis.Table:
    """Count each unit's touches in a period: unit, touches, first_at, last_at, value_minor.

    The definition stands at `wegmarke.paths.index.windowed_counts`.
    """
    path = chosen_touches(touches, by, period)
    path = path.filter(one_of(path.touchpoint.fill_null(0), touchpoints))
    if events is not None:
        path = path.filter(one_of(path.event, events))
    return path.group_by("unit").agg(
        touches=path.count(),
        first_at=path.occurred_at.min(),
        last_at=path.occurred_at.max(),
        value_minor=path.value_minor.sum().fill_null(0).cast("int64"),
    )


def first_last_before(
    touches: Touches,
    by: Unit,
    period: Period,
    anchors: Collection[int],
    *,
    touchpoints: Collection[int] | None = None,
    lookback: timedelta | None = None,
) -> ibis.Table:
    """Return one row per touch at an anchor with the first and last touch before it.

    Columns and definition stand at `wegmarke.paths.index.first_last_before`.
    """
    path = ordered(touches, by, Period())
    anchor = in_period(path.filter(one_of(path.touchpoint, anchors)), period)
    anchor = anchor.select(anchor_unit="unit", anchor_place="place", anchor_at="occurred_at", anchor_code="touchpoint")
    wanted = path.filter(one_of(path.touchpoint, touchpoints))
    met = anchor.join(wanted, anchor.anchor_unit == wanted.unit)
    met = met.filter(met.place < met.anchor_place)
    if lookback is not None:
        met = met.filter(at_most(met.anchor_at, met.occurred_at, lookback))
    found = met.group_by("anchor_unit", "anchor_place").agg(
        touches=met.count(),
        first_at=met.occurred_at.argmin(met.place),
        first_code=met.touchpoint.argmin(met.place),
        last_at=met.occurred_at.argmax(met.place),
        last_code=met.touchpoint.argmax(met.place),
    )
    found = found.rename(found_unit="anchor_unit", found_place="anchor_place")
    joined = anchor.left_join(found, [anchor.anchor_unit == found.found_unit, anchor.anchor_place == found.found_place])
    is_met = joined.touches.fill_null(0) > 0
    looked_up = {
        name: ibis.ifelse(is_met, joined[name], ibis.null(joined[name].type()))
        for name in ("first_at", "first_code", "last_at", "last_code")
    }
    return joined.select(
        "anchor_at", "anchor_code", unit="anchor_unit", touches=joined.touches.fill_null(0), **looked_up
    )
