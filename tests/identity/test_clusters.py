"""Who belongs together: against networkx where no guard has anything to say, against an obvious walk where one has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import networkx as nx
import pytest
from event_builders import OpenStores, an_event, event_table, open_stores_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wegmarke.domain.identity_rules import Blocking, IdentityRules, Limit, Period
from wegmarke.identity import Act, change_rules, plan_rules, resolve
from wegmarke.identity.guards import is_weak

Event = tuple[int, list[tuple[str, str]]]
"""An event: the day on which it happened, and the identifiers it names, strongest first."""

DEFAULT = IdentityRules()
TIGHT = IdentityRules(
    limits={"user_id": Limit(1), "email": Limit(2, Period.WEEK), "*": Limit(2, Period.WEEK)},
    most_identifiers=9,
    most_neighbours=4,
)
LENGTHS = {Period.EVER: 10**6, Period.WEEK: 7, Period.MONTH: 30, Period.YEAR: 365}

Pair = frozenset[tuple[str, str]]


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


def persons(
    stores: OpenStores, events: list[Event], cut: int, rules: IdentityRules = DEFAULT, since: int = 0
) -> set[frozenset[tuple[str, str]]]:
    """Resolve events in batches, the rules holding from one of them on; returns the identifiers of each person."""
    stores.empty()
    rows = [
        an_event(
            source_event_id=str(number),
            occurred_at=an_event()["occurred_at"] + timedelta(days=day),
            person_identifiers=[{"kind": kind, "value": value} for kind, value in names],
        )
        for number, (day, names) in enumerate(events)
    ]
    for start in range(0, len(rows), cut):
        if start <= since < start + cut:
            change_rules(stores.state, stores.keys, stores.clock, Act("test"), rules)
        resolve(stores.state, stores.keys, event_table(rows[start : start + cut]), stores.directory)
    if since >= len(rows):
        change_rules(stores.state, stores.keys, stores.clock, Act("test"), rules)
    return clusters(stores, events)


def clusters(stores: OpenStores, events: list[Event]) -> set[frozenset[tuple[str, str]]]:
    names = {name for _, names in events for name in names}
    hashes = {bytes(stores.keys.hash_identifiers([f"{kind}\x1f{value}"])[0]): (kind, value) for kind, value in names}
    with stores.state.read() as connection:
        found = connection.exec_driver_sql("SELECT hash, owner FROM identifier WHERE subject = 'person'").fetchall()
    parts: dict[int, set[tuple[str, str]]] = {}
    for digest, owner in found:
        parts.setdefault(owner, set()).add(hashes[digest])
    return {frozenset(part) for part in parts.values()}


def several(kinds: list[str], values: int, most_events: int) -> st.SearchStrategy[list[Event]]:
    name = st.tuples(st.sampled_from(kinds), st.integers(0, values - 1).map(lambda number: f"v{number}x"))
    names = st.lists(name, min_size=1, max_size=3, unique=True)
    return st.lists(st.tuples(st.integers(0, 20), names), min_size=1, max_size=most_events)


QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(several(["crm_contact"], 5, 25), st.integers(1, 25))
def test_without_guards_persons_are_connected_components(stores: OpenStores, events: list[Event], cut: int) -> None:
    graph = nx.Graph()
    for _, names in events:
        graph.add_nodes_from(names)
        graph.add_edges_from((names[0], name) for name in names[1:])

    assert persons(stores, events, cut) == {frozenset(part) for part in nx.connected_components(graph)}


@QUICK
@given(
    several(["user_id", "email", "crm", "anonymous_id"], 6, 40), st.integers(1, 40), st.randoms(use_true_random=False)
)
def test_same_data_in_any_order_give_the_same_persons(
    stores: OpenStores, events: list[Event], cut: int, chance: object
) -> None:
    first = persons(stores, events, cut)
    chance.shuffle(events)  # type: ignore[attr-defined]  # Hypothesis' random numbers have no public type

    assert persons(stores, events, 7) == first == obvious(stores, events, DEFAULT)


@QUICK
@given(
    several(["user_id", "email", "crm", "anonymous_id"], 6, 40),
    st.integers(1, 20),
    st.integers(0, 45),
    st.randoms(use_true_random=False),
)
def test_rules_give_the_same_persons_whenever_they_are_set(
    stores: OpenStores, events: list[Event], cut: int, since: int, chance: object
) -> None:
    first = persons(stores, events, cut, TIGHT, since)
    chance.shuffle(events)  # type: ignore[attr-defined]  # Hypothesis' random numbers have no public type

    assert persons(stores, events, 7, TIGHT) == first == obvious(stores, events, TIGHT)


@QUICK
@given(several(["user_id", "email", "crm", "anonymous_id"], 6, 40))
def test_the_plan_of_other_rules_says_what_comes_true_and_changes_nothing(
    stores: OpenStores, events: list[Event]
) -> None:
    before = persons(stores, events, 9)

    plan = plan_rules(stores.state, stores.keys, stores.clock, TIGHT)
    untouched = clusters(stores, events)
    done = change_rules(stores.state, stores.keys, stores.clock, Act("test"), TIGHT)

    after = clusters(stores, events)
    assert (untouched, done) == (before, plan)
    assert (plan.persons_before, plan.persons_after) == (len(before), len(after))


def obvious(stores: OpenStores, events: list[Event], rules: IdentityRules) -> set[frozenset[tuple[str, str]]]:
    """Take every link there is in the order that counts, look at both clusters as lists, and join or hold."""
    since: dict[Pair, int] = {}
    seen: dict[tuple[str, str], int] = {}
    clusters: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for day, names in events:
        for name in names:
            clusters.setdefault(name, {name})
        for name in names[1:]:
            pair = frozenset({names[0], name})
            since[pair] = min(day, since.get(pair, day))
            for end in pair:
                seen[end] = min(day, seen.get(end, day))
    near = {name: sum(name in pair for pair in since) for name in clusters}

    def turn(pair: Pair) -> tuple[object, ...]:
        rank = 1 if all(kind == "user_id" for kind, _ in pair) else 3 if any(is_weak(kind) for kind, _ in pair) else 2
        return rank, since[pair], sorted(stores.keys.hash_identifiers(f"{kind}\x1f{value}" for kind, value in pair))

    stated: list[Pair] = []
    for pair in sorted(since, key=turn):
        one, other = pair
        first, second_ = clusters[one], clusters[other]
        if first is second_ or max(near[one], near[other]) > rules.most_neighbours:
            continue
        is_stated = all(kind == "user_id" for kind, _ in pair)
        if not holds(first, second_, [*stated, pair] if is_stated else stated, pair, seen, rules):
            continue
        if is_stated:
            stated.append(pair)
        joined = first | second_
        for name in joined:
            clusters[name] = joined
    return {frozenset(cluster) for cluster in clusters.values()}


def holds(
    first: set[tuple[str, str]],
    second: set[tuple[str, str]],
    stated: list[Pair],
    pair: Pair,
    seen: dict[tuple[str, str], int],
    rules: IdentityRules,
) -> bool:
    """Tell whether no guard says no to two clusters becoming one."""
    both, kinds = first | second, {kind for kind, _ in first} & {kind for kind, _ in second}

    def same(kind: str) -> int:
        # Users of whom somebody said that they are one count as one.
        return sum(said <= both for said in stated) if kind == "user_id" else 0

    def most_at_once(kind: str) -> int:
        days = [seen[name] for name in both if name[0] == kind]
        length = LENGTHS[rules.limit(kind).per]
        return max(sum(start <= day < start + length for day in days) for start in days) - same(kind)

    known = [any(not is_weak(kind) for kind, _ in cluster) for cluster in (first, second)]
    if any(is_weak(kind) for kind, _ in pair) and all(known):
        return False
    if len(both) - same("user_id") > rules.most_identifiers:
        return False
    return all(most_at_once(kind) <= rules.limit(kind).most for kind in kinds)


def test_a_sixth_identifier_of_a_week_waits_and_that_of_the_next_week_does_not(stores: OpenStores) -> None:
    # Wrong reading prevented: a sixth one in all of time is held, or a week begins on Mondays.
    events: list[Event] = [(0, [("user_id", "anna"), ("crm", f"c{number}x")]) for number in range(5)]
    late: Event = (7, [("user_id", "anna"), ("crm", "c8x")])
    early: Event = (6, [("user_id", "anna"), ("crm", "c9x")])

    found = persons(stores, [early, late, *events], 2)

    assert frozenset({("crm", "c9x")}) in found
    assert len(found) == 2


def test_a_blocked_value_joins_nobody_and_comes_back(stores: OpenStores) -> None:
    events: list[Event] = [(0, [("crm", "c1x"), ("phone", "Test 1")]), (1, [("crm", "c2x"), ("phone", "Test 1")])]

    first = persons(stores, events, 2)
    change_rules(stores.state, stores.keys, stores.clock, Act("test"), DEFAULT, Blocking(add=("TEST 1 ",)))
    apart = clusters(stores, events)
    change_rules(stores.state, stores.keys, stores.clock, Act("test"), DEFAULT)

    assert len(first) == 1
    assert len(apart) == 3
    assert clusters(stores, events) == first


def test_a_device_does_not_make_one_person_of_two(stores: OpenStores) -> None:
    found = persons(
        stores,
        [
            (1, [("user_id", "anna"), ("anonymous_id", "tablet")]),
            (2, [("user_id", "bert"), ("anonymous_id", "tablet")]),
        ],
        1,
    )

    assert found == {frozenset({("user_id", "anna"), ("anonymous_id", "tablet")}), frozenset({("user_id", "bert")})}


def test_an_identifier_of_five_hundred_joins_nobody(stores: OpenStores) -> None:
    # Wrong reading prevented: everybody who ever used one address is one person.
    events: list[Event] = [(1, [("crm", f"c{number}x"), ("email", "everyone@x.example")]) for number in range(500)]

    found = persons(stores, events, 60)

    assert len(found) == 501
    with stores.state.read() as connection:
        held = connection.exec_driver_sql("SELECT state, guard, count(*) FROM link GROUP BY 1, 2").fetchall()
    assert [tuple(row) for row in held] == [("held", "shared", 500)]


def test_a_user_who_was_renamed_stays_one(stores: OpenStores) -> None:
    events: list[Event] = [
        (1, [("user_id", "old"), ("email", "a@x.example")]),
        (2, [("user_id", "new"), ("user_id", "old")]),
        (3, [("user_id", "new"), ("email", "a@x.example")]),
    ]

    assert persons(stores, events, 1) == {frozenset({("user_id", "old"), ("user_id", "new"), ("email", "a@x.example")})}


def test_the_fourth_mail_address_waits_whatever_arrives_first(stores: OpenStores) -> None:
    events: list[Event] = [(day, [("crm", "c1x"), ("email", f"m{day}@x.example")]) for day in range(1, 5)]
    expected = {
        frozenset({("crm", "c1x"), *(("email", f"m{number}@x.example") for number in (1, 2, 3))}),
        frozenset({("email", "m4@x.example")}),
    }

    assert persons(stores, events, 1) == persons(stores, events[::-1], 1) == expected
