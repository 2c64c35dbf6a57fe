from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import BEGIN, Happening, as_touches, histories, paths_in, periods

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.paths import END, START, Period, primitives

HOUR = timedelta(hours=1)
ALWAYS = Period()


def counted(happenings, by=Unit.ACCOUNT, period=ALWAYS):
    rows = primitives.count_transitions(as_touches(happenings), by, period).to_pylist()
    return {(row["from_touchpoint"], row["to_touchpoint"]): row["transitions"] for row in rows}


def a_path(*touchpoints):
    return [Happening(BEGIN + number * HOUR, touchpoint) for number, touchpoint in enumerate(touchpoints)]


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS), periods())
def test_transitions_equal_a_walk_along_every_path(happenings, by, period):
    walked = Counter()
    for path in paths_in(happenings, by.value, period).values():
        walked.update(pairwise([START, *(touch.touchpoint for touch in path), END]))

    assert counted(happenings, by, period) == walked


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS), periods())
def test_units_make_a_transition_once(happenings, by, period):
    walked = Counter()
    for path in paths_in(happenings, by.value, period).values():
        walked.update(set(pairwise([START, *(touch.touchpoint for touch in path), END])))

    rows = primitives.count_transitions(as_touches(happenings), by, period).to_pylist()

    assert {(row["from_touchpoint"], row["to_touchpoint"]): row["units"] for row in rows} == walked


def test_a_path_has_a_start_and_an_end():
    assert counted(a_path("tp_ad")) == {(START, "tp_ad"): 1, ("tp_ad", END): 1}


def test_repeats_are_transitions():
    assert counted(a_path("tp_ad", "tp_ad"))["tp_ad", "tp_ad"] == 1


def test_a_period_cuts_the_path_at_both_sides():
    path = a_path("tp_ad", "tp_fair", "tp_demo", "tp_order")

    assert counted(path, period=Period(BEGIN + HOUR, BEGIN + 3 * HOUR)) == {
        (START, "tp_fair"): 1,
        ("tp_fair", "tp_demo"): 1,
        ("tp_demo", END): 1,
    }


def test_a_touch_at_the_start_of_the_period_is_inside_and_one_at_its_end_is_not():
    path = a_path("tp_ad", "tp_fair")

    assert counted(path, period=Period(BEGIN, BEGIN + HOUR)) == {(START, "tp_ad"): 1, ("tp_ad", END): 1}


def test_unrecognised_events_stand_in_no_path():
    path = a_path("tp_ad", None, "tp_demo")

    assert ("tp_ad", "tp_demo") in counted(path)


@pytest.mark.parametrize("by", TOUCH_UNITS)
def test_nothing_gives_no_rows(by):
    assert counted([], by) == {}
