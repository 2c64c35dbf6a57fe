"""Accept events once and durably, or reject them with a reason.

Accepting ends with a commit that is on the disk: what `accept` returned for will be stored, whatever
is killed afterwards. Whether an event was seen before is decided later, by the sink.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from wegmarke.domain import Clock
from wegmarke.ingest import packet
from wegmarke.ingest.rejected import keep
from wegmarke.ingest.tables import counters, packets, tallies
from wegmarke.sources import EVENT_SCHEMA, REJECTED_SCHEMA
from wegmarke.state import Database

FUTURE_TOLERANCE = timedelta(hours=24)
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_MICROSECONDS_PER_HOUR = 3_600_000_000


@dataclass(frozen=True)
class Receipt:
    """What became of one offer.

    Attributes:
        accepted: events that are on the disk now.
        refused: rows that are kept as rejected, table of `sources.REJECTED_SCHEMA`.
    """

    accepted: int
    refused: pa.Table


class Inbox:
    """The door to the event store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def accept(
        self,
        source: str,
        events: pa.Table,
        rejected: pa.Table | None = None,
        *,
        origins: pa.ChunkedArray | str = "",
    ) -> Receipt:
        """Take events of one source, and rows its reader could not make events of, in one transaction.

        Args:
            source: name of the system the events come from.
            events: table of `sources.EVENT_SCHEMA`.
            rejected: table of `sources.REJECTED_SCHEMA`.
            origins: file or door, one for all or one per event; kept with what is rejected or in conflict.
        """
        good, refused = self.check(events, origins=origins)
        refused = pa.concat_tables([rejected if rejected is not None else REJECTED_SCHEMA.empty_table(), refused])
        now = _microseconds(self._clock.now())
        with self._database.write() as connection:
            if good.num_rows:
                _append(connection, source, good, now)
            keep(connection, source, refused, now)
            _count(connection, source, now, good.num_rows + refused.num_rows, refused.num_rows)
        return Receipt(good.num_rows, refused)

    def check(self, events: pa.Table, *, origins: pa.ChunkedArray | str = "") -> tuple[pa.Table, pa.Table]:
        """Part events that can be accepted from rows that cannot, without storing either.

        The first table has a column `origin` more.
        """
        if isinstance(origins, str):
            origins = pa.repeat(pa.scalar(origins, pa.string()), events.num_rows)
        events = events.append_column("origin", origins)
        late = pa.scalar(self._clock.now() + FUTURE_TOLERANCE, pa.timestamp("us", tz="UTC"))
        early = pa.scalar(EARLIEST, pa.timestamp("us", tz="UTC"))
        wrong = [
            (pc.greater(events["occurred_at"], late), "future_time", _FUTURE),
            (pc.less(events["occurred_at"], early), "ancient_time", _ANCIENT),
            (pc.equal(pc.utf8_length(events["source_event_id"]), 0), "missing_id", _NO_ID),
            (pc.greater(pc.utf8_length(events["source_event_id"]), 1000), "long_id", _LONG_ID),
        ]
        if not any(pc.any(mask).as_py() for mask, _, _ in wrong):
            return events, REJECTED_SCHEMA.empty_table()
        return _part(events, wrong)

    def waiting(self) -> int:
        """Return how many accepted events are not stored yet."""
        with self._database.read() as connection:
            return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.sum(packets.c.events), 0))) or 0)


_FUTURE = "Expected a time not more than 24 hours ahead; correct the clock or the time zone of the source."
_ANCIENT = "Expected a time after 1900; correct the time or the recipe's time format."
_NO_ID = "Expected an id that names the event in its source; give the recipe an id column."
_LONG_ID = "Expected an id of at most 1,000 characters; choose a shorter id column."


def _part(events: pa.Table, wrong: Sequence[tuple[pa.Array, str, str]]) -> tuple[pa.Table, pa.Table]:
    refused = []
    taken = pa.chunked_array([pa.repeat(pa.scalar(False), events.num_rows)])
    for mask, reason, message in wrong:
        refused.append(_refuse(events.filter(pc.and_not(mask, taken)), reason, message))
        taken = pc.or_(taken, mask)
    return events.filter(pc.invert(taken)), pa.concat_tables(refused)


def _refuse(events: pa.Table, reason: str, message: str) -> pa.Table:
    rows = [
        {
            "file": row.pop("origin"),
            "line": row["sequence"],
            "reason": reason,
            "message": f"{message} Got {row['name']} at {row['occurred_at']:%Y-%m-%dT%H:%M:%SZ}.",
            "payload": json.dumps(row, default=str, ensure_ascii=False),
        }
        for row in events.to_pylist()
    ]
    return pa.Table.from_pylist(rows, schema=REJECTED_SCHEMA)


def _append(connection: sa.Connection, source: str, events: pa.Table, now: int) -> None:
    statement = insert(counters).values(name="position", value=events.num_rows)
    added = statement.on_conflict_do_update(
        index_elements=["name"], set_={"value": counters.c.value + events.num_rows}
    ).returning(counters.c.value)
    last = int(connection.execute(added).scalar_one())
    connection.execute(
        packets.insert().values(
            first_position=last - events.num_rows + 1,
            events=events.num_rows,
            source=source,
            accepted_at=now,
            body=packet.pack(events.select([*EVENT_SCHEMA.names, "origin"])),
        )
    )


def _count(connection: sa.Connection, source: str, now: int, received: int, rejected: int) -> None:
    if not received:
        return
    statement = insert(tallies).values(
        source=source, hour=now // _MICROSECONDS_PER_HOUR, received=received, rejected=rejected
    )
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["source", "hour"],
            set_={"received": tallies.c.received + received, "rejected": tallies.c.rejected + rejected},
        )
    )


def _microseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1_000_000)
