from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from wegmarke.demo.vocabulary import KINDS
from wegmarke.demo.workdays import workdays

BERLIN = ZoneInfo("Europe/Berlin")
OFFLINE = {kind.name for kind in KINDS if kind.offline}


@pytest.fixture(scope="module")
def local(events):
    """(name, precision, local time) of every event."""
    rows = zip(*(events[name].to_pylist() for name in ("name", "precision", "occurred_at")), strict=True)
    return [(name, precision, at.astimezone(BERLIN)) for name, precision, at in rows]


def test_offline_events_are_known_by_their_day(local):
    for name, precision, at in local:
        assert precision == ("day" if name in OFFLINE else "instant")
        if precision == "day":
            assert at.time() == time(0, 0)


def test_everything_happens_in_business_hours(local):
    for _, precision, at in local:
        if precision == "instant":
            assert time(7, 0) <= at.time() <= time(19, 0)


def test_nothing_happens_on_closed_days(local):
    closed = {(1, 1), (5, 1), (10, 3), (12, 24), (12, 25), (12, 26), (12, 31)}

    for _, _, at in local:
        assert at.weekday() < 5
        assert (at.month, at.day) not in closed


def test_summer_and_christmas_are_quiet(local):
    per_day = defaultdict(int)
    for _, _, at in local:
        per_day[at.date()] += 1

    def usual(*months: int) -> float:
        return float(np.mean([n for day, n in per_day.items() if day.month in months and day.year == 2025]))

    assert usual(8) < 0.85 * usual(6, 9)
    before_christmas = [n for day, n in per_day.items() if date(2025, 12, 15) <= day <= date(2025, 12, 23)]
    assert np.mean(before_christmas) < 0.75 * usual(11)


def test_positions_keep_their_order_over_both_changes_of_the_clock():
    calendar = workdays(datetime(2026, 3, 1, 12, tzinfo=BERLIN))
    at = np.arange(0, calendar.end, 0.13)

    instants = calendar.instants(at, np.zeros(len(at)))

    assert (np.diff(instants) > 0).all()


@pytest.mark.parametrize("day", [date(2025, 3, 28), date(2025, 3, 31), date(2025, 10, 24), date(2025, 10, 27)])
def test_local_time_follows_the_zone(day):
    calendar = workdays(datetime(2026, 3, 1, 12, tzinfo=BERLIN))
    at = np.array([float(calendar.position(day))])

    expected = datetime(day.year, day.month, day.day, 7, tzinfo=BERLIN).timestamp() * 1_000_000
    midnight = datetime(day.year, day.month, day.day, tzinfo=BERLIN).timestamp() * 1_000_000
    assert calendar.instants(at, np.zeros(1))[0] == expected
    assert calendar.midnights(at)[0] == midnight


# Dates from the tables of the Physikalisch-Technische Bundesanstalt.
@pytest.mark.parametrize("closed", [date(2024, 3, 29), date(2024, 5, 9), date(2025, 4, 21), date(2025, 6, 9)])
def test_moving_holidays_are_closed(closed):
    calendar = workdays(datetime(2026, 1, 10, 12, tzinfo=BERLIN))

    assert np.datetime64(closed) not in calendar.days


def test_monthly_days_are_the_wanted_weekdays():
    calendar = workdays(datetime(2026, 3, 1, 12, tzinfo=BERLIN))

    days = calendar.days[calendar.monthly(2, 1)].tolist()

    assert len(days) == 24
    assert all(day.weekday() == 1 and 8 <= day.day <= 14 for day in days)


def test_trade_fairs_stand_on_fixed_dates(local):
    days = {at.date() for name, _, at in local if name == "trade_fair_visited"}

    assert {(day.month, day.weekday()) for day in days} <= {
        (month, weekday) for month in (4, 11) for weekday in (1, 2, 3)
    }
