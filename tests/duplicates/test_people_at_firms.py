"""Many share a frequent name, and their addresses are made of it: the estimate must not take them for one."""

from __future__ import annotations

import pyarrow.compute as pc
import pytest
from people_at_firms import people_at_firms

from wegmarke.duplicates import PERSONS, suggest

MARGIN = 0.05
"""How far the estimated precision may be above the true one."""


@pytest.fixture(scope="module", params=[5, 6])
def judged(request):
    """The pairs from the usual threshold upwards, and whether each is true; 100 of them are there to be found."""
    records, truth = people_at_firms(seed=request.param)
    return _judged(records, truth)


def _judged(records, truth):
    pairs = suggest(records, PERSONS).pairs
    pairs = pairs.filter(pc.greater_equal(pairs["probability"], PERSONS.threshold))
    sides = [truth["cluster"].take(pc.index_in(pairs[side], value_set=truth["id"])) for side in ("left", "right")]
    return pairs.append_column("is_true", pc.equal(*sides))


def test_the_estimated_precision_is_the_true_one(judged):
    assert pc.mean(judged["probability"]).as_py() <= pc.mean(judged["is_true"].cast("float64")).as_py() + MARGIN


def test_the_true_duplicates_are_found(judged):
    assert pc.sum(judged["is_true"]).as_py() >= 97


def test_where_nobody_is_recorded_twice_nobody_is_suggested():
    assert _judged(*people_at_firms(duplicates=0)).num_rows == 0
