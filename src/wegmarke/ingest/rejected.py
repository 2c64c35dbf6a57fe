"""Rejected events: kept with reason and payload, said once however often the same row comes again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from wegmarke.domain.views import RejectedGroup, RejectedRow
from wegmarke.ingest.event_json import event_text
from wegmarke.ingest.tables import rejected
from wegmarke.sources import REJECTED_SCHEMA
from wegmarke.state import Database

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def keep(connection: sa.Connection, source: str, rows: pa.Table, now: int) -> None:
    """Keep rejected rows (table of `sources.REJECTED_SCHEMA`) in the transaction at hand."""
    if not rows.num_rows:
        return
    values = [{**row, "source": source, "at": now, "key": _key(source, row)} for row in rows.to_pylist()]
    connection.execute(insert(rejected).on_conflict_do_nothing(), values)


def keep_conflicts(database: Database, events: pa.Table) -> None:
    """Keep events that repeat the id of a stored event but say something else; the first one counts.

    Args:
        database: the inbox database.
        events: table of `sources.EVENT_SCHEMA` with a column `received_at` (µs since 1970, UTC).
    """
    with database.write() as connection:
        for event in events.to_pylist():
            row = pa.Table.from_pylist([_conflict(event)], REJECTED_SCHEMA)
            keep(connection, event["source"], row, event["received_at"])


def conflict_key(event: Mapping[str, Any]) -> bytes:
    """Return the key under which an event would be kept, should it turn out a conflict."""
    return _key(event["source"], _conflict(event))


def _conflict(event: Mapping[str, Any]) -> dict[str, object]:
    return {
        "file": "",
        "line": event["sequence"],
        "reason": "conflict",
        "message": _CONFLICT.format(event["source_event_id"]),
        "payload": event_text(event),
    }


_CONFLICT = (
    "Expected the same content as the event stored first under id {0!r}; this one differs. "
    "Correct the id in the source, or send the correction as an event of its own."
)


def groups(database: Database) -> list[RejectedGroup]:
    """Return rejected rows grouped by source, file and reason, largest group first."""
    c = rejected.c
    count = sa.func.count()
    query = (
        sa.select(c.source, c.file, c.reason, sa.func.min(c.message), count, sa.func.min(c.line), sa.func.max(c.line))
        .group_by(c.source, c.file, c.reason)
        .order_by(count.desc(), c.source, c.file, c.reason)
    )
    with database.read() as connection:
        return [RejectedGroup(*row) for row in connection.execute(query)]


def rows(database: Database, *, limit: int = 200) -> list[RejectedRow]:
    """Return rejected rows in the order of their files."""
    c = rejected.c
    query = (
        sa.select(c.source, c.file, c.line, c.reason, c.message, c.payload, c.at)
        .order_by(c.source, c.file, c.line, c.reason)
        .limit(limit)
    )
    with database.read() as connection:
        return [RejectedRow(*row[:6], at=_EPOCH + timedelta(microseconds=row[6])) for row in connection.execute(query)]


def _key(source: str, row: dict[str, object]) -> bytes:
    text = "\x1f".join([source, *(str(row[name]) for name in ("file", "line", "reason", "message", "payload"))])
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()
