"""Codes to choose from, and calendar periods read off a date, as the tests of the engine suite need them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from wegmarke.paths import Calendar, CalendarPeriod

BERLIN = Calendar.over("Europe/Berlin", datetime(2024, 12, 1, tzinfo=UTC), datetime(2025, 12, 1, tzinfo=UTC))
CODES = st.one_of(st.none(), st.sets(st.sampled_from([1, 2, 7, 300]), max_size=2))


def begin(length, local):
    day = local.date()
    if length is CalendarPeriod.DAY:
        return day
    if length is CalendarPeriod.WEEK:
        return day - timedelta(days=day.weekday())
    months = {CalendarPeriod.MONTH: 1, CalendarPeriod.QUARTER: 3, CalendarPeriod.YEAR: 12}[length]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def apart(length, first, later):
    if length is CalendarPeriod.DAY:
        return (later - first).days
    if length is CalendarPeriod.WEEK:
        return (later - first).days // 7
    months = {CalendarPeriod.MONTH: 1, CalendarPeriod.QUARTER: 3, CalendarPeriod.YEAR: 12}[length]
    return ((later.year - first.year) * 12 + later.month - first.month) // months
