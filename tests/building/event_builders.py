"""Build events and open stores for tests: `an_event(name=…)`, `event_table([…])`, `open_stores_in(folder)`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

import wegmarke.duplicates.tables
import wegmarke.identity.tables
import wegmarke.ingest.tables
import wegmarke.maps.tables
import wegmarke.segments.tables
import wegmarke.stages.tables  # noqa: F401
from wegmarke.domain import SetClock
from wegmarke.engine import Engine, Session, open_engine
from wegmarke.events import Recogniser, Recognition, Sink, Stored, create_tables, derive_in
from wegmarke.identity import Directory
from wegmarke.ingest import Inbox
from wegmarke.privacy import KeyRing
from wegmarke.rules import parse_rule
from wegmarke.sources import EVENT_SCHEMA
from wegmarke.state import Database, inbox_metadata, migrate, open_database, state_metadata

NOON = datetime(2025, 3, 3, 12, 0, tzinfo=UTC)


def an_event(**changes: object) -> dict[str, object]:
    """Return an event as a row of `EVENT_SCHEMA`; `person="p1"` and `account="a1"` are short for identifiers."""
    event: dict[str, object] = {
        "source": "crm",
        "source_event_id": "1",
        "name": "quote_sent",
        "occurred_at": NOON,
        "precision": "instant",
        "sequence": 1,
        "person_identifiers": [],
        "account_identifiers": [],
        "person_label": None,
        "account_label": None,
        "channel": None,
        "value_minor": None,
        "currency": None,
        "properties": [],
    }
    for subject in ("person", "account"):
        if isinstance(value := changes.pop(subject, None), str):
            event[f"{subject}_identifiers"] = [{"kind": "crm", "value": value}]
    event.update(changes)
    return event


def event_table(rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=EVENT_SCHEMA)


@dataclass
class OpenStores:
    inbox_database: Database
    state: Database
    engine: Engine
    clock: SetClock
    keys: KeyRing = field(default_factory=lambda: KeyRing(b"k" * 32))

    @property
    def inbox(self) -> Inbox:
        return Inbox(self.inbox_database, self.clock)

    def __post_init__(self) -> None:
        self.directory = Directory()
        self.sink = Sink(self.inbox_database, self.state, self.engine, self.keys)

    def take_in(self, rows: list[dict[str, object]], source: str = "crm") -> None:
        self.inbox.accept(source, event_table(rows))
        while self.sink.run_once():
            pass

    def take_in_at_once(self, rows: list[dict[str, object]], recognition: Recognition) -> None:
        """Take in what fits into one batch, touches in the transaction that stores it, as a served workspace does."""
        self.inbox.accept("crm", event_table(rows))

        def derive(session: Session, done: Stored) -> None:
            derive_in(session, self.engine, recognition, done.owners)

        self.sink.run_once(in_same=derive)

    def empty(self) -> None:
        """Take everything out again; quicker than opening new stores for every example."""
        for database, metadata in ((self.inbox_database, inbox_metadata), (self.state, state_metadata)):
            with database.write() as connection:
                for table in metadata.sorted_tables:
                    connection.execute(table.delete())
        with self.state.write() as connection:
            connection.exec_driver_sql("INSERT INTO identity_change VALUES (1, 0)")
        with self.engine.write() as session:
            (names,) = session.query("SELECT list(table_name) AS names FROM duckdb_tables()")["names"].to_pylist()
            for name in names:
                session.run(f"DELETE FROM {name}")
        self.__post_init__()

    def close(self) -> None:
        self.engine.close()
        self.state.close()
        self.inbox_database.close()


def open_stores_in(folder: Path) -> OpenStores:
    inbox, state = open_database(folder / "inbox.sqlite3"), open_database(folder / "state.sqlite3")
    migrate(inbox, "inbox")
    migrate(state, "state")
    engine = open_engine(folder / "events.duckdb", memory_mb=512)
    create_tables(engine)
    return OpenStores(inbox, state, engine, SetClock(NOON + timedelta(days=300)))


def recognition(**names: int | None) -> Recognition:
    """Recognise events by name: `recognition(quote_sent=3)` is touchpoint `quote_sent` in phase 3."""
    return Recognition(tuple(Recogniser(name, parse_rule({"event": name}), phase) for name, phase in names.items()))
