"""Static lists: who was put on which, by the numbers that identifiers keep whoever is merged or split."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from wegmarke.domain.segments import SegmentSubject
from wegmarke.segments.kept import microseconds
from wegmarke.segments.tables import listed
from wegmarke.state import Database, read_rows

Numbers = npt.NDArray[np.int64]

_READ = """
SELECT l.identifier, i.owner, l.who, l.why FROM segment_listed l
JOIN identifier i ON i.subject = ? AND i.identifier = l.identifier
WHERE l.segment = ? ORDER BY l.put_at DESC, l.identifier DESC
"""
_PUT = "INSERT OR IGNORE INTO segment_listed (segment, identifier, put_at, who, why) VALUES (?, ?, ?, ?, ?)"
_OWNED = """
SELECT l.identifier FROM segment_listed l JOIN identifier i ON i.subject = ? AND i.identifier = l.identifier
WHERE l.segment = ? AND i.owner = ?
"""
_OWNER = "SELECT identifier, owner FROM identifier WHERE subject = ? AND identifier IN ({})"
_CHUNK = 10_000


@dataclass(frozen=True)
class StaticList:
    """A static list: the numbers that were put on it, and whom each belongs to now.

    Attributes:
        said: who put each subject on it first, and why.
    """

    identifiers: Numbers
    owners: Numbers
    said: Mapping[int, tuple[str, str]]

    @property
    def subjects(self) -> Numbers:
        """Return who is on it, ascending."""
        return np.unique(self.owners)

    def concerns(self, subjects: Numbers) -> bool:
        """Tell whether somebody of some is on it, or was when put there."""
        return bool(np.isin(self.identifiers, subjects).any() or np.isin(self.owners, subjects).any())


def read_list(state: Database, segment: int, subject: SegmentSubject) -> StaticList:
    """Read a list as it is now."""
    with state.read() as connection:
        rows = read_rows(connection, _READ, (str(subject), segment))
    pairs = np.array([row[:2] for row in rows], dtype=np.int64).reshape(-1, 2)
    return StaticList(pairs[:, 0], pairs[:, 1], {owner: (who, why) for _, owner, who, why in rows})


def owners_of(state: Database, subject: SegmentSubject, numbers: Sequence[int]) -> dict[int, int]:
    """Return whom numbers belong to now; those that never named anybody are left out."""
    found: dict[int, int] = {}
    with state.read() as connection:
        for start in range(0, len(numbers), _CHUNK):
            part = [int(number) for number in numbers[start : start + _CHUNK]]
            statement = _OWNER.format(", ".join("?" * len(part)))
            found.update(read_rows(connection, statement, (str(subject), *part)))
    return found


def put(connection: sa.Connection, segment: int, subjects: Iterable[int], now: datetime, who: str, why: str) -> None:
    """Put subjects on a list, in the transaction at hand."""
    rows = [(segment, int(subject), microseconds(now), who, why) for subject in subjects]
    if rows:
        connection.exec_driver_sql(_PUT, rows)


def take_out(connection: sa.Connection, segment: int, subject: SegmentSubject, subjects: Iterable[int]) -> None:
    """Take subjects off a list with every number of theirs that is on it, in the transaction at hand."""
    c = listed.c
    for number in subjects:
        owned = [row[0] for row in read_rows(connection, _OWNED, (str(subject), segment, int(number)))]
        connection.execute(sa.delete(listed).where(c.segment == segment, c.identifier.in_(owned)))
