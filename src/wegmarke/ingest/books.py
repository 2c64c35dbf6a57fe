"""The door's half of the books: what was received and rejected, per source."""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.ingest.tables import packets, tallies
from wegmarke.state import Database


def received_and_rejected(database: Database) -> dict[str, tuple[int, int]]:
    """Return (received, rejected) events per source, over all hours."""
    query = sa.select(tallies.c.source, sa.func.sum(tallies.c.received), sa.func.sum(tallies.c.rejected)).group_by(
        tallies.c.source
    )
    with database.read() as connection:
        return {source: (int(received), int(refused)) for source, received, refused in connection.execute(query)}


def waiting(database: Database, *, after: int) -> dict[str, int]:
    """Return accepted events per source that are not stored yet: those behind the sink's position."""
    query = (
        sa.select(packets.c.source, sa.func.sum(packets.c.events))
        .where(packets.c.first_position > after)
        .group_by(packets.c.source)
    )
    with database.read() as connection:
        return {source: int(events) for source, events in connection.execute(query)}
