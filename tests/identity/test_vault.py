"""What is personal lies in the vault alone, under keys of each person, and can be read by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from event_builders import OpenStores, an_event, event_table, open_stores_in, recognition

from wegmarke.domain import StoreDamaged
from wegmarke.events import derive
from wegmarke.identity import adopt_labels, read, read_identifiers, read_labels
from wegmarke.privacy import KeyRing

PERSONS = 1_000
FIELDS = ("name", "phone", "street", "birthday", "customer_email")


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


def told(number: int, at: int, **personal: str) -> dict[str, object]:
    event = an_event(source_event_id=f"{number}-{at}", person=f"p{number}x", properties=list(personal.items()))
    return event | {"occurred_at": event["occurred_at"].replace(minute=at)}


def test_no_file_of_the_event_side_holds_a_value_of_a_thousand_persons(stores: OpenStores, tmp_path: Path) -> None:
    rows = []
    for number in range(PERSONS):
        canaries = [(field, f"canary{number:04}{field}") for field in FIELDS]
        event = an_event(
            source_event_id=str(number),
            person_identifiers=[{"kind": "email", "value": f"canary{number:04}mail@x.example"}],
            properties=[*canaries, ("page", f"shown{number:04}")],
        )
        rows.append(event | {"person_label": f"Canary{number:04}Label", "account_label": f"Canary{number:04}Inc"})
    stores.take_in(rows)
    derive(stores.engine, recognition(thing_happened=1))
    stores.engine.checkpoint()

    stores.state.fold()
    stores.inbox_database.fold()
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {file.name for file in files} >= {"events.duckdb", "state.sqlite3", "inbox.sqlite3"}
    assert all(b"canary" not in file.read_bytes().lower() for file in files)
    # The scan would see a value that is there: what is no secret is found.
    assert b"shown0007" in b"".join(file.read_bytes() for file in files if file.name == "events.duckdb")


def test_personal_properties_are_read_from_the_vault(stores: OpenStores) -> None:
    stores.take_in([told(1, 1, phone="030 1", page="/a"), told(2, 1, phone="030 2")])

    found = read(stores.state, stores.keys, "person", [1, 2], ["phone"])

    assert found == {1: {"phone": "030 1"}, 2: {"phone": "030 2"}}
    assert stores.engine.query("SELECT properties FROM event")["properties"].to_pylist() == [[("page", "/a")], []]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_newest_value_counts_whatever_arrives_last(stores: OpenStores, order: tuple[int, ...]) -> None:
    rows = [told(1, 1, phone="030 1"), told(1, 3, phone="030 1"), told(1, 2, phone="030 2")]

    for place in order:
        stores.take_in([rows[place]])

    assert read(stores.state, stores.keys, "person", [1], ["phone"]) == {1: {"phone": "030 1"}}


def test_identifiers_themselves_are_read_with_the_key(stores: OpenStores) -> None:
    names = [{"kind": "email", "value": "Ada@X.example"}, {"kind": "anonymous_id", "value": "d1"}]
    stores.take_in([an_event(person_identifiers=names)])

    assert read_identifiers(stores.state, stores.keys, 1) == {1: "ada@x.example"}


def test_another_workspace_key_reads_nothing(stores: OpenStores) -> None:
    stores.take_in([told(1, 1, phone="030 1")])

    with pytest.raises(StoreDamaged, match="does not fit the workspace key"):
        read(stores.state, KeyRing(b"x" * 32), "person", [1], ["phone"])


def test_without_the_key_of_the_person_a_value_is_gone(stores: OpenStores) -> None:
    stores.take_in([told(1, 1, phone="030 1"), told(2, 1, phone="030 2")])
    with stores.state.write() as connection:
        connection.exec_driver_sql(
            "UPDATE identifier SET wrapped = "
            "(SELECT wrapped FROM identifier WHERE subject = 'person' AND identifier = 2) "
            "WHERE subject = 'person' AND identifier = 1"
        )

    with pytest.raises(StoreDamaged):
        read(stores.state, stores.keys, "person", [1], ["phone"])


def test_labels_of_an_older_version_are_sealed_anew(stores: OpenStores) -> None:
    stores.take_in([told(1, 1)])
    with stores.state.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO vault_entry VALUES ('person', 1, 'label', '', 0, ?)", (stores.keys.seal("Ada"),)
        )

    adopt_labels(stores.state, stores.keys)
    adopt_labels(stores.state, stores.keys)

    assert read_labels(stores.state, stores.keys, "person") == {1: "Ada"}


def test_a_mailbox_of_a_function_belongs_to_the_account(stores: OpenStores) -> None:
    account = [{"kind": "crm", "value": "acme"}]
    mail = [{"kind": "email", "value": "Info@acme.example"}]
    stores.take_in([an_event(person_identifiers=mail, account_identifiers=account)])
    stores.take_in([an_event(source_event_id="2", person_identifiers=mail)])
    stores.take_in(
        [an_event(source_event_id="3", person_identifiers=[{"kind": "email", "value": "noreply@x.example"}])]
    )

    rows = stores.engine.query("SELECT person, stated_account FROM events ORDER BY batch").to_pylist()

    assert rows == [
        {"person": None, "stated_account": 1},
        {"person": None, "stated_account": 1},
        {"person": None, "stated_account": None},
    ]


def test_an_event_is_stored_however_it_is_offered_again(stores: OpenStores) -> None:
    # Wrong reading prevented: personal values are part of the content, and the same event is a conflict.
    stores.inbox.accept("crm", event_table([told(1, 1, phone="030 1")]))
    stores.inbox.accept("crm", event_table([told(1, 1, phone="030 9")]))
    while stores.sink.run_once():
        pass

    assert stores.engine.query("SELECT stored, duplicate, conflict FROM tally").to_pylist() == [
        {"stored": 1, "duplicate": 1, "conflict": 0}
    ]
