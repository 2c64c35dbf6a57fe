from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wegmarke.lookup import SortedKeys

KEY = st.integers(0, 30) | st.integers(2**64 - 3, 2**64 - 1)
PORTION = st.lists(st.tuples(KEY, st.integers(0, 2**32 - 1)), max_size=40)


@given(st.lists(PORTION, max_size=12), st.lists(KEY, max_size=40))
def test_finds_what_a_list_of_pairs_holds(portions: list[list[tuple[int, int]]], asked: list[int]) -> None:
    layers = SortedKeys(np.uint32)
    for portion in portions:
        layers.add(
            np.array([key for key, _ in portion], dtype=np.uint64), np.array([value for _, value in portion], np.uint32)
        )

    found = layers.find(np.array(asked, dtype=np.uint64))

    known = [pair for portion in portions for pair in portion]
    expected = sorted((place, value) for place, one in enumerate(asked) for key, value in known if key == one)
    assert sorted(zip(found.place.tolist(), found.values[0].tolist(), strict=True)) == expected
    assert len(layers) == len(known)


def test_runs_stay_few_however_many_are_added() -> None:
    layers = SortedKeys(np.uint32)
    numbers = np.arange(10, dtype=np.uint64)
    for portion in range(1_000):
        layers.add(numbers + np.uint64(10 * portion), np.full(10, portion))

    found = layers.find(np.array([0, 9_999, 10_000], dtype=np.uint64))

    assert sorted(zip(found.place.tolist(), found.values[0].tolist(), strict=True)) == [(0, 0), (1, 999)]
    assert len(layers._layers) < 10  # each question walks all of them
