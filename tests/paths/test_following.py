"""An index that follows what each derivation of touches changed equals one that is built from them."""

from __future__ import annotations

import itertools
import os
from contextlib import ExitStack
from datetime import timedelta
from unittest.mock import patch

import pytest
from event_builders import NOON, an_event, open_stores_in, recognition
from held_paths import held
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from path_follower import Follower, LateFollower

from wegmarke.events import derive, state_of_touches
from wegmarke.paths import index

EXAMPLES = 400 if os.environ.get("WEGMARKE_NIGHTLY") else 8
FIRST = recognition(quote_sent=2, order_placed=3, page_viewed=None)
SECOND = recognition(order_placed=1, page_viewed=2)
WAYS = {
    "in memory": {"touches._FEW": 100_000},
    "by statements": {"touches._FEW": -1, "touches._REBUILD_SHARE": 100.0},
    "units alone": {"touches._FEW": -1, "touches._REBUILD_SHARE": 100.0, "changed._MOST_ROWS": 0},
    "as usual": {"touches._FEW": 3},
}
NAMES = ("quote_sent", "order_placed", "page_viewed", "thing_happened", "membership_started", "membership_ended")
EVENT = st.tuples(
    st.sampled_from(NAMES),
    st.integers(0, 6),
    st.lists(st.sampled_from(["p1", "p2", "p3", "m1"]), max_size=2),
    st.sampled_from(["a1", "a2", None, None]),
)
STEP = st.tuples(st.lists(EVENT, max_size=6), st.sampled_from(list(WAYS)), st.sampled_from(["", "", "fold", "rules"]))


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    stores = open_stores_in(tmp_path_factory.mktemp("many"))
    yield stores
    stores.close()


def events_of(rows, numbers):
    return [
        an_event(
            source_event_id=str(number),
            sequence=number % 2,
            name=name,
            occurred_at=NOON + timedelta(minutes=15 * quarter),
            person_identifiers=[{"kind": "crm", "value": value} for value in persons],
            account=account,
            channel=[None, "web"][number % 2],
            value_minor=[None, None, number][number % 3],
            currency="EUR",
        )
        for (name, quarter, persons, account), number in zip(rows, numbers, strict=False)
    ]


@pytest.mark.timeout(7200)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, min_size=1, max_size=6))
def test_following_changes_one_by_one_or_together_equals_building(many, tmp_path_factory, steps):
    many.empty()
    follower, late, numbers = Follower(many, tmp_path_factory.mktemp("paths")), LateFollower(many), itertools.count()
    rules = FIRST

    for rows, way, act in steps:
        with ExitStack() as stack:
            for name, value in WAYS[way].items():
                stack.enter_context(patch(f"wegmarke.events.{name}", value))
            rules = SECOND if act == "rules" else rules
            if rows:
                many.take_in(events_of(rows, numbers))
            changed = derive(many.engine, rules)
            follower.told(changed)
            late.told(changed)
        if act == "fold":
            late.catch_up()
        for by, paths in follower.indexes.items():
            if act == "fold":
                paths.fold()
            anew = index.PathIndex(many.engine, by, name_state=state_of_touches).build()
            assert held(paths.snapshot) == held(anew)
            assert paths.snapshot.state == anew.state
    late.catch_up()
    for by, paths in late.indexes.items():
        assert held(paths.snapshot) == held(follower.indexes[by].snapshot)
        assert paths.snapshot.state == follower.indexes[by].snapshot.state


def test_a_change_tells_whose_touches_came_and_went(many):
    many.empty()
    many.take_in([an_event(source_event_id="1", person="p1", account="a1")])
    derive(many.engine, FIRST)
    many.take_in([an_event(source_event_id="2", person="p2", account="a2", occurred_at=NOON + timedelta(days=1))])

    changed = derive(many.engine, FIRST)

    assert (changed.persons.tolist(), changed.accounts.tolist(), changed.is_all) == ([2], [2], False)


def test_nothing_new_changes_nothing(many):
    many.empty()
    many.take_in([an_event(person="p1")])
    before = derive(many.engine, FIRST)

    changed = derive(many.engine, FIRST)

    assert not changed
    assert changed.state == before.state


def test_every_change_gives_the_touches_another_name(many):
    names = []
    for turn in range(3):
        many.empty()
        names.append(derive(many.engine, FIRST).state)
        many.take_in([an_event(source_event_id=str(turn), person="p1")])
        names.append(derive(many.engine, FIRST).state)
        names.append(derive(many.engine, SECOND).state)

    # three stores that are empty are in the same state
    assert len(set(names)) == 7
