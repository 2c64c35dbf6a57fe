"""What is personal lies in the vault alone, under keys of each person, and can be read by nobody else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from event_builders import OpenStores, an_event, event_table, open_stores_in, recognition

from wegmarke.domain import StoreDamaged
from wegmarke.domain.tracking_plan import EventType, PropertyType, TrackingPlan
from wegmarke.events import derive
from wegmarke.identity import adopt_labels, read, read_identifiers, read_labels
from wegmarke.ingest import Inbox
from wegmarke.ingest.plan_personal import PERSONAL_NAMES, PERSONAL_WHOLES
from wegmarke.privacy import KeyRing, Sealer
from wegmarke.sources import ACCOUNT_PERSONAL, EVENT_SCHEMA, PERSONAL

PERSONS = 1_000
FIELDS = (*PERSONAL_NAMES, *PERSONAL_WHOLES, "address.city", "customer_email", "billing.address.street")
"""Every name of a property that is personal where nobody says otherwise."""

SET_ASIDE = ("title", "avatar", "gender", "age")
"""Traits that the door for HTTP sets aside itself."""

ALL_FIELDS = ("label", *FIELDS, *SET_ASIDE)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


def told(number: int, at: int, **personal: str) -> dict[str, object]:
    event = an_event(source_event_id=f"{number}-{at}", person=f"p{number}x", properties=list(personal.items()))
    return event | {"occurred_at": event["occurred_at"].replace(minute=at)}


def canary(number: int, field: str) -> str:
    """Return a text that stands nowhere else, and looks random to whatever compresses it."""
    return "canary" + hashlib.blake2b(f"{number} {field}".encode(), digest_size=10).hexdigest()


def a_person_full_of_canaries(number: int) -> dict[str, object]:
    """Return an event with a canary in every place where something personal can stand."""
    told = [(field, canary(number, field)) for field in SET_ASIDE]
    event = an_event(
        source_event_id=str(number),
        person_identifiers=[
            {"kind": "email", "value": f"{canary(number, 'mailbox')}@x.example"},
            {"kind": "crm", "value": canary(number, "crm")},
        ],
        account_identifiers=[{"kind": "crm_account", "value": canary(number, "account")}],
        properties=[*((field, canary(number, field)) for field in FIELDS), ("page", f"shown{number:04}")],
    )
    labels = {"person_label": canary(number, "label"), "account_label": canary(number, "account label")}
    return event | labels | {PERSONAL: told, ACCOUNT_PERSONAL: told}


def take_in_canaries(stores: OpenStores, plan: TrackingPlan | None = None) -> None:
    kind = EVENT_SCHEMA.field("properties")
    schema = EVENT_SCHEMA.append(kind.with_name(PERSONAL)).append(kind.with_name(ACCOUNT_PERSONAL))
    rows = [a_person_full_of_canaries(number) for number in range(PERSONS)]
    inbox = Inbox(stores.inbox_database, stores.clock, plan)
    inbox.accept("crm", pa.Table.from_pylist(rows, schema))
    while stores.sink.run_once():
        pass
    derive(stores.engine, recognition(quote_sent=1))


def event_side(stores: OpenStores, folder: Path) -> bytes:
    """Return every byte of every file, write-ahead files included, and all the event store answers, in small letters.

    Files are read as they lie and after they were folded: packed columns would hide a value from a search of bytes, so
    the tables are read out as well.
    """
    as_they_lie = [file.read_bytes() for file in sorted(folder.rglob("*.duckdb*"))]
    for store in (stores.state, stores.inbox_database):
        store.fold()
    stores.engine.checkpoint()
    folded = [file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()]
    tables = stores.engine.query("SELECT table_name AS name FROM duckdb_tables()")["name"].to_pylist()
    answers = [repr(stores.engine.query(f"SELECT * FROM {name}").to_pydict()).encode() for name in tables]
    return b"".join([*as_they_lie, *folded, *answers]).lower()


def test_no_file_of_the_event_side_holds_a_value_of_a_thousand_persons(stores: OpenStores, tmp_path: Path) -> None:
    take_in_canaries(stores)

    found = event_side(stores, tmp_path)

    assert {file.name for file in tmp_path.rglob("*")} >= {"events.duckdb", "state.sqlite3", "inbox.sqlite3"}
    assert found.count(b"canary") == 0
    # The scan would see a value that is there: what is no secret is found.
    assert all(f"shown{number:04}".encode() in found for number in range(PERSONS))


def test_every_canary_is_in_the_vault(stores: OpenStores) -> None:
    take_in_canaries(stores)

    for number in (0, 7, PERSONS - 1):
        fields = read(stores.state, stores.keys, "person", [2 * number + 1], ALL_FIELDS)[2 * number + 1]
        assert fields == {"label": canary(number, "label")} | {name: canary(number, name) for name in ALL_FIELDS[1:]}


@pytest.mark.parametrize("field", ["phone", "iban", "birthday"])
def test_scan_finds_a_single_field_that_gets_through(stores: OpenStores, tmp_path: Path, field: str) -> None:
    """The mutation: one name is no longer taken out, and the scan above must notice."""
    leak = TrackingPlan((EventType("quote_sent", properties=(PropertyType(field, personal=False),)),))

    take_in_canaries(stores, leak)

    assert all(canary(number, field).encode() in event_side(stores, tmp_path) for number in (0, PERSONS - 1))


def test_scan_finds_a_vault_that_does_not_seal(
    stores: OpenStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second mutation: values are written as they are."""
    monkeypatch.setattr(Sealer, "seal", lambda self, text, place="": text.encode())

    take_in_canaries(stores)

    assert canary(7, "phone").encode() in event_side(stores, tmp_path)


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


@pytest.mark.parametrize("together", [True, False])
def test_every_change_is_kept_however_the_events_are_cut_into_batches(stores: OpenStores, together: bool) -> None:
    said = ["030 1", "030 1", "030 2", "030 1", "030 1"]
    rows = [told(1, at, phone=phone) for at, phone in enumerate(said)]

    for part in [rows] if together else [[row] for row in rows]:
        stores.take_in(part)

    with stores.state.read() as connection:
        kept = (
            connection.exec_driver_sql("SELECT stated_at / 60000000 % 60 FROM vault_entry ORDER BY 1").scalars().all()
        )
    assert kept == [1, 2, 4]


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
