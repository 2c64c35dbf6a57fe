from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from event_builders import OpenStores, an_event, event_table, open_stores_in

from wegmarke.identity import keep, label_entries, owners_since, read_labels, resolve
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
    times = events["occurred_at"].cast(pa.int64())
    labels = label_entries(numbers, pa.array([None, "Anna Beispiel"]), events["source"], times)
    keep(stores.state, stores.keys, "person", labels)

    resolved(stores, event_table([named(("email", "a@x.example"), ("cookie", "c1"))]))

    assert read_labels(stores.state, stores.keys, "person") == {1: "Anna Beispiel"}
    stores.state.close()
    assert all(b"Beispiel" not in file.read_bytes() for file in tmp_path.iterdir() if file.is_file())


def test_no_identifier_value_reaches_a_store(stores: OpenStores, tmp_path: Path) -> None:
    stores.take_in([named(("email", "canary-4711@x.example"))])

    files = [file for file in tmp_path.iterdir() if file.name.startswith(("state", "events"))]
    assert files
    assert all(b"canary-4711" not in file.read_bytes() for file in files)
