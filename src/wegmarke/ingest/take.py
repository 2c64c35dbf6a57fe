"""How the sink takes accepted events out of the inbox: in order, and removed only when stored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from wegmarke.ingest import packet
from wegmarke.ingest.tables import packets
from wegmarke.state import Database

_MOST_BYTES = 32 * 1024 * 1024
"""What the events of a batch may take in memory, one packet more or less; the engine needs some times as much."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Events taken together, in inbox order.

    Attributes:
        events: table of `sources.EVENT_SCHEMA` with more columns: `origin` and those of `packet.ADDED`, `position`
            (int64) and `received_at` (µs since 1970, UTC).
        last_position: position of the last event.
    """

    events: pa.Table
    last_position: int


def take(database: Database, *, after: int, most: int = 200_000) -> Batch | None:
    """Read whole packets behind a position until there are `most` events or 32 MiB; None when nothing waits."""
    query = (
        sa.select(packets.c.first_position, packets.c.events, packets.c.accepted_at, packets.c.body)
        .where(packets.c.first_position > after)
        .order_by(packets.c.first_position)
    )
    tables: list[pa.Table] = []
    taken = size = 0
    last = after
    with database.read() as connection:
        for first, count, accepted_at, body in connection.execute(query):
            tables.append(_placed(packet.unpack(body), first, accepted_at))
            taken, last = taken + count, first + count - 1
            size += tables[-1].nbytes
            if taken >= most or size >= _MOST_BYTES:
                break
    return Batch(pa.concat_tables(tables), last) if tables else None


def delete_stored(database: Database, *, until: int) -> None:
    """Remove packets that are stored, up to and including a position."""
    is_stored = packets.c.first_position <= until
    with database.read() as connection:
        # Asked first: the door waits for whoever writes.
        if connection.execute(sa.select(packets.c.first_position).where(is_stored).limit(1)).first() is None:
            return
    with database.write() as connection:
        connection.execute(packets.delete().where(is_stored))


def _placed(events: pa.Table, first_position: int, accepted_at: int) -> pa.Table:
    positions = np.arange(first_position, first_position + events.num_rows)
    kinds = {packet.STATED_AT: events["occurred_at"].type}
    for name in packet.ADDED:
        if name not in events.column_names:
            events = events.append_column(name, pa.nulls(events.num_rows, kinds.get(name, events["properties"].type)))
    # Columns stand in the order in which each packet has them.
    events = events.select([*(name for name in events.column_names if name not in packet.ADDED), *packet.ADDED])
    received = pa.repeat(pa.scalar(accepted_at, pa.int64()), events.num_rows)
    return events.append_column("position", pa.array(positions)).append_column("received_at", received)
