from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from event_builders import OpenStores, an_event, event_table, open_stores_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wegmarke.identity import owners_since, read_labels, remember_labels, resolve
from wegmarke.identity.normalise import normalise


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


def named(*identifiers: tuple[str, str]) -> dict[str, object]:
    return an_event(person_identifiers=[{"kind": kind, "value": value} for kind, value in identifiers])


def resolved(stores: OpenStores, events: pa.Table) -> dict[str, pa.Array]:
    return resolve(stores.state, stores.keys, events, stores.directory).numbers


def owners(stores: OpenStores) -> dict[int, int]:
    tables, _ = owners_since(stores.state, 0)
    return dict(zip(tables["person"]["identifier"].to_pylist(), tables["person"]["owner"].to_pylist(), strict=True))


def test_the_same_identifier_is_the_same_person(stores: OpenStores) -> None:
    events = event_table([named(("email", "Anna@X.example ")), named(("email", "anna@x.example"))])

    numbers = resolved(stores, events)["person"].to_pylist()

    assert numbers == [1, 1]


def test_identifiers_of_one_event_belong_together(stores: OpenStores) -> None:
    events = event_table([named(("cookie", "c1")), named(("email", "a@x.example"), ("cookie", "c1"))])

    resolved(stores, events)

    assert owners(stores) == {1: 1, 2: 1}


def test_later_evidence_joins_two_known_persons(stores: OpenStores) -> None:
    resolved(stores, event_table([named(("cookie", "c1")), named(("email", "a@x.example"))]))
    _, before = owners_since(stores.state, 0)

    resolved(stores, event_table([named(("email", "a@x.example"), ("cookie", "c1"))]))

    changed, _ = owners_since(stores.state, before)
    assert changed["person"].to_pylist() == [{"identifier": 2, "owner": 1}]


@pytest.mark.parametrize("value", ["", "  ", "null", "Undefined", "0000-000", "guest", "-1", "[object Object]"])
def test_values_that_say_nothing_identify_nobody(value: str) -> None:
    assert normalise(pa.array(["crm"]), pa.array([value])).to_pylist() == [None]


def test_event_without_identifier_has_no_person(stores: OpenStores) -> None:
    numbers = resolved(stores, event_table([an_event(), named(("crm", "null"))]))

    assert numbers["person"].to_pylist() == [None, None]


def test_person_and_account_with_the_same_value_stay_apart(stores: OpenStores) -> None:
    numbers = resolved(stores, event_table([an_event(person="7", account="7")]))

    assert (numbers["person"].to_pylist(), numbers["account"].to_pylist()) == ([1], [1])


def test_labels_are_sealed_on_the_disk_and_follow_a_merge(stores: OpenStores, tmp_path: Path) -> None:
    events = event_table([named(("cookie", "c1")), named(("email", "a@x.example"))])
    numbers = resolved(stores, events)["person"]
    remember_labels(stores.state, stores.keys, "person", numbers, pa.array([None, "Anna Beispiel"]))

    resolved(stores, event_table([named(("email", "a@x.example"), ("cookie", "c1"))]))

    assert read_labels(stores.state, stores.keys, "person") == {1: "Anna Beispiel"}
    stores.state.close()
    assert all(b"Beispiel" not in file.read_bytes() for file in tmp_path.iterdir() if file.is_file())


def test_no_identifier_value_reaches_a_store(stores: OpenStores, tmp_path: Path) -> None:
    stores.take_in([named(("email", "canary-4711@x.example"))])

    files = [file for file in tmp_path.iterdir() if file.name.startswith(("state", "events"))]
    assert files
    assert all(b"canary-4711" not in file.read_bytes() for file in files)


MENTION = st.lists(st.integers(0, 9), min_size=0, max_size=3, unique=True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MENTION, min_size=1, max_size=25), st.integers(1, 25))
def test_persons_are_connected_components_however_batches_are_cut(
    stores: OpenStores, mentions: list[list[int]], cut: int
) -> None:
    rows = [named(*(("crm", f"p{number}x") for number in mention)) for mention in mentions]

    stores.empty()
    resolved(stores, event_table(rows))
    whole = owners(stores)
    stores.empty()
    for start in range(0, len(rows), cut):
        resolved(stores, event_table(rows[start : start + cut]))

    assert whole == owners(stores) == expected_owners(mentions)


def expected_owners(mentions: list[list[int]]) -> dict[int, int]:
    """Walk the graph of mentions; identifiers are numbered in order of appearance."""
    number: dict[int, int] = {}
    near: dict[int, set[int]] = defaultdict(set)
    for mention in mentions:
        for value in mention:
            number.setdefault(value, len(number) + 1)
            near[number[value]] |= {number[other] for other in mention if other in number}
    for one, others in list(near.items()):
        for other in others:
            near[other].add(one)
    owner = {}
    for start in number.values():
        seen, todo = set(), [start]
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                todo += near[here]
        owner[start] = min(seen)
    return owner
