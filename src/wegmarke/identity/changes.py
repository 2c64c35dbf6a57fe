"""What changed: the event store copies who owns which identifier, and asks only for the difference."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.identity.directory import SUBJECTS, last_change
from wegmarke.state import Database, read_rows

_NONE = np.empty(0, dtype=np.int64)
_SCHEMA = pa.schema([("identifier", pa.int64()), ("owner", pa.int64())])


def last(database: Database) -> int:
    """Return the number of the last change of identifiers or owners."""
    with database.read() as connection:
        return last_change(connection)


def owners_since(database: Database, change: int) -> tuple[dict[str, pa.Table], int]:
    """Return (identifier, owner) per subject for everything that changed after a change, and the last change."""
    query = "SELECT identifier, owner FROM identifier WHERE changed > ? AND subject = ? ORDER BY identifier"
    with database.read() as connection:
        last = last_change(connection)
        if last == change:
            return {subject: owner_table(_NONE, _NONE) for subject in SUBJECTS}, change
        found = {subject: read_rows(connection, query, (change, subject)) for subject in SUBJECTS}
    pairs = {subject: np.asarray(rows, dtype=np.int64).reshape(-1, 2) for subject, rows in found.items()}
    return {subject: owner_table(part[:, 0], part[:, 1]) for subject, part in pairs.items()}, last


def owner_table(identifiers: npt.NDArray[np.int64], owners: npt.NDArray[np.int64]) -> pa.Table:
    """Return the table (identifier, owner)."""
    return pa.table([identifiers, owners], schema=_SCHEMA)
