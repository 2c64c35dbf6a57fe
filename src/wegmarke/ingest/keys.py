"""First occurrences: which of these events were never seen before?

A key table of (source, source_event_id) → position, without a time window. An event is a duplicate
when its key belongs to another position; so doing the same packet again after a crash is harmless.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from wegmarke.state import Database, read_rows

_CHUNK = 5_000
"""Keys written in one transaction: whoever waits for an answer at the door waits for it."""

_INSERT = "INSERT OR IGNORE INTO event_key (key, position, content) VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Verdict:
    """For each event in order: is it the first of its key, and does a later one say something else?"""

    first: npt.NDArray[np.bool_]
    conflict: npt.NDArray[np.bool_]


def claim(database: Database, keys: list[bytes], positions: list[int], contents: list[bytes]) -> Verdict:
    """Give each key to the earliest position that asks for it, durably, and say who got theirs.

    Args:
        database: the inbox database.
        keys: hash of (source, source_event_id) of each event.
        positions: inbox position of each event, rising.
        contents: hash of what each event says.
    """
    count = len(keys)
    # In the order of keys, neighbouring pages of the table are written together; equal keys stay in the
    # order of positions, because sorting is stable.
    rows = sorted(zip(keys, positions, contents, strict=True), key=itemgetter(0))
    if sum(_insert(database, rows[start : start + _CHUNK]) for start in range(0, count, _CHUNK)) == count:
        return Verdict(np.ones(count, dtype=bool), np.zeros(count, dtype=bool))
    with database.write() as connection:
        return _compare(connection, keys, positions, contents)


def _insert(database: Database, rows: list[tuple[bytes, int, bytes]]) -> int:
    with database.write() as connection:
        before = _changes(connection)
        connection.exec_driver_sql(_INSERT, rows)
        return _changes(connection) - before


def _changes(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("SELECT total_changes()").scalar_one())


def _compare(connection: sa.Connection, keys: list[bytes], positions: list[int], contents: list[bytes]) -> Verdict:
    connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS asked (row INTEGER PRIMARY KEY, key BLOB)")
    connection.exec_driver_sql("DELETE FROM asked")
    connection.exec_driver_sql("INSERT INTO asked VALUES (?, ?)", list(enumerate(keys)))
    found = read_rows(
        connection, "SELECT k.position, k.content FROM asked a JOIN event_key k ON k.key = a.key ORDER BY a.row"
    )
    first = np.fromiter((row[0] for row in found), dtype=np.int64, count=len(found)) == np.asarray(positions)
    same = np.fromiter((row[1] == content for row, content in zip(found, contents, strict=True)), dtype=bool)
    return Verdict(first, ~first & ~same)
