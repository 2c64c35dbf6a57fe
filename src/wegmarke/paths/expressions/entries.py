"""First entries: when each unit first touched each touchpoint, and what that first event said."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import paths_of
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches, first_day_at, is_first_day


def first_entries(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Return one row per unit and touchpoint: unit, touchpoint (code), first_at, first_day.

    `first_day` is True where a touch at that first instant is known by its date only.
    """
    path = paths_of(touches, by, period)
    first = path.group_by("unit", "touchpoint").agg(first_at=path.occurred_at.min(), day_at=first_day_at(path))
    return is_first_day(first)


def entry_properties(
    touches: Touches, by: Unit, period: Period, groups: Sequence[Sequence[str]], name: str
) -> ibis.Table:
    """Return unit and label: one property of the event by which each unit entered.

    A unit enters by its first touch in the first of the groups it ever touches. The label is NULL
    where that event has no such property; units outside all groups have no row.
    """
    path = paths_of(touches, by, period)
    codes = touches.touchpoint_codes
    ranks = [(touchpoint, rank) for rank, group in reversed(list(enumerate(groups))) for touchpoint in group]
    if not ranks:
        return path.select("unit", label=ibis.literal(None, "string")).limit(0)
    ranked = codes.select("code", rank=codes.touchpoint.cases(*dict(ranks).items()))
    ranked = ranked.filter(ranked["rank"].notnull())
    path = path.join(ranked, path.touchpoint == ranked.code).drop("code")
    place = path["rank"].cast("int64") * 2**32 + path.position
    entered = path.group_by("unit").agg(event_id=path.event_id.argmin(place))
    events = touches.events.select("event_id", label=touches.events.properties.get(name))
    return entered.left_join(events, "event_id").select("unit", "label")
