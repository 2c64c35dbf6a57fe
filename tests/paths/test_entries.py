from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import BEGIN, Happening, as_touches, code_of, histories, paths_in, periods

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.paths import Period, entry_properties, first_entries

GROUPS = [("tp_demo", "tp_order"), ("tp_ad",)]


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS), periods())
def test_first_entries_equal_the_first_touch_of_each_path(happenings, by, period):
    expected = {}
    for unit, path in paths_in(happenings, by.value, period).items():
        for touchpoint in {touch.touchpoint for touch in path}:
            at = min(touch.at for touch in path if touch.touchpoint == touchpoint)
            there = [touch for touch in path if touch.touchpoint == touchpoint and touch.at == at]
            expected[unit, code_of(touchpoint)] = (at.replace(tzinfo=None), any(touch.day for touch in there))

    rows = first_entries(as_touches(happenings), by, period).to_pyarrow().to_pylist()

    assert {(row["unit"], row["touchpoint"]): (row["first_at"], row["first_day"]) for row in rows} == expected


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS), periods())
def test_property_is_that_of_the_first_touch_in_the_first_group_ever_touched(happenings, by, period):
    expected = {}
    for unit, path in paths_in(happenings, by.value, period).items():
        entered = [[touch for touch in path if touch.touchpoint in group] for group in GROUPS]
        first = next((touches[0] for touches in entered if touches), None)
        if first is not None:
            expected[unit] = first.properties.get("origin")

    rows = entry_properties(as_touches(happenings), by, period, GROUPS, "origin").to_pyarrow().to_pylist()

    assert {row["unit"]: row["label"] for row in rows} == expected


def test_groups_without_touchpoints_have_no_entries():
    touches = as_touches([Happening(BEGIN, "tp_ad")])

    assert entry_properties(touches, Unit.ACCOUNT, Period(), [()], "origin").to_pyarrow().num_rows == 0
