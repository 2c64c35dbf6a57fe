from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import BEGIN, Happening, as_touches, histories, paths_in, periods

from wegmarke.analytics import paths, sankey
from wegmarke.domain import TOUCH_UNITS, UsageError
from wegmarke.paths import END, START
from wegmarke.paths.primitives import REMAINDER


def a_path(account, *touchpoints):
    return [
        Happening(BEGIN + timedelta(hours=hour), touchpoint, account=account)
        for hour, touchpoint in enumerate(touchpoints)
    ]


def flows(result):
    return {
        (row["position"], row["from_touchpoint"], row["to_touchpoint"]): row["units"]
        for row in result.to_pyarrow().to_pylist()
    }


@settings(max_examples=25, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), st.integers(2, 5))
def test_with_room_for_all_names_it_equals_a_walk(happenings, by, period, positions):
    walked = Counter()
    for path in paths_in(happenings, by.value, period).values():
        ids = [touch.touchpoint for touch in path][:positions]
        ids += [END] if len(ids) < positions else []
        walked.update((place, ids[place - 1], ids[place]) for place in range(1, len(ids)))

    found = sankey(as_touches(happenings), by, start=period.start, end=period.end, positions=positions, top=99)

    assert flows(found) == walked


@settings(max_examples=25, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), st.integers(2, 5))
def test_from_the_end_it_equals_a_walk_back_from_the_first_touch_there(happenings, by, period, positions):
    walked = Counter()
    for path in paths_in(happenings, by.value, period).values():
        ids = [touch.touchpoint for touch in path]
        if "tp_demo" in ids:
            back = ids[: ids.index("tp_demo") + 1][::-1][:positions]
            back += [START] if len(back) < positions else []
            walked.update((-place - 1, back[place], back[place - 1]) for place in range(1, len(back)))

    found = sankey(
        as_touches(happenings), by, start=period.start, end=period.end, positions=positions, top=99,
        anchor="end", at=("tp_demo",),
    )  # fmt: skip

    assert flows(found) == walked


@settings(max_examples=25, deadline=None)
@given(histories(), st.integers(2, 5), st.integers(1, 3))
def test_what_flows_in_flows_out(happenings, positions, top):
    rows = sankey(as_touches(happenings), "person", positions=positions, top=top).to_pyarrow().to_pylist()

    arrived, left = Counter(), Counter()
    for row in rows:
        arrived[row["to_position"], row["to_touchpoint"]] += row["units"]
        left[row["position"], row["from_touchpoint"]] += row["units"]
    inner = {node: units for node, units in arrived.items() if node[0] < positions and node[1] != END}
    assert inner == {node: units for node, units in left.items() if node[0] > 1}
    assert all(len({name for at, name in left if at == position}) <= top + 1 for position in range(1, positions))
    begun = sum(units for (position, _), units in left.items() if position == 1)
    assert begun == len(paths_in(happenings, "person"))


def test_rare_touchpoints_share_one_node():
    happenings = [*a_path(1, "tp_ad"), *a_path(2, "tp_ad"), *a_path(3, "tp_fair"), *a_path(4, "tp_demo")]

    assert flows(sankey(as_touches(happenings), positions=2, top=1)) == {(1, "tp_ad", END): 2, (1, REMAINDER, END): 2}


@pytest.mark.parametrize("choices", [{"positions": 1}, {"top": 0}])
def test_a_flow_needs_two_positions_and_a_name(choices):
    with pytest.raises(UsageError, match="expected a number from"):
        sankey(as_touches([]), **choices)


def test_paths_list_transitions_with_their_units_most_frequent_first():
    happenings = [*a_path(1, "tp_ad", "tp_demo", "tp_ad", "tp_demo"), *a_path(2, "tp_ad", "tp_demo")]

    rows = paths(as_touches(happenings)).to_pyarrow().to_pylist()

    assert rows[0] == {
        "from_touchpoint": "tp_ad",
        "to_touchpoint": "tp_demo",
        "transitions": 3,
        "units": 2,
        "share": 1.0,
    }
    assert {(row["from_touchpoint"], row["units"]) for row in rows if row["from_touchpoint"] == START} == {(START, 2)}


@settings(max_examples=15, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS))
def test_paths_hold_no_more_units_than_transitions(happenings, by):
    rows = paths(as_touches(happenings), by).to_pyarrow().to_pylist()

    assert all(0 < row["units"] <= row["transitions"] for row in rows)
    assert sum(row["units"] for row in rows if row["to_touchpoint"] == END) == len(paths_in(happenings, by.value))
