from __future__ import annotations

from datetime import date
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_maps import EXAMPLES

from wegmarke.analytics import intervals
from wegmarke.domain import CanonicalPhase, CellNumbers, LocalizedText, MapNumbers, Measure, MetricNumber
from wegmarke.domain.map_backlog import Reading
from wegmarke.maps import Card, Improvement, Initiative, JourneyMap, Lane, Metric, Phase, effects, rank_improvements

TITLE = LocalizedText.of("x")
PHASE = Phase(id="look", title=TITLE, canonical=CanonicalPhase.CONSIDERATION)
DAY = date(2025, 3, 1)


def a_map(*improvements, severity=None, direction="up"):
    return JourneyMap(
        id="m",
        title=TITLE,
        phases=(PHASE,),
        lanes=(Lane(id="p", type="pain", cards=(Card(id="slow", text=TITLE, phase="look", severity=severity),)),),
        metrics=(Metric(id="rate", title=TITLE, measure=Measure.CONVERSION, phase="look", direction=direction),),
        improvements=improvements,
    )


def numbers(value=0.2, target=0.5, units=100):
    rate = MetricNumber("rate", value, units, target=target)
    return MapNumbers("m", "account", phases={"look": CellNumbers(units=units)}, metrics={"rate": rate})


def test_customer_value_is_units_times_gap_times_importance():
    large = Improvement(id="large", title=TITLE, metric="rate", phases=("look",), importance=5)
    small = Improvement(id="small", title=TITLE, metric="rate", affected_units=20, importance=2)

    ranked = rank_improvements(a_map(small, large), numbers())

    assert [(one.id, one.customer_value) for one in ranked] == [("large", 100), ("small", pytest.approx(8))]
    assert [one.gap for one in ranked] == [pytest.approx(0.3), pytest.approx(0.3)]


def test_value_by_hand_wins():
    by_hand = Improvement(id="a", title=TITLE, metric="rate", affected_units=20, customer_value=70)

    (one,) = rank_improvements(a_map(by_hand), numbers())

    assert (one.customer_value, one.is_computed) == (70, False)


def test_severity_of_the_pain_is_the_importance():
    (one,) = rank_improvements(a_map(Improvement(id="a", title=TITLE, pains=("slow",)), severity=4))

    assert one.importance == 4


def test_effort_comes_off_and_what_is_done_stands_last():
    cheap = Improvement(id="cheap", title=TITLE, customer_value=50, effort=0)
    dear = Improvement(id="dear", title=TITLE, customer_value=90, effort=5)
    done = Improvement(id="done", title=TITLE, customer_value=100, status="shipped")
    unknown = Improvement(id="unknown", title=TITLE)

    assert [one.id for one in rank_improvements(a_map(done, unknown, dear, cheap))] == [
        "cheap",
        "dear",
        "unknown",
        "done",
    ]


def test_reached_target_leaves_no_gap():
    one = Improvement(id="a", title=TITLE, metric="rate", affected_units=20)

    assert rank_improvements(a_map(one), numbers(value=0.6))[0].gap == 0
    assert rank_improvements(a_map(one), numbers(value=0.6))[0].customer_value is None


@settings(deadline=None, max_examples=3 * EXAMPLES)
@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_interval_of_a_difference_of_shares_is_newcombes(part, of, later_part, later_of):
    part, later_part = min(part, of), min(later_part, later_of)
    before, after = a_share(part, of), a_share(later_part, later_of)

    low, high = effects.difference_interval(before, after)

    p, q = later_part / later_of, part / of
    (l1, u1), (l2, u2) = intervals.wilson(later_part, later_of), intervals.wilson(part, of)
    assert low == pytest.approx(p - q - sqrt((p - l1) ** 2 + (u2 - q) ** 2))
    assert high == pytest.approx(p - q + sqrt((u1 - p) ** 2 + (q - l2) ** 2))
    assert -1 - 1e-9 <= low <= p - q <= high <= 1 + 1e-9


def test_published_example_of_the_interval():
    # Newcombe (1998), table II, example (a): 56/70 and 48/80, method 10: 0.0524 to 0.3339
    low, high = effects.difference_interval(a_share(48, 80), a_share(56, 70))

    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@pytest.mark.parametrize(
    ("before", "after", "direction", "verdict"),
    [
        ((10, 100), (40, 100), "up", "better"),
        ((10, 100), (40, 100), "down", "worse"),
        ((10, 100), (12, 100), "up", "unclear"),
        ((10, 100), None, "up", "unknown"),
    ],
)
def test_verdict_needs_an_interval_without_zero(before, after, direction, verdict):
    metric = a_map(direction=direction).metrics[0]
    later = a_share(*after) if after else Reading(DAY, DAY, None, 0, None, None, True)

    found = effects.effect(Initiative(id="i", title=TITLE), metric, DAY, a_share(*before), later)

    assert found.verdict == verdict


def a_share(part, of):
    low, high = intervals.wilson(part, of)
    return Reading(DAY, DAY, part / of, of, low, high, False)
