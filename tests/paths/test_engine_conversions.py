"""Paths to conversions by passes and by expressions, against a slow and obvious reference."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest
from engine_suite import IMPLEMENTATIONS, MANY, same
from hypothesis import given
from hypothesis import strategies as st
from path_engines import implementation
from unit_histories import histories, paths_in, periods

from wegmarke.domain import TOUCH_UNITS
from wegmarke.paths import Converting, Lookback, Period

TOUCHPOINTS = (1, 2, 3, 300)
CONVERTING = st.sampled_from(
    [
        Converting(touchpoints=[7]),
        Converting(touchpoints=[2], is_touch=True),
        Converting(events=[6]),
        Converting(valued=True, is_touch=True),
        Converting(valued=True),
    ]
)
LOOKBACKS = st.builds(
    Lookback,
    longest=st.sampled_from([None, timedelta(0), timedelta(minutes=60), timedelta(days=100)]),
    sessions=st.sampled_from([0, 0, 1, 2]),
    since_last=st.booleans(),
    first_only=st.booleans(),
)
BY = st.sampled_from(TOUCH_UNITS)


@pytest.fixture(params=IMPLEMENTATIONS)
def asked(request):
    return implementation(request.param)


def converts(touch, converting):
    return (
        (touch.touchpoint is not None and touch.touchpoint in converting.touchpoints)
        or touch.event in converting.events
        or (converting.valued and touch.value is not None)
    )


def paths_to(history, by, period, converting, back):
    """Return (unit, whether it won, touchpoints) of every path, read off the definition."""
    for unit, won, path in aged_paths(history, by, period, converting, back):
        yield unit, won, tuple(touch.touchpoint for touch in path)


def aged_paths(history, by, period, converting, back):
    """Return (unit, whether it won, touches) of every path."""
    inside = {id(touch) for path in paths_in(history, by, period, recognised=False).values() for touch in path}
    for unit, path in paths_in(history, by, Period(end=period.end), recognised=False).items():
        won = [place for place, touch in enumerate(path) if converts(touch, converting)]
        for number, place in enumerate(won):
            if id(path[place]) in inside and not (back.first_only and number):
                begin = won[number - 1] + 1 if number and back.since_last else 0
                end = place + 1 if converting.is_touch else place
                yield unit, True, looked_back(path[begin:end], path[place].at, converting, back)
        if not won and id(path[-1]) in inside:
            yield unit, False, looked_back(path, path[-1].at, converting, back)


def looked_back(path, closed_at, converting, back):
    counted = [touch for touch in path if touch.touchpoint in TOUCHPOINTS]
    if converting.touchpoints and not converting.is_touch:
        counted = [touch for touch in counted if touch.touchpoint not in converting.touchpoints]
    if not converting.is_touch:
        counted = [touch for touch in counted if not converts(touch, converting)]
    if back.longest is not None:
        counted = [touch for touch in counted if closed_at - touch.at <= back.longest]
    if back.sessions:
        pauses = [later.at - touch.at > timedelta(minutes=30) for touch, later in pairwise(counted)]
        counted = [touch for place, touch in enumerate(counted) if sum(pauses[place:]) < back.sessions]
    return tuple(counted)


@MANY
@given(histories(), BY, periods(), CONVERTING, LOOKBACKS)
def test_conversion_touches(asked, history, by, period, converting, back):
    expected = [
        {"unit": unit, "is_won": won, "touchpoints": touchpoints}
        for unit, won, touchpoints in paths_to(history, by, period, converting, back)
        if touchpoints
    ]

    same(
        asked.conversion_touches(history, by, period, converting=converting, touchpoints=TOUCHPOINTS, lookback=back),
        expected,
    )


@MANY
@given(
    histories(), BY, periods(), CONVERTING, LOOKBACKS,
    st.sampled_from([(0.4, 0.4, 0.2), (1.0, 0.0, 0.0), (0.2, 0.6, 0.2), (0.0, 0.0, 1.0)]),
)  # fmt: skip
def test_credit_by_place(asked, history, by, period, converting, back, shares):
    first, last, middle = shares
    credit, touches = defaultdict(float), Counter()
    for _, won, path in paths_to(history, by, period, converting, back):
        for place, touchpoint in enumerate(path if won else ()):
            parts = [first, *[middle / (len(path) - 2)] * (len(path) - 2), last] if len(path) > 2 else [1.0]
            if len(path) == 2:
                parts = [first / (first + last), last / (first + last)] if first + last else [0.5, 0.5]
            credit[touchpoint] += parts[place]
            touches[touchpoint] += 1
    expected = [{"touchpoint": one, "conversions": credit[one], "touches": touches[one]} for one in touches]

    same(
        asked.credit_by_place(
            history, by, period, shares, converting=converting, touchpoints=TOUCHPOINTS, lookback=back
        ),
        expected,
    )


@MANY
@given(histories(), BY, periods(), CONVERTING, LOOKBACKS, st.sampled_from([1, 2, 3]))
def test_state_counts(asked, history, by, period, converting, back, order):
    counted = Counter()
    for _, won, path in paths_to(history, by, period, converting, back):
        if not path:
            continue
        words = [path[place : place + order] for place in range(max(1, len(path) - order + 1))]
        for place, word in enumerate(words):
            after = path[place + order] if place + order < len(path) else 0 if won else -1
            counted[" ".join(map(str, word)), after] += 1
    expected = [{"state": state, "following": after, "often": often} for (state, after), often in counted.items()]

    same(
        asked.state_counts(history, by, period, order, converting=converting, touchpoints=TOUCHPOINTS, lookback=back),
        expected,
    )


@MANY
@given(histories(), BY, periods(), CONVERTING, LOOKBACKS, st.sampled_from([timedelta(hours=1), timedelta(days=7)]))
def test_credit_by_age(asked, history, by, period, converting, back, half_life):
    credit, touches = defaultdict(float), Counter()
    for _, won, path in aged_paths(history, by, period, converting, back):
        ages = [2.0 ** -((path[-1].at - touch.at) / half_life) for touch in path] if won else []
        for touch, age in zip(path, ages, strict=False):
            credit[touch.touchpoint] += age / sum(ages)
            touches[touch.touchpoint] += 1
    expected = [{"touchpoint": one, "conversions": credit[one], "touches": touches[one]} for one in touches]

    same(
        asked.credit_by_age(
            history, by, period, half_life, converting=converting, touchpoints=TOUCHPOINTS, lookback=back
        ),
        expected,
    )


@MANY
@given(histories(), BY, periods(), CONVERTING, LOOKBACKS, st.booleans())
def test_credit_by_presence(asked, history, by, period, converting, back, shared):
    credit, touches = defaultdict(float), Counter()
    for _, won, path in paths_to(history, by, period, converting, back):
        for touchpoint in set(path if won else ()):
            credit[touchpoint] += 1 / len(set(path)) if shared else 1.0
            touches[touchpoint] += path.count(touchpoint)
    expected = [{"touchpoint": one, "conversions": credit[one], "touches": touches[one]} for one in touches]

    same(
        asked.credit_by_presence(
            history, by, period, shared, converting=converting, touchpoints=TOUCHPOINTS, lookback=back
        ),
        expected,
    )


@MANY
@given(histories(), BY, periods(), CONVERTING, LOOKBACKS)
def test_set_counts(asked, history, by, period, converting, back):
    won, all_ = Counter(), Counter()
    for _, is_won, path in paths_to(history, by, period, converting, back):
        if path:
            won[tuple(sorted(set(path)))] += is_won
            all_[tuple(sorted(set(path)))] += 1
    expected = [{"touchpoints": one, "conversions": won[one], "paths": all_[one]} for one in all_]

    same(asked.set_counts(history, by, period, converting=converting, touchpoints=TOUCHPOINTS, lookback=back), expected)
