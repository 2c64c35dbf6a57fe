"""Rejected events: kept with reason and payload, said once however often the same row comes again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from wegmarke.domain import NotFound
from wegmarke.domain.views import RejectedChoice, RejectedGroup, RejectedRow
from wegmarke.ingest.event_json import event_text, is_event
from wegmarke.ingest.packet import ORIGIN
from wegmarke.ingest.tables import rejected, replays
from wegmarke.ingest.take import Batch
from wegmarke.sources import REJECTED_SCHEMA
from wegmarke.state import Database

ALL = RejectedChoice()
_Flags = npt.NDArray[np.bool_]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def keep(connection: sa.Connection, source: str, rows: pa.Table, now: int) -> None:
    """Keep rejected rows (table of `sources.REJECTED_SCHEMA`) in the transaction at hand."""
    if not rows.num_rows:
        return
    values = [{**row, "source": source, "at": now, "key": _key(source, row)} for row in rows.to_pylist()]
    connection.execute(insert(rejected).on_conflict_do_nothing(), values)


def keep_verdicts(database: Database, batch: Batch, first: _Flags, conflict: _Flags) -> None:
    """Keep what the sink is about to make of a batch, as far as somebody will ask; the same again changes nothing.

    Events that repeat the id of another one but say something else are kept as rejected: the first one counts.
    Rejected events that were accepted when they were offered again learn what became of them.

    Args:
        database: the inbox database.
        batch: events as they were taken.
        first: for each event, whether it is the first of its id.
        conflict: for each event, whether it says something else than the first.
    """
    positions = batch.events["position"].to_numpy()
    start, end = int(positions[0]), int(positions[-1])
    query = sa.select(replays.c.position).where(replays.c.outcome.is_(None))
    with database.read() as connection:
        waiting = connection.scalars(query.where(replays.c.position.between(start, end))).all()
    if not waiting and not conflict.any():
        return
    conflicts = batch.events.filter(pa.array(conflict)).to_pylist()
    with database.write() as connection:
        for event in conflicts:
            row = pa.Table.from_pylist([_conflict(event)], REJECTED_SCHEMA)
            keep(connection, event["source"], row, event["received_at"])
        for position in waiting:
            place = positions.searchsorted(position)
            outcome = "stored" if first[place] else "conflict" if conflict[place] else "duplicate"
            connection.execute(replays.update().where(replays.c.position == position).values(outcome=outcome))


def _conflict(event: Mapping[str, Any]) -> dict[str, object]:
    return {
        "file": event[ORIGIN],
        "line": event["sequence"],
        "reason": "conflict",
        "message": _CONFLICT.format(event["source_event_id"]),
        "payload": event_text(event),
    }


_CONFLICT = (
    "Expected the same content as the event stored first under id {0!r}; this one differs. "
    "Correct the id in the source, or send the correction as an event of its own."
)


def groups(database: Database, choice: RejectedChoice = ALL) -> list[RejectedGroup]:
    """Return chosen rows grouped by source, file and reason, largest group first."""
    c = rejected.c
    count = sa.func.count()
    query = (
        sa.select(c.source, c.file, c.reason, sa.func.min(c.message), count, sa.func.min(c.line), sa.func.max(c.line))
        .where(*chosen(choice))
        .group_by(c.source, c.file, c.reason)
        .order_by(count.desc(), c.source, c.file, c.reason)
    )
    with database.read() as connection:
        return [RejectedGroup(*row) for row in connection.execute(query)]


def rows(database: Database, *, limit: int = 200, choice: RejectedChoice = ALL, skipped: int = 0) -> list[RejectedRow]:
    """Return chosen rows in the order of their files."""
    c = rejected.c
    query = (
        _described().where(*chosen(choice)).order_by(c.source, c.file, c.line, c.reason, c.key).limit(limit)
    ).offset(skipped)
    with database.read() as connection:
        return [_row(row) for row in connection.execute(query)]


def undeclared_names(database: Database) -> dict[str, int]:
    """Count rows that were rejected because nobody declared their event, by its name."""
    c = rejected.c
    name = sa.func.json_extract(c.payload, "$.name")
    query = sa.select(name, sa.func.count()).group_by(name).order_by(sa.func.count().desc()).limit(1_000)
    held = (c.reason == "unknown_event", sa.func.json_valid(c.payload) == 1, ~is_replayed())
    with database.read() as connection:
        return {str(found): int(rows) for found, rows in connection.execute(query.where(*held)) if found is not None}


def count(database: Database, choice: RejectedChoice = ALL) -> int:
    """Count the chosen rows."""
    query = sa.select(sa.func.count()).select_from(rejected).where(*chosen(choice))
    with database.read() as connection:
        return int(connection.scalar(query) or 0)


def row(database: Database, row_id: str) -> RejectedRow:
    """Return one row.

    Raises:
        NotFound: when it is not there, or not any more.
    """
    with database.read() as connection:
        found = connection.execute(_described().where(rejected.c.key == read_key(row_id))).one_or_none()
    if found is None:
        raise gone(row_id)
    return _row(found)


def read_key(row_id: str) -> bytes:
    """Return the key behind the id of a row; ids that cannot exist get one that nobody has."""
    try:
        return bytes.fromhex(row_id)
    except ValueError:
        return b""


def gone(row_id: str) -> NotFound:
    """Make the error for a row that is not there."""
    return NotFound(
        f"rejected event: expected the id of one that is still kept; got {row_id[:40]!r}. "
        "It may have been erased; see the list."
    )


def chosen(choice: RejectedChoice) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of a choice."""
    c = rejected.c
    exact = [(c.source, choice.source), (c.reason, choice.reason), (c.file, choice.file)]
    found = [column == text for column, text in exact if text]
    if choice.search:
        held = (c.file, c.message, c.payload, c.edited)
        found.append(sa.or_(*(column.icontains(choice.search, autoescape=True) for column in held)))
    if choice.state:
        found.append(is_replayed() if choice.state == "replayed" else ~is_replayed())
    return found


def is_replayed() -> sa.ColumnElement[bool]:
    """Return the condition that a row was accepted after all."""
    done = replays.alias("done")
    return sa.exists().where(done.c.key == rejected.c.key)


def _described() -> sa.Select[Any]:
    c, r = rejected.c, replays.c
    outcome = sa.case((r.key.is_(None), ""), else_=sa.func.coalesce(r.outcome, "accepted"))
    columns = (c.source, c.file, c.line, c.reason, c.message, c.payload, c.at, c.key, c.edited, r.at.label("again_at"))
    return (
        sa.select(*columns, outcome.label("outcome"))
        .select_from(rejected.outerjoin(replays, r.key == c.key))
    )  # fmt: skip


def _row(found: sa.Row[Any]) -> RejectedRow:
    return RejectedRow(
        source=found.source,
        file=found.file,
        line=found.line,
        reason=found.reason,
        message=found.message,
        payload=found.payload,
        at=_instant(found.at),
        id=found.key.hex(),
        edited=found.edited,
        is_event=is_event(found.payload),
        replayed_at=None if found.again_at is None else _instant(found.again_at),
        outcome=found.outcome,
    )


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _key(source: str, row: Mapping[str, object]) -> bytes:
    text = "\x1f".join([source, *(str(row[name]) for name in ("file", "line", "reason", "message", "payload"))])
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()
