"""Read the event store for people: totals, books, accounts, one account's timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from wegmarke.engine import Engine, load_statements
from wegmarke.events import markers

_STATEMENTS = load_statements("wegmarke.events", "reading.sql")


@dataclass(frozen=True, slots=True)
class Totals:
    """What the store holds; times are None while it is empty."""

    events: int
    touches: int
    persons: int
    accounts: int
    first_at: datetime | None
    last_at: datetime | None


def totals(engine: Engine) -> Totals:
    """Count events, touches, persons and accounts."""
    (row,) = engine.query(_STATEMENTS["totals"]).to_pylist()
    return Totals(**{**row, "first_at": in_utc(row["first_at"]), "last_at": in_utc(row["last_at"])})


def books(engine: Engine) -> dict[str, tuple[int, int, int]]:
    """Return (stored, duplicate, conflict) events per source."""
    rows = engine.query(_STATEMENTS["books"]).to_pylist()
    return {row["source"]: (row["stored"], row["duplicate"], row["conflict"]) for row in rows}


def hourly_books(engine: Engine) -> tuple[int, dict[tuple[str, int], tuple[int, int, int]]]:
    """Return the sink's position, and (stored, duplicate, conflict) events per (source, hour of arrival since 1970).

    Both are of one moment: the sink writes them together.
    """
    rows = engine.query(_STATEMENTS["hourly_books"]).to_pylist()
    counted = {(row["source"], row["hour"]): (row["stored"], row["duplicate"], row["conflict"]) for row in rows}
    return int(rows[0]["position"]), {place: line for place, line in counted.items() if place[0] is not None}


def last_received(engine: Engine) -> datetime | None:
    """Return when the youngest stored event was accepted; None while there is none."""
    (row,) = engine.query(_STATEMENTS["last_received"]).to_pylist()
    return in_utc(row["last_at"])


def unrecognised(engine: Engine, *, most: int = 10) -> list[tuple[str, int]]:
    """Return names and counts of events that no touchpoint recognised, most frequent first."""
    rows = engine.query(_STATEMENTS["unrecognised"], {"most": most}).to_pylist()
    return [(row["name"], row["events"]) for row in rows]


def batch(engine: Engine) -> int:
    """Return the number of the last batch the sink stored."""
    return markers.read(engine).number("batch")


def sink_position(engine: Engine) -> int:
    """Return the inbox position up to which everything is stored."""
    return markers.read(engine).number("sink")


def stored_names(engine: Engine, *, since: int) -> dict[str, int]:
    """Return stored events by name, of batches after a batch."""
    rows = engine.query(_STATEMENTS["stored_names"], {"batch": since}).to_pylist()
    return {row["name"]: row["events"] for row in rows}


def accounts(engine: Engine) -> pa.Table:
    """Return one row per account: account, touches, persons, first_at, last_at (UTC), phase."""
    return engine.query(_STATEMENTS["accounts"])


def account_values(engine: Engine, wanted: list[int]) -> pa.Table:
    """Return account, currency, minor: the sums of values of some accounts, largest first."""
    listed = ", ".join(str(int(account)) for account in wanted) or "NULL"
    statement = _STATEMENTS["account_values"].replace("SELECT account FROM wanted", listed)
    return engine.query(statement)


def timeline(engine: Engine, account: int, *, skipped: int, size: int) -> pa.Table:
    """Return events of an account in path order: see the statement for the columns."""
    return engine.query(_STATEMENTS["timeline"], {"account": account, "skipped": skipped, "size": size})


def in_utc(instant: datetime | None) -> datetime | None:
    """Give a stored instant its zone."""
    return known_utc(instant) if instant is not None else None


def known_utc(instant: datetime) -> datetime:
    """Give a stored instant that is there its zone."""
    return instant.replace(tzinfo=UTC)
