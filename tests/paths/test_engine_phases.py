"""The engine suite of phases and retention: every implementation against a slow and obvious reference."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from engine_suite import IMPLEMENTATIONS, MANY
from hypothesis import given
from hypothesis import strategies as st
from measure_engines import amounts_of, returns_of, stays_of
from suite_terms import BERLIN, CODES, apart, begin
from unit_histories import histories, paths_in, periods

from wegmarke.domain import TOUCH_UNITS
from wegmarke.paths import CalendarPeriod, Period
from wegmarke.paths.terms.returning import ROLLING, Cohort, Returning, ReturnRule


@pytest.fixture(params=IMPLEMENTATIONS)
def name(request):
    return request.param


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), st.sampled_from([{}, {1: 2, 2: 1, 7: 1, 300: 4}]))
def test_phase_stays(name, history, by, period, phase_of):
    expected = {}
    for unit, path in paths_in(history, by, period).items():
        here = 0
        for at, touches in groupby(path, key=lambda touch: touch.at):
            found = max(phase_of.get(touch.touchpoint, 0) for touch in touches)
            if found not in (0, here):
                here = found
                expected.setdefault(unit, []).append((found, at))

    assert stays_of(name, history, by, period, phase_of) == expected


def questions():
    lengths = st.sampled_from([(CalendarPeriod.DAY, True), (CalendarPeriod.WEEK, True)])
    lengths = st.one_of(lengths, st.tuples(st.sampled_from(CalendarPeriod), st.just(False)))
    return st.builds(
        lambda starts, returns, cohort, rule, length, most, at_least, measures_start: Returning(
            starts and frozenset(starts), returns and frozenset(returns), cohort, rule, *length, most, at_least,
            measures_start,
        ),
        CODES, CODES, st.sampled_from(Cohort), st.sampled_from(ReturnRule), lengths, st.sampled_from([1, 3, 12]),
        st.sampled_from([1, 1, 2]), st.booleans(),
    )  # fmt: skip


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), questions())
def test_returns(name, history, by, period, asked):
    start = None if period.start is None else period.start.replace(tzinfo=None)
    expected = Counter()
    for path in paths_in(history, by, Period(None, period.end)).values():
        for cohort, place in members(path, start, asked):
            later = path[place + 1 :]
            met = Counter(since(path[place], touch, asked) for touch in later if is_one(touch, asked.returns))
            active = {number for number, count in met.items() if count >= asked.at_least and number >= 0}
            expected[cohort, None] += 1
            for number in range(asked.most + 1):
                if counts(number, active, asked):
                    expected[cohort, number] += 1

    assert returns_of(name, history, by, period, BERLIN, asked) == expected


def members(path, start, asked):
    """Cohorts of one unit, each with the place of its start in the path."""
    found = {}
    starts = [place for place, touch in enumerate(path) if is_one(touch, asked.starts)]
    if asked.cohort is Cohort.FIRST_TIME:
        starts = starts[:1]
    for place in starts:
        if start is None or path[place].at >= start:
            found.setdefault(local_period(path[place], asked.length), place)
    return found.items()


def since(first, later, asked):
    if asked.rolling:
        return (later.at - first.at) // ROLLING[asked.length]
    return apart(asked.length, local_period(first, asked.length), local_period(later, asked.length))


def counts(number, active, asked):
    if number == 0 and not asked.measures_start:
        return True
    looked_at = {some for some in active if some >= asked.lowest}
    match asked.rule:
        case ReturnRule.ON:
            return number in looked_at
        case ReturnRule.ON_OR_AFTER:
            return any(some >= number for some in looked_at)
        case ReturnRule.ON_OR_BEFORE:
            return any(some <= number for some in looked_at)
        case ReturnRule.STREAK:
            return all(some in looked_at for some in range(asked.lowest, number + 1))


def is_one(touch, codes):
    return codes is None or touch.touchpoint in codes


def local_period(touch, length):
    return begin(length, touch.at.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin")))


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), st.sampled_from(CalendarPeriod), CODES)
def test_period_amounts(name, history, by, period, length, touchpoints):
    expected = defaultdict(int)
    for unit, path in paths_in(history, by, period).items():
        for touch in path:
            if touch.value is not None and touch.currency is not None and is_one(touch, touchpoints):
                expected[unit, touch.currency, local_period(touch, length)] += touch.value

    assert amounts_of(name, history, by, period, BERLIN, length, touchpoints) == expected


def test_windows_are_days_of_24_hours():
    assert ROLLING[CalendarPeriod.DAY] == timedelta(hours=24)
