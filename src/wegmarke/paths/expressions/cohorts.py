"""Cohort grid as an expression: units by the period of their first touch, and when they came back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import assert_never

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.expressions.ordered import one_of, ordered
from wegmarke.paths.terms.calendar_periods import CalendarPeriod
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.zone import Calendar
from wegmarke.paths.touches import Touches


def cohort_grid(
    touches: Touches,
    by: Unit,
    period: Period,
    calendar: Calendar,
    *,
    length: CalendarPeriod = CalendarPeriod.MONTH,
    comes_back_at: Collection[int] | None = None,
) -> ibis.Table:
    """Count units: cohort (first day of the period of a unit's first touch), periods_since, units.

    The definition stands at `wegmarke.paths.index.cohort_grid`.
    """
    path = ordered(touches, by, period)
    path = path.mutate(number=period_number(calendar.local(path.occurred_at), length))
    first = path.group_by("unit").agg(cohort_number=path.number.argmin(path.place))
    came = path.filter(one_of(path.touchpoint, comes_back_at)).select("unit", "number").distinct()
    came = came.join(first, "unit")
    came = came.filter(came.number >= came.cohort_number)
    came = came.select("cohort_number", periods_since=came.number - came.cohort_number)
    counted = came.group_by("cohort_number", "periods_since").agg(units=came.count())
    return counted.select(first_day(counted.cohort_number, length).name("cohort"), "periods_since", "units")


def period_number(local: ibis.Value, length: CalendarPeriod) -> ibis.Value:
    """Number the periods of local wall-clock time without a gap."""
    year = local.year().cast("int64")
    match length:
        case CalendarPeriod.DAY:
            return local.date().delta(ibis.date(1970, 1, 1), unit="day").cast("int64")
        case CalendarPeriod.WEEK:
            days = local.date().delta(ibis.date(1970, 1, 1), unit="day").cast("int64")
            # 1 January 1970 was a Thursday; years before that would need care with negative numbers
            return ((days + 3 + 7 * _WEEKS_BEFORE) // 7).cast("int64")
        case CalendarPeriod.MONTH:
            return year * 12 + local.month().cast("int64") - 1
        case CalendarPeriod.QUARTER:
            return year * 4 + local.quarter().cast("int64") - 1
        case CalendarPeriod.YEAR:
            return year
        case _:
            assert_never(length)


_WEEKS_BEFORE = 10_000
"""Added to the numbers of weeks, so that weeks before 1970 have positive ones: engines divide negatives differently."""


def first_day(number: ibis.Value, length: CalendarPeriod) -> ibis.Value:
    """Return the first day of a numbered period."""
    one = ibis.literal(1)
    match length:
        case CalendarPeriod.DAY:
            return (ibis.literal(datetime(1970, 1, 1)) + number.as_interval("D")).date()  # noqa: DTZ001 - as below
        case CalendarPeriod.WEEK:
            # the first Monday of 1970: ClickHouse knows no day before that year
            # as an instant first: a day and an interval make an instant on some engines, and ibis does not know it
            days = ((number - _WEEKS_BEFORE - 1) * 7).as_interval("D")
            return (ibis.literal(datetime(1970, 1, 5)) + days).date()  # noqa: DTZ001 - engines hold UTC without a zone
        case CalendarPeriod.MONTH:
            return ibis.date(number // 12, number % 12 + 1, one)
        case CalendarPeriod.QUARTER:
            return ibis.date(number // 4, number % 4 * 3 + 1, one)
        case CalendarPeriod.YEAR:
            return ibis.date(number, one, one)
        case _:
            assert_never(length)
