"""The door's half of the books: what was received, rejected and waits, per source and per hour of arrival."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from wegmarke.ingest.tables import counters, packets, tallies
from wegmarke.state import Database

MICROSECONDS_PER_HOUR = 3_600_000_000
_LAST_POSITION = sa.select(counters.c.value).where(counters.c.name == "position")


@dataclass(frozen=True, slots=True)
class DoorBooks:
    """The door's half of the books at one moment.

    Attributes:
        counted: (received, rejected) per (source, hour since 1970).
        packets: source, hour, first position and number of events of every packet that is not removed yet.
        last_position: the last position that was given away.
    """

    counted: dict[tuple[str, int], tuple[int, int]]
    packets: tuple[tuple[str, int, int, int], ...]
    last_position: int

    def waiting(self, *, after: int) -> dict[tuple[str, int], int]:
        """Return accepted events per (source, hour) behind the sink's position."""
        found: dict[tuple[str, int], int] = defaultdict(int)
        for source, hour, first, events in self.packets:
            if first > after:
                found[source, hour] += events
        return dict(found)


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


def read(database: Database) -> DoorBooks:
    """Read the door's books of every hour, and what waits, as they are at one moment."""
    hour = packets.c.accepted_at // MICROSECONDS_PER_HOUR
    behind = sa.select(packets.c.source, hour, packets.c.first_position, packets.c.events)
    counted = sa.select(tallies.c.source, tallies.c.hour, tallies.c.received, tallies.c.rejected)
    with database.read() as connection:
        return DoorBooks(
            counted={(row.source, row.hour): (row.received, row.rejected) for row in connection.execute(counted)},
            packets=tuple((*row,) for row in connection.execute(behind)),
            last_position=int(connection.scalar(_LAST_POSITION) or 0),
        )


def last_position(database: Database) -> int:
    """Return the inbox position of the youngest accepted event, 0 before the first."""
    with database.read() as connection:
        return int(connection.scalar(_LAST_POSITION) or 0)


def last_accepted(database: Database) -> datetime | None:
    """Return when the youngest of the waiting events was accepted; None when nothing waits."""
    with database.read() as connection:
        at = connection.scalar(sa.select(sa.func.max(packets.c.accepted_at)))
    return None if at is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
