"""Who is one of our own: touches follow names and what is taken back, step by step as if derived anew, in any order."""

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
from path_follower import Follower

from wegmarke import identity
from wegmarke.domain import NotFound
from wegmarke.domain.internal_names import InternalKind, InternalName
from wegmarke.events import derive, rebuild, rehearse_internal, state_of_touches
from wegmarke.identity import Act
from wegmarke.paths import index

EXAMPLES = 300 if os.environ.get("WEGMARKE_NIGHTLY") else 4
SEEN = recognition(quote_sent=2, page_viewed=None)
WAYS = {
    "in memory": {"touches._FEW": 100_000, "touches._REBUILD_SHARE": 100.0},
    "by statements": {"touches._FEW": -1, "touches._REBUILD_SHARE": 100.0},
    "units alone": {"touches._FEW": -1, "touches._REBUILD_SHARE": 100.0, "changed._MOST_ROWS": 0},
    "as usual": {},
}
MAILS = ["ada@ours.example", "bob@ours.example", "cem@beta.example", "dan@eu.ours.example"]
PERSONS = [("email", mail) for mail in MAILS] + [("crm", "p1"), ("crm", "p2"), ("cookie", "c1"), ("cookie", "c2")]
ACCOUNTS = [("crm", "a1"), ("crm", "a2"), ("domain", "ours.example"), ("domain", "OURS.EXAMPLE")]
NAMES = [
    ("domain", "ours.example"), ("domain", "beta.example"), ("person", ("crm", "p1")), ("person", ("cookie", "c1")),
    ("account", ("crm", "a1")),
]  # fmt: skip
EVENT = st.tuples(
    st.sampled_from(["quote_sent", "page_viewed", "thing_happened", "membership_started", "membership_ended"]),
    st.integers(0, 6),
    st.lists(st.sampled_from(PERSONS), max_size=2),
    st.lists(st.sampled_from(ACCOUNTS), max_size=1),
    st.sampled_from(["", "", "", "yes"]),
)
ACT = st.none() | st.tuples(st.booleans(), st.sampled_from(NAMES))
STEP = st.tuples(st.lists(EVENT, max_size=6), st.sampled_from(list(WAYS)), ACT)
WHOLE = "SELECT * FROM touch ORDER BY account NULLS LAST, person NULLS LAST, occurred_at, sequence, event_id"


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    stores = open_stores_in(tmp_path_factory.mktemp("many"))
    yield stores
    stores.close()


@pytest.fixture
def stores(many):
    many.empty()
    return many


def event_of(number, said):
    name, quarter, persons, accounts, internal = said
    return an_event(
        source_event_id=str(number),
        sequence=number % 2,
        name=name,
        occurred_at=NOON + timedelta(minutes=15 * quarter),
        person_identifiers=[{"kind": kind, "value": value} for kind, value in persons],
        account_identifiers=[{"kind": kind, "value": value} for kind, value in accounts],
        properties=[("internal", internal)] if internal else [],
    )


def called(stores, kind, what):
    """Return the name of a domain, or of whoever has an identifier now; None while it is unknown."""
    if kind == "domain":
        return InternalName(InternalKind.DOMAIN, what).check()
    (hashed,) = stores.keys.hash_identifiers(["\x1f".join(what)])
    with stores.state.read() as connection:
        query = "SELECT owner FROM identifier WHERE subject = ? AND hash = ?"
        owner = connection.exec_driver_sql(query, (kind, hashed)).scalar()
    return None if owner is None else InternalName(InternalKind(kind), str(owner))


def act(stores, is_added, kind, what):
    name = called(stores, kind, what)
    if name is None:
        return
    if is_added:
        identity.add_internal(stores.state, stores.keys, stores.clock, Act("test"), name)
    else:
        identity.remove_internal(stores.state, stores.clock, Act("test"), name)
    stores.take_in([])


def follow(stores):
    while stores.sink.run_once():
        pass
    return derive(stores.engine, SEEN)


def flags(stores):
    rows = stores.engine.query("SELECT event_id, internal, says_internal FROM touch").to_pylist()
    return {str(row["event_id"]): (row["internal"], row["says_internal"]) for row in rows}


def expected_flags(stores):
    """Say it event by event, from who belongs to whom and what the names are about."""
    domains = {one.name.name for one in identity.internal_names(stores.state) if one.name.kind is InternalKind.DOMAIN}
    own = {("person", one.name.number) for one in identity.internal_names(stores.state) if one.name.kind == "person"}
    own |= {("account", one.name.number) for one in identity.internal_names(stores.state) if one.name.kind == "account"}
    with stores.state.read() as connection:
        rows = connection.exec_driver_sql("SELECT subject, hash, owner FROM identifier").all()
    for subject, hashed, owner in rows:
        texts = [("email", mail) for mail in MAILS] if subject == "person" else ACCOUNTS
        for kind, value in texts:
            (of_text,) = stores.keys.hash_identifiers([f"{kind}\x1f{value}"])
            is_domain = kind == "domain" and value.lower() in domains
            if of_text == hashed and (is_domain or (kind == "email" and value.split("@")[1] in domains)):
                own.add((subject, owner))
    rows = stores.engine.query("SELECT event_id, says_internal, person, account FROM touch").to_pylist()
    return {
        str(row["event_id"]): (
            row["says_internal"] or ("person", row["person"]) in own or ("account", row["account"]) in own,
            row["says_internal"],
        )
        for row in rows
    }


@pytest.mark.timeout(7200)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, min_size=2, max_size=6))
def test_step_by_step_equals_deriving_anew(many, tmp_path_factory, steps):
    many.empty()
    follower, numbers = Follower(many, tmp_path_factory.mktemp("paths")), itertools.count()
    for said, way, named in steps:
        with ExitStack() as stack:
            for name, value in WAYS[way].items():
                stack.enter_context(patch(f"wegmarke.events.{name}", value))
            if said:
                many.take_in([event_of(number, row) for row, number in zip(said, numbers, strict=False)])
            if named:
                act(many, named[0], *named[1])
            follower.told(follow(many))
        for by, paths in follower.indexes.items():
            anew = index.PathIndex(many.engine, by, name_state=state_of_touches).build()
            assert held(paths.snapshot) == held(anew)
        assert flags(many) == expected_flags(many)
    step_by_step = many.engine.query(WHOLE)

    rebuild(many.engine, SEEN)

    assert many.engine.query(WHOLE).equals(step_by_step)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(EVENT, min_size=1, max_size=10), st.data())
def test_it_does_not_matter_what_came_first(many, said, data):
    found = []
    events = [event_of(number, row) for number, row in enumerate(said)]
    for _ in range(2):
        many.empty()
        acts = [("event", event) for event in events] + [("name", NAMES[0]), ("name", NAMES[1])]
        for kind, what in data.draw(st.permutations(acts)):
            if kind == "event":
                many.take_in([what])
                continue
            act(many, True, *what)
        act(many, False, *NAMES[1])
        for name in NAMES[2:]:
            act(many, True, *name)
        follow(many)
        found.append(flags(many))

    assert found[0] == found[1]


def of(number, person=None, account=None, **more):
    persons, accounts = ([("email", person)] if person else []), ([("crm", account)] if account else [])
    return event_of(number, ("quote_sent", number, persons, accounts, "")) | more


def internal_of(stores):
    rows = stores.engine.query("SELECT internal FROM touch ORDER BY occurred_at").to_pylist()
    return [row["internal"] for row in rows]


def test_whoever_is_taken_back_counts_again_to_the_same_bytes(stores):
    stores.take_in([of(0, "ada@ours.example", "a1"), of(1, "cem@beta.example", "a2"), of(2, account="a1")])
    follow(stores)
    before = stores.engine.query(WHOLE)

    act(stores, True, "domain", "ours.example")
    follow(stores)
    assert internal_of(stores) == [True, False, False]
    act(stores, True, "account", ("crm", "a1"))
    act(stores, False, "domain", "ours.example")
    follow(stores)
    assert internal_of(stores) == [True, False, True]
    act(stores, False, "account", ("crm", "a1"))
    follow(stores)

    assert stores.engine.query(WHOLE).equals(before)


def test_only_those_concerned_are_derived_again(stores):
    stores.take_in([of(number, f"p{number}@beta.example") for number in range(20)] + [of(20, "ada@ours.example")])
    follow(stores)

    act(stores, True, "domain", "ours.example")
    changed = follow(stores)

    assert (changed.is_all, changed.touches, changed.persons.tolist()) == (False, 2, [21])


def test_a_colleague_who_comes_later_is_one_of_our_own_with_all_that_came_before(stores):
    act(stores, True, "domain", "ours.example")
    visit = event_of(1, ("page_viewed", 0, [("cookie", "c1")], [], ""))
    stores.take_in([visit])
    follow(stores)
    assert internal_of(stores) == [False]

    login = event_of(2, ("page_viewed", 1, [("email", "ada@ours.example"), ("cookie", "c1")], [], ""))
    stores.take_in([login])
    follow(stores)

    assert internal_of(stores) == [True, True]


def test_a_plan_counts_what_naming_changes(stores):
    stores.take_in(
        [of(0, "ada@ours.example"), of(1, "ada@ours.example", name="thing_happened"), of(2, "cem@beta.example"),
         of(3, "bob@ours.example") | {"properties": [("internal", "yes")]}]
    )  # fmt: skip
    follow(stores)
    name = InternalName(InternalKind.DOMAIN, "ours.example")

    is_new, owners = identity.planned_internal(stores.state, stores.keys, stores.clock, name, is_removed=False)

    assert (is_new, rehearse_internal(stores.engine, owners)) == (True, (1, 1, 2))
    assert identity.internal_names(stores.state) == []
    assert internal_of(stores) == [False, False, False, True]


def test_nobody_is_refused(stores):
    with pytest.raises(NotFound, match=r"person: expected the number of a person; got 7\. See"):
        identity.add_internal(
            stores.state, stores.keys, stores.clock, Act("test"), InternalName(InternalKind.PERSON, "7")
        )
