"""Stays in phases as an expression: when each unit entered which phase."""

from __future__ import annotations

from collections.abc import Mapping

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import chosen_touches
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches


def phase_stays(touches: Touches, by: Unit, period: Period, phase_of: Mapping[int, int]) -> ibis.Table:
    """Return one row per stay: unit, phase, entered_at; phases are numbers from 1 by code of the touchpoint.

    The definition stands at `wegmarke.paths.terms.staying`.
    """
    path = chosen_touches(touches, by, period)
    path = path.filter(path.touchpoint.notnull())
    phase = path.touchpoint.cast("int64").cases(*phase_of.items(), else_=0) if phase_of else ibis.literal(0)
    path = path.select("occurred_at", unit=path.unit.cast("int64"), phase=phase.cast("int64"))
    path = path.filter(path.phase > 0)
    entered = path.group_by("unit", "occurred_at").agg(phase=path.phase.max())
    order = ibis.window(group_by=entered.unit, order_by=entered.occurred_at)
    # not every engine answers NULL at the edge of a window; no phase has the number 0
    before = entered.phase.lag(1, 0).over(order)
    changes = entered.mutate(before=before.fill_null(0))
    changes = changes.filter(changes.before != changes.phase)
    return changes.select("unit", "phase", entered_at="occurred_at")
