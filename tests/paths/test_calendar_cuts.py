"""Cuts of the calendar agree with the local day of every instant, also where clocks are set back over midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from wegmarke.paths import Calendar, CalendarPeriod
from wegmarke.paths.terms.calendar_periods import calendar_cuts, period_start, period_starts

HOUR_US = 3_600_000_000
ZONES = ["Europe/Berlin", "Africa/Cairo", "America/Havana", "Asia/Kathmandu", "Pacific/Apia", "UTC"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("length", list(CalendarPeriod), ids=str)
def test_cuts_give_the_period_of_the_local_day(zone, length):
    first = datetime(2010, 12, 1, tzinfo=UTC)
    calendar = Calendar.over(zone, first, first + timedelta(days=800))
    instants = int(first.timestamp()) * 1_000_000 + np.arange(800 * 24 * 4) * HOUR_US // 4

    begins, cuts, periods = calendar_cuts(calendar, length, int(instants[0]), int(instants[-1]))

    found = periods[np.searchsorted(cuts, instants, side="right")]
    days = calendar.local_days(instants)
    expected = {day: period_start(length, date(1970, 1, 1) + timedelta(days=int(day))) for day in np.unique(days)}
    assert [begins[place] for place in found] == [expected[day] for day in days]


@pytest.mark.parametrize("length", list(CalendarPeriod), ids=str)
def test_periods_follow_each_other_without_a_gap(length):
    days = [date(2023, 11, 3) + timedelta(days=number) for number in range(900)]

    assert period_starts(length, days[0], days[-1]) == list(dict.fromkeys(period_start(length, day) for day in days))
