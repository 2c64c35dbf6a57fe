"""Group heads and circles against walking up one parent at a time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wegmarke.accounts import hierarchy


def of(parents: dict[int, int]) -> tuple[dict[int, tuple[int, int]], set[tuple[int, ...]]]:
    children = np.array(sorted(parents), dtype=np.int64)
    found = hierarchy(children, np.array([parents[child] for child in sorted(parents)], dtype=np.int64))
    places = zip(found.accounts.tolist(), found.heads.tolist(), found.levels.tolist(), strict=True)
    return {account: (head, level) for account, head, level in places}, set(found.circles)


def walked(parents: dict[int, int]) -> tuple[dict[int, tuple[int, int]], set[tuple[int, ...]]]:
    places, circles = {}, set()
    for account in {*parents, *parents.values()}:
        seen, at = [], account
        while at in parents and at not in seen:
            seen.append(at)
            at = parents[at]
        if at in parents:
            circles.add(tuple(sorted(seen[seen.index(at) :])))
            places[account] = (0, 0)
        else:
            places[account] = (at, len(seen))
    return places, circles


def test_a_chain_ends_at_its_head() -> None:
    assert of({1: 2, 2: 3}) == ({1: (3, 2), 2: (3, 1), 3: (3, 0)}, set())


def test_a_circle_is_named_and_has_no_head() -> None:
    places, circles = of({1: 2, 2: 1, 3: 1})

    assert circles == {(1, 2)}
    assert places[3] == (0, 0)


def test_an_account_that_is_its_own_parent_is_a_circle_of_one() -> None:
    assert of({7: 7}) == ({7: (0, 0)}, {(7,)})


def test_nobody_has_a_parent() -> None:
    assert of({}) == ({}, set())


def test_a_chain_of_a_hundred_thousand_takes_a_few_rounds() -> None:
    children = np.arange(1, 100_001)

    found = hierarchy(children, children + 1)

    assert set(found.heads.tolist()) == {100_001}
    assert found.levels.max() == 100_000


@given(st.dictionaries(st.integers(1, 20), st.integers(1, 20)))
def test_jumping_comes_where_walking_comes(parents: dict[int, int]) -> None:
    assert of(parents) == walked(parents)
