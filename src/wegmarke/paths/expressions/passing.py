"""From every place of a map to the next phase: how many units were there, who went on, after how many days.

A place is a phase or a touchpoint. A unit is there from its first touch at it. The next phase is the nearest later
phase in which the unit has a touch; its first touch there may lie before the first one here, which is out of order.
Exit phases are no progress: nothing leads to them, and they lead nowhere.
"""

from __future__ import annotations

import ibis
import numpy as np
import numpy.typing as npt

from wegmarke.domain import Unit
from wegmarke.paths.expressions.entries import first_entries
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.places import Places
from wegmarke.paths.terms.zone import Calendar
from wegmarke.paths.touches import Touches

Int64s = npt.NDArray[np.int64]


def passing(touches: Touches, by: Unit, period: Period, places: Places, calendar: Calendar) -> ibis.Table:
    """Count units by place (its number) and days: place, days, units, out_of_order.

    The days are NULL for units that reached no later phase.

    Args:
        touches: the tables.
        by: unit of analysis.
        period: touches outside do not count.
        places: see `Places`.
        calendar: the clock of the zone whose days are meant.
    """
    own_of = places.of_codes(touches.known_codes)
    first = first_entries(touches, by, period)
    if not own_of:
        nothing = first.select(place=ibis.literal(0, "int64"), days=ibis.null("int64"), units=ibis.literal(0, "int64"))
        return nothing.mutate(out_of_order=ibis.literal(0, "int64")).limit(0)
    first = first.filter(first.touchpoint.isin(list(own_of)))
    first = first.select(
        unit=first.unit,
        place=first.touchpoint.cases(*own_of.items()).cast("int64"),
        phase=first.touchpoint.cases(*((code, int(places.phase_at[own])) for code, own in own_of.items())).cast(
            "int64"
        ),
        # nullable on every engine: both sides of the union below have one type, and windows have NULL at their edge
        at=first.first_at.cast("timestamp(6)"),
        day=first.first_day.cast("boolean"),
    )
    phases = _followed(first, places.leading)
    there = phases.select(
        aim_unit=phases.unit, aim_phase=phases.phase, next_at=phases.next_at, next_day=phases.next_day
    )
    owns = first.join(there, [first.unit == there.aim_unit, first.phase == there.aim_phase])
    columns = ("place", "at", "day", "next_at", "next_day")
    here = ibis.union(owns.select(*columns), phases.mutate(place=phases.phase).select(*columns))
    return _counted(here, calendar)


def _followed(first: ibis.Table, leading: int) -> ibis.Table:
    """Return when each unit first was in each phase, and in the nearest later one where it was."""
    whole = first.group_by("unit", "phase").agg(
        at=first["at"].min(), day_at=ibis.ifelse(first.day, first["at"], ibis.null("timestamp(6)")).min()
    )
    dated = (whole.day_at == whole["at"]).fill_null(ibis.literal(value=False))
    whole = whole.select("unit", "phase", at=whole["at"].cast("timestamp(6)"), day=dated.cast("boolean"))
    later = ibis.window(group_by=[whole.unit, whole.phase > leading], order_by=whole.phase)
    earlier = ibis.window(group_by=[whole.unit, whole.phase > leading], order_by=whole.phase.desc())
    following = whole.mutate(
        next_at=whole["at"].lead().over(later),
        next_day=whole.day.lead().over(later),
        # engines that know columns without NULL answer something else at the edge of a window
        leads_on=(ibis.row_number().over(earlier) > 0) & (whole.phase <= leading),
    )
    return following.mutate(
        next_at=ibis.ifelse(following.leads_on, following.next_at, ibis.null("timestamp(6)")),
        next_day=ibis.ifelse(following.leads_on, following.next_day, ibis.literal(value=False)),
    )


def _counted(here: ibis.Table, calendar: Calendar) -> ibis.Table:
    arrival, start = calendar.local(here.next_at).date(), calendar.local(here["at"]).date()
    here = here.mutate(days=arrival.delta(start, unit="day").cast("int64"))
    is_back = ibis.ifelse(here.day | here.next_day, here.days < 0, here.next_at < here["at"])
    here = here.mutate(is_back=ibis.ifelse(is_back.fill_null(ibis.literal(value=False)), 1, 0))
    return here.group_by("place", "days").agg(units=here.count(), out_of_order=here.is_back.sum().cast("int64"))
