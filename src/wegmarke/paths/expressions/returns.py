"""Returns of cohorts as an expression, and amounts per unit and period."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import chosen_touches
from wegmarke.paths.expressions.cohorts import first_day, period_number
from wegmarke.paths.expressions.ordered import one_of, ordered
from wegmarke.paths.terms.calendar_periods import CalendarPeriod
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.returning import ROLLING, Cohort, Returning, ReturnRule
from wegmarke.paths.terms.zone import Calendar
from wegmarke.paths.touches import Touches, in_period

BELONGS = -1
"""The mark of belonging to a cohort."""
MISSING = "\0"
"""Stands for a property that an event does not have: NULL equals nothing."""


def return_marks(
    touches: Touches,
    by: Unit,
    period: Period,
    calendar: Calendar,
    asked: Returning,
    *,
    property_name: str | None = None,
) -> ibis.Table:
    """Count units by cohort (first day) and mark: cohort, label, mark, units; the mark is `BELONGS`, or of a return.

    The definition stands in `terms.returning`. With a property, a unit belongs to the label of its start, and
    only returns with the same label count; recurring, it may belong to several.
    """
    path = ordered(touches, by, Period(None, period.end))
    path = path.mutate(number=period_number(calendar.local(path.occurred_at), asked.length), label=ibis.literal(""))
    if property_name is not None:
        said = touches.events.select("event_id", said=touches.events.properties.get(property_name))
        path = path.drop("label").left_join(said, "event_id").drop("event_id_right")
        path = path.mutate(label=path.said.fill_null(MISSING)).drop("said")
    belonging = _beginnings(path, period, asked)
    marks = _marks(_returns(path, belonging, asked), asked)
    every = ibis.union(belonging.select("cohort_number", "label", mark=ibis.literal(BELONGS, "int64")), marks)
    counted = every.group_by("cohort_number", "label", "mark").agg(units=every.count())
    return counted.select(first_day(counted.cohort_number, asked.length).name("cohort"), "label", "mark", "units")


def _beginnings(path: ibis.Table, period: Period, asked: Returning) -> ibis.Table:
    """Return one row per member: unit, label, cohort_number, from_place, from_at."""
    starts = path.filter(one_of(path.touchpoint, asked.starts))
    if asked.cohort is Cohort.RECURRING:
        starts = in_period(starts, Period(period.start))
        first = starts.group_by("unit", "label", cohort_number=starts.number)
        return first.agg(from_place=starts.place.min(), from_at=starts.occurred_at.min())
    first = starts.group_by("unit").agg(
        label=starts.label.argmin(starts.place),
        cohort_number=starts.number.argmin(starts.place),
        from_place=starts.place.min(),
        occurred_at=starts.occurred_at.min(),
    )
    return in_period(first, Period(period.start)).rename(from_at="occurred_at")


def _returns(path: ibis.Table, belonging: ibis.Table, asked: Returning) -> ibis.Table:
    """Return one row per member and period since its start with enough returns."""
    back = path.filter(one_of(path.touchpoint, asked.returns))
    back = back.select("number", "place", "occurred_at", back_unit="unit", back_label="label")
    met = belonging.join(back, [belonging.unit == back.back_unit, belonging.label == back.back_label])
    met = met.filter(met.place > met.from_place)
    if asked.rolling:
        window = ROLLING[asked.length] // timedelta(microseconds=1)
        since = (met.occurred_at.delta(met.from_at, unit="microsecond").cast("int64") // window).cast("int64")
    else:
        since = met.number - met.cohort_number
    met = met.mutate(since=since)
    counted = met.group_by("unit", "label", "cohort_number", "since").agg(returns=met.count())
    return counted.filter(counted.returns >= asked.at_least, counted.since >= asked.lowest)


def _marks(back: ibis.Table, asked: Returning) -> ibis.Table:
    whose = ["unit", "label", "cohort_number"]
    match asked.rule:
        case ReturnRule.ON:
            marks = back.mutate(mark=back.since)
        case ReturnRule.ON_OR_AFTER:
            marks = back.group_by(whose).agg(mark=back.since.max())
        case ReturnRule.ON_OR_BEFORE:
            marks = back.group_by(whose).agg(mark=back.since.min())
        case ReturnRule.STREAK:
            order = ibis.window(group_by=[back[name] for name in whose], order_by=back.since)
            back = back.mutate(nth=ibis.row_number().over(order).cast("int64"))
            unbroken = back.filter(back.since == back.nth + asked.lowest)
            marks = unbroken.group_by(whose).agg(mark=unbroken.since.max())
    if asked.rule in (ReturnRule.ON, ReturnRule.ON_OR_BEFORE):
        marks = marks.filter(marks.mark <= asked.most)
    else:
        marks = marks.mutate(mark=ibis.ifelse(marks.mark > asked.most, asked.most, marks.mark))
    return marks.select("cohort_number", "label", mark=marks.mark.cast("int64"))


def period_amounts(
    touches: Touches,
    by: Unit,
    period: Period,
    calendar: Calendar,
    length: CalendarPeriod,
    *,
    touchpoints: Collection[int] | None = None,
    property_name: str | None = None,
) -> ibis.Table:
    """Sum values: unit, currency, begins (first day of the period), value_minor; with a property also `label`.

    Touches without a value or without a currency do not count, nor those that no rule recognised.
    """
    path = chosen_touches(touches, by, period)
    path = path.filter(path.touchpoint.notnull(), path.value_minor.notnull(), path.currency.notnull())
    path = path.filter(one_of(path.touchpoint, touchpoints))
    number = period_number(calendar.local(path.occurred_at), length)
    path = path.select("event_id", "currency", "value_minor", unit=path.unit.cast("int64"), number=number)
    keys = ["unit", "currency", "number"]
    if property_name is not None:
        said = touches.events.select("event_id", label=touches.events.properties.get(property_name))
        path = path.left_join(said, "event_id").drop("event_id_right")
        keys.append("label")
    summed = path.group_by(keys).agg(value_minor=path.value_minor.sum().cast("int64"))
    return summed.mutate(begins=first_day(summed.number, length)).drop("number")
