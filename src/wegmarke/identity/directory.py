"""Who is known: all identifiers by hash, their owners, and the links between them, held in memory.

The tables of the state database are what counts. A directory learns from them what changed since it last looked; it
follows what it is told to write as long as that is committed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from wegmarke.lookup import SortedKeys
from wegmarke.state import read_parts

SUBJECTS = ("person", "account")

Hashes = npt.NDArray[np.uint64]
"""Keyed hashes of 16 bytes as two columns."""
_Numbers = npt.NDArray[np.int64]


class Known:
    """Identifiers of one subject.

    Attributes:
        owners: owner of each identifier, by its number; place 0 is nobody.
    """

    def __init__(self) -> None:
        self.owners: _Numbers = np.zeros(1, dtype=np.int64)
        self._hashes = SortedKeys(np.uint64, np.int64)
        self._pairs = SortedKeys()

    def find(self, hashes: Hashes) -> _Numbers:
        """Return the number of each hash in order, 0 where it is new."""
        numbers = np.zeros(len(hashes), dtype=np.int64)
        found = self._hashes.find(hashes[:, 0])
        rest, number = found.values
        same = rest == hashes[found.place, 1]
        numbers[found.place[same]] = number[same].astype(np.int64)
        return numbers

    def is_linked(self, pairs: _Numbers) -> npt.NDArray[np.bool_]:
        """Tell for each pair of numbers whether there is a link."""
        linked = np.zeros(len(pairs), dtype=bool)
        linked[self._pairs.find(_as_keys(pairs)).place] = True
        return linked

    def add(self, hashes: Hashes, numbers: _Numbers, owners: _Numbers) -> None:
        """Add identifiers with rising numbers behind those that are known."""
        self._hashes.add(hashes[:, 0], hashes[:, 1], numbers)
        grown = np.zeros(int(numbers[-1]) + 1, dtype=np.int64)
        grown[: len(self.owners)] = self.owners
        grown[numbers] = owners
        self.owners = grown

    def link(self, pairs: _Numbers) -> None:
        """Add links."""
        self._pairs.add(_as_keys(pairs))


class Directory:
    """Identifiers of both subjects, as of a change."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Know nothing any more; the next look reads everything again."""
        self._change = 0
        self._known = {subject: Known() for subject in SUBJECTS}

    def __getitem__(self, subject: str) -> Known:
        return self._known[subject]

    def follow(self, connection: sa.Connection) -> int:
        """Learn what others changed, in the transaction at hand; returns the number of the last change."""
        last = last_change(connection)
        if last != self._change:
            self.clear()
            for subject, known in self._known.items():
                _load(connection, subject, known)
            self._change = last
        return last

    def write_down(self, connection: sa.Connection, change: int) -> None:
        """Number what was told to this directory in the transaction at hand."""
        connection.exec_driver_sql("UPDATE identity_change SET last = ?", (change,))
        self._change = change


def last_change(connection: sa.Connection) -> int:
    """Return the number of the last change of identifiers or owners."""
    return int(connection.exec_driver_sql("SELECT last FROM identity_change").scalar_one())


def _load(connection: sa.Connection, subject: str, known: Known) -> None:
    query = "SELECT hash, identifier, owner FROM identifier WHERE subject = ? ORDER BY identifier"
    parts = []
    for rows in read_parts(connection, query, (subject,)):
        hashes, numbers, owners = zip(*rows, strict=True)
        parts.append((as_hashes(hashes), np.array(numbers, dtype=np.int64), np.array(owners, dtype=np.int64)))
    if parts:
        known.add(*map(np.concatenate, zip(*parts, strict=True)))
    query = "SELECT identifier, other FROM link WHERE subject = ?"
    links = [np.array(rows, dtype=np.int64) for rows in read_parts(connection, query, (subject,))]
    if links:
        known.link(np.concatenate(links))


def as_hashes(hashes: Sequence[bytes]) -> Hashes:
    """Return keyed hashes as an array of two columns."""
    return np.frombuffer(b"".join(hashes), dtype="<u8").reshape(-1, 2)


def _as_keys(pairs: _Numbers) -> npt.NDArray[np.uint64]:
    low, high = pairs[:, 0].astype(np.uint64), pairs[:, 1].astype(np.uint64)
    return (low << np.uint64(32)) | high
