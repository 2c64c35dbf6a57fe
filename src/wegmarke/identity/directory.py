"""Who is known: all identifiers by hash, their owners, and the links between them, held in memory.

The tables of the state database are what counts. A directory learns from them what changed since it last looked; it
follows what it is told to write as long as that is committed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa

from wegmarke.domain.identity_rules import IdentityRules
from wegmarke.identity.clusters import SAME_EVENT
from wegmarke.identity.internal_marks import internal_domains
from wegmarke.identity.known import Hashes, Known
from wegmarke.identity.rules import read_rules
from wegmarke.state import Database, read_parts

SUBJECTS = ("person", "account")


class Directory:
    """Identifiers of both subjects and the rules, as of a change.

    Attributes:
        rules: limits of the workspace.
        version: number of these rules, 0 for the defaults.
        internal_domains: mail domains of one's own.
    """

    rules: IdentityRules
    version: int
    internal_domains: frozenset[str]

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Know nothing any more; the next look reads everything again."""
        self._change = -1
        self.version, self.rules = 0, IdentityRules()
        self.internal_domains = frozenset()
        self._known = {subject: Known() for subject in SUBJECTS}

    def __getitem__(self, subject: str) -> Known:
        return self._known[subject]

    def follow(self, connection: sa.Connection) -> int:
        """Learn what others changed, in the transaction at hand; returns the number of the last change."""
        last = last_change(connection)
        if last != self._change:
            self.clear()
            self.version, self.rules = read_rules(connection)
            self.internal_domains = internal_domains(connection)
            for subject, known in self._known.items():
                _load(connection, subject, known)
            self._change = last
        return last

    def follow_rules(self, database: Database) -> IdentityRules:
        """Return the rules that hold now."""
        with database.read() as connection:
            return self.rules if last_change(connection) == self._change else read_rules(connection)[1]

    def write_down(self, connection: sa.Connection, change: int) -> None:
        """Number what was told to this directory in the transaction at hand."""
        number_change(connection, change)
        self._change = change


def last_change(connection: sa.Connection) -> int:
    """Return the number of the last change of identifiers or owners."""
    return int(connection.exec_driver_sql("SELECT last FROM identity_change").scalar_one())


def number_change(connection: sa.Connection, change: int) -> None:
    """Write down the number of the last change."""
    connection.exec_driver_sql("UPDATE identity_change SET last = ?", (change,))


def _load(connection: sa.Connection, subject: str, known: Known) -> None:
    query = "SELECT hash, identifier, owner, kind FROM identifier WHERE subject = ? ORDER BY identifier"
    for rows in read_parts(connection, query, (subject,), rows=100_000):
        hashes, numbers, owners, kinds = zip(*rows, strict=True)
        known.add(as_hashes(hashes), np.array(numbers), kinds, np.array(owners, dtype=np.int64))
    query = "SELECT identifier, other, observed_at, state = 'joined' AND reason = ? FROM link WHERE subject = ?"
    for rows in read_parts(connection, query, (SAME_EVENT, subject), rows=100_000):
        links = np.array(rows, dtype=np.int64)
        pairs = links[:, :2]
        known.link(pairs, links[:, 2])
        known.count_neighbours(pairs)
        weighed = pairs[(links[:, 3] == 0) | known.are_users(pairs)]
        known.guard(known.owners[weighed].ravel())


def as_hashes(hashes: Sequence[bytes]) -> Hashes:
    """Return keyed hashes as an array of two columns."""
    return np.frombuffer(b"".join(hashes), dtype="<u8").reshape(-1, 2)
