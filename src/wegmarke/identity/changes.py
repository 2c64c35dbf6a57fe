"""What changed: the event store copies who owns which identifier, and asks only for the difference."""

from __future__ import annotations

import pyarrow as pa
import sqlalchemy as sa

from wegmarke.identity.tables import identifiers
from wegmarke.state import Database

_SCHEMA = pa.schema([("identifier", pa.int64()), ("owner", pa.int64())])


def owners_since(database: Database, change: int) -> tuple[dict[str, pa.Table], int]:
    """Return (identifier, owner) per subject for everything that changed after a change, and the last change."""
    query = (
        sa.select(identifiers.c.subject, identifiers.c.identifier, identifiers.c.owner, identifiers.c.changed)
        .where(identifiers.c.changed > change)
        .order_by(identifiers.c.subject, identifiers.c.identifier)
    )
    with database.read() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    tables = {subject: _table([row[1:3] for row in rows if row[0] == subject]) for subject in ("person", "account")}
    return tables, max((row[3] for row in rows), default=change)


def _table(pairs: list[tuple[int, int]]) -> pa.Table:
    return pa.table([[pair[0] for pair in pairs], [pair[1] for pair in pairs]], schema=_SCHEMA)
