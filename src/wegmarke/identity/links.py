"""What a batch says that nobody knew: identifiers, links between them, and who is one person or account for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import sqlalchemy as sa

from wegmarke.identity.changes import owner_table
from wegmarke.identity.clusters import owners
from wegmarke.identity.directory import Known, as_hashes

_INSERT = "INSERT INTO identifier (subject, identifier, kind, hash, owner, changed) VALUES (?, ?, ?, ?, ?, ?)"
_LINK = "INSERT INTO link (subject, identifier, other, source) VALUES (?, ?, ?, ?)"
_MOVE = "UPDATE identifier SET owner = ?, changed = ? WHERE subject = ? AND owner = ?"


@dataclass(frozen=True, slots=True)
class Fresh:
    """Identifiers that were not known: numbers in rising order behind the known ones, kinds, keyed hashes."""

    numbers: npt.NDArray[np.int64]
    kinds: Sequence[str]
    hashes: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class News:
    """What a batch says that was not known.

    Attributes:
        fresh: identifiers.
        pairs: distinct pairs of identifiers that one event named together, smaller number first.
    """

    fresh: Fresh
    pairs: npt.NDArray[np.int64]


def remember(connection: sa.Connection, subject: str, known: Known, news: News, change: int, source: str) -> pa.Table:
    """Write news, merge whom they connect, and tell the directory.

    Args:
        connection: a write transaction of the state database.
        subject: `person` or `account`.
        known: the directory's part for the subject.
        news: identifiers and links.
        change: number of this change, written to every identifier whose owner changes.
        source: names of the sources of the events.

    Returns:
        (identifier, owner) of everybody who is new or has another owner now.
    """
    fresh, pairs = news.fresh, news.pairs
    before = known.owners
    if len(fresh.numbers):
        known.add(as_hashes(fresh.hashes), fresh.numbers, fresh.numbers)
    known.link(pairs)
    moves = _merge(known, pairs)
    _insert(connection, subject, known, fresh, change)
    _write(connection, _LINK, [(subject, one, other, source) for one, other in pairs.tolist()])
    _move(connection, subject, {was: now for was, now in moves.items() if was < len(before)}, change)
    changed = np.concatenate([np.flatnonzero(known.owners[: len(before)] != before), fresh.numbers])
    return owner_table(changed, known.owners[changed])


def _insert(connection: sa.Connection, subject: str, known: Known, fresh: Fresh, change: int) -> None:
    owners_ = known.owners[fresh.numbers].tolist()
    rows = zip(fresh.numbers.tolist(), fresh.kinds, fresh.hashes, owners_, strict=True)
    _write(connection, _INSERT, [(subject, *row, change) for row in rows])


def _merge(known: Known, pairs: npt.NDArray[np.int64]) -> dict[int, int]:
    """Give everybody whom the pairs connect the smallest number among them; returns which owners became which."""
    merged = owners(map(tuple, known.owners[pairs].tolist()))
    moves = {was: now for was, now in merged.items() if was != now}
    if moves:
        renamed = np.arange(len(known.owners))
        renamed[list(moves)] = list(moves.values())
        known.owners = renamed[known.owners]
    return moves


def _move(connection: sa.Connection, subject: str, moves: dict[int, int], change: int) -> None:
    _write(connection, _MOVE, [(now, change, subject, was) for was, now in moves.items()])
    labels = [(now, subject, was) for was, now in moves.items()]
    _write(connection, "UPDATE OR IGNORE label SET owner = ? WHERE subject = ? AND owner = ?", labels)
    _write(connection, "DELETE FROM label WHERE subject = ? AND owner = ?", [(subject, was) for was in moves])


def _write(connection: sa.Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, list(rows))
