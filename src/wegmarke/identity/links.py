"""Links: evidence that two identifiers are one person or account, and what follows from it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from wegmarke.identity.clusters import owners
from wegmarke.state import read_rows


def remember_links(
    connection: sa.Connection, subject: str, pairs: npt.NDArray[np.int64], change: int, source: str
) -> None:
    """Remember pairs of identifiers that one event named together, and merge whom they connect.

    Args:
        connection: a write transaction of the state database.
        subject: `person` or `account`.
        pairs: distinct pairs, smaller number first.
        change: number of this change, written to every identifier whose owner changes.
        source: names of the sources of the events.
    """
    new = _new_pairs(connection, subject, pairs)
    if not new:
        return
    connection.exec_driver_sql("INSERT INTO link VALUES (?, ?, ?, ?)", [(subject, *pair, source) for pair in new])
    owner_of = _owners_of(connection, subject, sorted({number for pair in new for number in pair}))
    merged = owners((owner_of[one], owner_of[other]) for one, other in new)
    moves = [(now, change, subject, was) for was, now in merged.items() if was != now]
    if moves:
        _move(connection, moves)


def _move(connection: sa.Connection, moves: list[tuple[int, int, str, int]]) -> None:
    connection.exec_driver_sql("UPDATE identifier SET owner = ?, changed = ? WHERE subject = ? AND owner = ?", moves)
    labels = [(now, subject, was) for now, _, subject, was in moves]
    connection.exec_driver_sql("UPDATE OR IGNORE label SET owner = ? WHERE subject = ? AND owner = ?", labels)
    gone = [(subject, was) for _, _, subject, was in moves]
    connection.exec_driver_sql("DELETE FROM label WHERE subject = ? AND owner = ?", gone)


def _new_pairs(connection: sa.Connection, subject: str, pairs: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    if not len(pairs):
        return []
    _ask(connection, [(int(one), int(other)) for one, other in pairs])
    return read_rows(
        connection,
        "SELECT p.identifier, p.other FROM pair p "
        "LEFT JOIN link l ON l.subject = ? AND l.identifier = p.identifier AND l.other = p.other "
        "WHERE l.identifier IS NULL ORDER BY 1, 2",
        (subject,),
    )


def _owners_of(connection: sa.Connection, subject: str, numbers: list[int]) -> dict[int, int]:
    _ask(connection, [(number, 0) for number in numbers])
    return dict(
        read_rows(
            connection,
            "SELECT i.identifier, i.owner FROM pair p "
            "JOIN identifier i ON i.subject = ? AND i.identifier = p.identifier",
            (subject,),
        )
    )


def _ask(connection: sa.Connection, pairs: list[tuple[int, int]]) -> None:
    connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS pair (identifier INTEGER, other INTEGER)")
    connection.exec_driver_sql("DELETE FROM pair")
    connection.exec_driver_sql("INSERT INTO pair VALUES (?, ?)", pairs)
