"""Who is in which segment, and who was: the present sets in memory, and the differences that are written.

The tables count. What is in memory follows them when a transaction has succeeded, and is read again after one that
did not.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from wegmarke.segments.announcements import ENTERED, LEFT
from wegmarke.segments.tables import announcements
from wegmarke.state import Database, read_rows

Numbers = npt.NDArray[np.int64]
NOBODY_AT_ALL: Final = np.empty(0, dtype=np.int64)

_READ = "SELECT subject FROM segment_present WHERE segment = ? ORDER BY subject"
_ENTER = "INSERT INTO segment_present (segment, subject, since, reason) VALUES (?, ?, ?, ?)"
# A stay that begins and ends at one instant, and begins again, is one that lasted no time.
_LEAVE = """
INSERT OR REPLACE INTO segment_past (segment, subject, since, until, reason)
SELECT segment, subject, since, ?, reason FROM segment_present WHERE segment = ? AND subject = ?
"""
_TAKE_OUT = "DELETE FROM segment_present WHERE segment = ? AND subject = ?"
_MOVE = "UPDATE segment_present SET subject = ? WHERE segment = ? AND subject = ?"
_EARLIER = """
UPDATE segment_present SET (since, reason) = (
    SELECT since, reason FROM segment_present WHERE segment = ? AND subject = ?
) WHERE segment = ? AND subject = ? AND since > (
    SELECT since FROM segment_present WHERE segment = ? AND subject = ?
)
"""
_ANNOUNCE = "INSERT OR IGNORE INTO segment_announcement (segment, subject, at, act) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True)
class Difference:
    """What changes about one segment.

    Attributes:
        segment: its number.
        enter: who enters, ascending.
        reasons: number of the reason of each.
        leave: who leaves, ascending.
        announces: whether both become events.
    """

    segment: int
    enter: Numbers
    reasons: Numbers
    leave: Numbers
    announces: bool = False


@dataclass
class Present:
    """Who is in each segment now, ascending, by number of the segment; read when it is first needed."""

    state: Database
    _known: dict[int, Numbers] = field(default_factory=dict)
    _reading: threading.RLock = field(default_factory=threading.RLock)

    def of(self, segment: int) -> Numbers:
        """Return who is in a segment."""
        # Whoever reads for a page may be between the commit and `follow`: what is added twice is there once.
        with self._reading:
            known = self._known.get(segment)
            if known is None:
                with self.state.read() as connection:
                    rows = read_rows(connection, _READ, (segment,))
                known = self._known[segment] = np.fromiter((row[0] for row in rows), np.int64, len(rows))
            return known

    def follow(self, differences: Sequence[Difference]) -> None:
        """Take over what was written."""
        for one in differences:
            with self._reading:
                self._follow(one)

    def _follow(self, one: Difference) -> None:
        left = np.setdiff1d(self.of(one.segment), one.leave, assume_unique=True)
        self._known[one.segment] = np.union1d(left, one.enter)

    def read_again(self, segment: int | None = None) -> None:
        """Know nothing any more of one segment, or of all."""
        if segment is None:
            self._known.clear()
        else:
            self._known.pop(segment, None)


def write(connection: sa.Connection, differences: Sequence[Difference], at: int) -> None:
    """Write differences in the transaction at hand; `at` is when they were noticed, µs since 1970, UTC."""
    for one in differences:
        leaving, entering = one.leave.tolist(), one.enter.tolist()
        _many(connection, _LEAVE, [(at, one.segment, subject) for subject in leaving])
        _many(connection, _TAKE_OUT, [(one.segment, subject) for subject in leaving])
        numbers = one.reasons.tolist()
        _many(
            connection,
            _ENTER,
            [(one.segment, subject, at, reason) for subject, reason in zip(entering, numbers, strict=True)],
        )
        if one.announces:
            _many(connection, _ANNOUNCE, [(one.segment, subject, at, LEFT) for subject in leaving])
            _many(connection, _ANNOUNCE, [(one.segment, subject, at, ENTERED) for subject in entering])


def write_moves(
    connection: sa.Connection, segment: int, moves: Sequence[tuple[int, int]], present: Numbers, at: int
) -> None:
    """Let stays follow persons whose numbers became others, in the transaction at hand.

    Where both were in the segment, the one stay that goes on began with the earlier of the two, and the other one
    ends.

    Args:
        connection: the transaction.
        segment: its number.
        moves: pairs of a number that is in the segment and the one it became.
        present: who is in the segment.
        at: when it was noticed.
    """
    ends = np.array([became for _, became in moves], dtype=np.int64)
    there = set(ends[np.isin(ends, present)].tolist())
    for gone, became in moves:
        if became in there:
            connection.exec_driver_sql(_EARLIER, (segment, gone, segment, became, segment, gone))
            connection.exec_driver_sql(_LEAVE, (at, segment, gone))
            connection.exec_driver_sql(_TAKE_OUT, (segment, gone))
        else:
            connection.exec_driver_sql(_MOVE, (became, segment, gone))
        there.add(became)


def drop_waiting(connection: sa.Connection, segment: int) -> None:
    """Announce nothing any more of a segment that is removed."""
    connection.execute(sa.delete(announcements).where(announcements.c.segment == segment))


def _many(connection: sa.Connection, statement: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)
