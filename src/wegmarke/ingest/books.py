"""The door's half of the books: what was received, rejected and waits, per source and per hour of arrival."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from wegmarke.ingest.tables import packets, tallies
from wegmarke.state import Database

MICROSECONDS_PER_HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True)
class DoorHour:
    """What the door counted for one source in one hour."""

    received: int = 0
    rejected: int = 0
    waiting: int = 0


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


def hours(database: Database, *, after: int, since: int = 0) -> dict[tuple[str, int], DoorHour]:
    """Return the door's books per (source, hour since 1970), of one state of the database.

    Args:
        database: the inbox database.
        after: the sink's position; packets behind it wait.
        since: the first hour of interest.
    """
    hour = packets.c.accepted_at // MICROSECONDS_PER_HOUR
    behind = (
        sa.select(packets.c.source, hour.label("hour"), sa.func.sum(packets.c.events))
        .where(packets.c.first_position > after, packets.c.accepted_at >= since * MICROSECONDS_PER_HOUR)
        .group_by(packets.c.source, hour)
    )
    counted = sa.select(tallies.c.source, tallies.c.hour, tallies.c.received, tallies.c.rejected)
    with database.read() as connection:
        waits: dict[tuple[str, int], int] = defaultdict(int)
        for source, at, events in connection.execute(behind):
            waits[source, at] += int(events)
        found = {
            (source, at): DoorHour(received, refused, waits.pop((source, at), 0))
            for source, at, received, refused in connection.execute(counted.where(tallies.c.hour >= since))
        }
    # A packet without a tally is a fault, and must not be hidden by leaving it out.
    return found | {place: DoorHour(waiting=events) for place, events in waits.items()}


def last_accepted(database: Database) -> datetime | None:
    """Return when the youngest of the waiting events was accepted; None when nothing waits."""
    with database.read() as connection:
        at = connection.scalar(sa.select(sa.func.max(packets.c.accepted_at)))
    return None if at is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
