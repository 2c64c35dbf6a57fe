from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import as_touches, histories, paths_in, periods

from wegmarke.domain import TOUCH_UNITS
from wegmarke.paths import primitives


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), st.integers(1, 5))
def test_positions_equal_a_count_along_every_path(happenings, by, period, last):
    walked = Counter()
    for path in paths_in(happenings, by.value, period).values():
        ids = [None, *(touch.touchpoint for touch in path)]
        walked.update((place, ids[place - 1], ids[place]) for place in range(1, min(last, len(path)) + 1))

    rows = primitives.positions(as_touches(happenings), by, period, last).to_pylist()

    assert {(row["position"], row["near_touchpoint"], row["touchpoint"]): row["units"] for row in rows} == walked
