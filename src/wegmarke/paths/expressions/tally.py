"""What a period holds, per touchpoint and currency: events, values, and why some have no place in a path."""

from __future__ import annotations

import ibis

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.paths.choosing import chosen_for
from wegmarke.paths.chosen import Chosen
from wegmarke.paths.index.tally import NOT_CHOSEN, WITHOUT_UNIT
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches, in_period, of_units


def tally(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Count per touchpoint, currency and reason: events, without_unit, value_minor, first_at, last_at.

    The touchpoint is NULL for events that no rule recognised, the currency for those without a value in one.
    `left_out` is the first reason that holds for which an event does not count: one of the kinds that are left out;
    where units were chosen, `without_unit`, or `not_chosen` where none of its units is in question. It is NULL for
    those that count.
    """
    table = in_period(touches.touches, period)
    chosen = chosen_for(touches, by) or Chosen()
    has_value = table.value_minor.notnull()
    table = table.mutate(
        has_unit=_has_unit(touches, table, by), currency=ibis.ifelse(has_value, table.currency, ibis.null("string"))
    )
    table = table.mutate(left_out=_left_out(touches, table, by, chosen))
    counted = table.group_by("touchpoint", "currency", "left_out").agg(
        events=table.count(),
        without_unit=table.count(where=~table.has_unit),
        value_minor=table.value_minor.sum(where=table.currency.notnull()).fill_null(0).cast("int64"),
        first_at=table.occurred_at.min(),
        last_at=table.occurred_at.max(),
    )
    codes = touches.touchpoint_codes.select("code", id="touchpoint")
    named = counted.left_join(codes, counted.touchpoint == codes.code)
    return named.mutate(touchpoint=named.id).drop("code", "id")


def _has_unit(touches: Touches, table: ibis.Table, by: Unit) -> ibis.Value:
    if by in TOUCH_UNITS:
        return table[by.value].notnull()
    theirs = of_units(touches, by)
    return table.event_id.isin(theirs.filter(theirs.unit.notnull()).event_id)


def _left_out(touches: Touches, table: ibis.Table, by: Unit, chosen: Chosen) -> ibis.Value:
    reasons = [(table[kind], kind) for kind in sorted(chosen.left_out & set(table.columns))]
    if chosen.units is not None:
        theirs = Chosen(chosen.units, by=chosen.by).in_table(of_units(touches, by), "unit", touches.touchpoint_codes)
        reasons += [(~table.has_unit, WITHOUT_UNIT), (~table.event_id.isin(theirs.event_id), NOT_CHOSEN)]
    return ibis.cases(*reasons, else_=ibis.null("string")) if reasons else ibis.null("string")
