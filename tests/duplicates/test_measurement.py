from __future__ import annotations

import itertools

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from wegmarke.duplicates import pair_quality

rows = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12)


@given(rows)
def test_pairs_are_counted_as_if_listed(clusters):
    pairs = list(itertools.combinations(clusters, 2))
    joined = sum(one[0] == other[0] for one, other in pairs)
    true = sum(one[1] == other[1] for one, other in pairs)
    right = sum(one == other for one, other in pairs)

    quality = pair_quality(column(clusters, 0), column(clusters, 1))

    assert (quality.joined, quality.true, quality.right) == (joined, true, right)


def test_precision_recall_and_f1():
    quality = pair_quality(named(["x", "x", "y", "y"]), named(["x", "x", "x", "z"]))

    assert (quality.precision, quality.recall, quality.f1) == (1 / 2, 1 / 3, 2 / 5)


def test_joining_nothing_is_never_wrong():
    quality = pair_quality(named(["a", "b"]), named(["c", "c"]))

    assert (quality.precision, quality.recall, quality.f1) == (1.0, 0.0, 0.0)


def column(clusters: list[tuple[int, int]], side: int) -> pa.Table:
    return named([str(row[side]) for row in clusters])


def named(clusters: list[str]) -> pa.Table:
    ids = pa.array([str(number) for number in range(len(clusters))], pa.string())
    return pa.table({"id": ids, "cluster": pa.array(clusters, pa.string())})
