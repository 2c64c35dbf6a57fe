from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import BEGIN, TOUCHPOINTS, Happening, as_touches, histories, paths_in, periods

from wegmarke.domain import Unit
from wegmarke.paths import Period, ordered_matches

STEPS = st.lists(st.sets(st.sampled_from(TOUCHPOINTS[:4]), min_size=1, max_size=2).map(tuple), min_size=1, max_size=4)


def matched(happenings, by, period, steps):
    rows = ordered_matches(as_touches(happenings), by, period, steps).to_pyarrow().to_pylist()
    return {(row["unit"], row["step"]): row["first_at"] for row in rows}


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from(Unit), periods(), STEPS)
def test_matches_equal_a_greedy_walk(happenings, by, period, steps):
    walked = {}
    for unit, path in paths_in(happenings, by.value, period).items():
        remaining = iter(path)
        for number, step in enumerate(steps):
            found = next((touch for touch in remaining if touch.touchpoint in step), None)
            if found is None:
                break
            walked[unit, number] = found.at.replace(tzinfo=None)

    assert matched(happenings, by, period, steps) == walked


def test_one_touch_never_serves_two_steps():
    steps = [("tp_ad",), ("tp_ad", "tp_fair")]

    assert list(matched([Happening(BEGIN, "tp_ad")], Unit.ACCOUNT, Period(), steps)) == [(1, 0)]


def test_touches_at_the_same_instant_keep_their_path_order():
    steps = [("tp_fair",), ("tp_ad",)]
    at_once = [Happening(BEGIN, "tp_ad"), Happening(BEGIN, "tp_fair")]

    assert list(matched(at_once, Unit.ACCOUNT, Period(), steps)) == [(1, 0)]


def test_a_later_repeat_of_the_first_step_changes_nothing():
    hours = [Happening(BEGIN + timedelta(hours=hour), tp) for hour, tp in enumerate(["tp_ad", "tp_demo", "tp_ad"])]

    assert matched(hours, Unit.ACCOUNT, Period(), [("tp_ad",), ("tp_demo",)])[1, 0] == BEGIN.replace(tzinfo=None)
