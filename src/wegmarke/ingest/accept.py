"""Accept events once and durably, or reject them with a reason.

Accepting ends with a commit that is on the disk: what `accept` returned for will be stored, whatever
is killed afterwards. Whether an event was seen before is decided later, by the sink.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from wegmarke.domain import Clock
from wegmarke.domain.tracking_plan import TrackingPlan
from wegmarke.ingest import packet
from wegmarke.ingest.event_json import event_text
from wegmarke.ingest.plan_check import REMOVED_SCHEMA, PlanCheck
from wegmarke.ingest.plan_faults import faults, in_words
from wegmarke.ingest.plan_versions import count_removed
from wegmarke.ingest.rejected import keep
from wegmarke.ingest.tables import counters, packets, tallies
from wegmarke.sources import EVENT_SCHEMA, PERSONAL, REJECTED_SCHEMA
from wegmarke.state import Database

FUTURE_TOLERANCE = timedelta(hours=24)
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECONDS_PER_HOUR = 3_600_000_000
_PACKED = (*EVENT_SCHEMA.names, packet.ORIGIN, *packet.ADDED)


@dataclass(frozen=True)
class Receipt:
    """What became of one offer.

    Attributes:
        accepted: events that are on the disk now.
        refused: rows that are kept as rejected, table of `sources.REJECTED_SCHEMA`.
    """

    accepted: int
    refused: pa.Table


@dataclass(frozen=True)
class Judged:
    """An offer as it would be taken in; nothing is written yet.

    Attributes:
        good: events that can be accepted, without the properties that must not be stored; with a column `origin`.
        refused: rows that cannot, table of `sources.REJECTED_SCHEMA`.
        removed: properties taken out of the good events, table of `plan_check.REMOVED_SCHEMA`.
    """

    good: pa.Table
    refused: pa.Table
    removed: pa.Table


class Inbox:
    """The door to the event store."""

    def __init__(self, database: Database, clock: Clock, plan: TrackingPlan | None = None) -> None:
        self._database = database
        self._clock = clock
        self._plan = PlanCheck(plan)

    def follow(self, plan: TrackingPlan | None) -> None:
        """Hold everything that is offered from now on against another plan."""
        self._plan = PlanCheck(plan)

    def accept(
        self,
        source: str,
        events: pa.Table,
        rejected: pa.Table | None = None,
        *,
        origins: pa.Array | pa.ChunkedArray | str = "",
    ) -> Receipt:
        """Take events of one source, and rows its reader could not make events of, in one transaction.

        Args:
            source: name of the system the events come from.
            events: table of `sources.EVENT_SCHEMA`.
            rejected: table of `sources.REJECTED_SCHEMA`.
            origins: file or door, one for all or one per event; kept with what is rejected or in conflict.
        """
        judged = self.judge(events, rejected, origins=origins)
        with self._database.write() as connection:
            enter(connection, source, judged, microseconds(self._clock.now()))
        return Receipt(judged.good.num_rows, judged.refused)

    def check(self, events: pa.Table, *, origins: pa.Array | pa.ChunkedArray | str = "") -> tuple[pa.Table, pa.Table]:
        """Part events that can be accepted from rows that cannot, without storing either."""
        judged = self.judge(events, origins=origins)
        return judged.good, judged.refused

    def judge(
        self,
        events: pa.Table,
        rejected: pa.Table | None = None,
        *,
        origins: pa.Array | pa.ChunkedArray | str = "",
    ) -> Judged:
        """Part events that can be accepted from rows that cannot; `enter` writes both.

        Args:
            events: table of `sources.EVENT_SCHEMA`.
            rejected: table of `sources.REJECTED_SCHEMA`, rows that were no events in the first place.
            origins: file or door, one for all or one per event.
        """
        plan = self._plan
        if isinstance(origins, str):
            origins = pa.repeat(pa.scalar(origins, pa.string()), events.num_rows)
        timely, refused = self._timely(events.append_column(packet.ORIGIN, origins))
        planned = plan.apply(timely) if timely.num_rows else None
        parts = [rejected if rejected is not None else REJECTED_SCHEMA.empty_table(), refused]
        if planned is None:
            return Judged(timely, pa.concat_tables(parts), REMOVED_SCHEMA.empty_table())
        if not planned.fits.all():
            parts.append(_refuse_misfits(plan, timely.filter(pa.array(~planned.fits))))
        return Judged(planned.good, pa.concat_tables(parts), planned.removed)

    def _timely(self, events: pa.Table) -> tuple[pa.Table, pa.Table]:
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


def enter(connection: sa.Connection, source: str, judged: Judged, now: int) -> int:
    """Write an offer in the transaction at hand; returns the position of its first event, 0 without any.

    Packet, rejected rows and books are one transaction, and `now` (µs since 1970, UTC) is the same for all of
    them, so that the books of each hour balance.
    """
    first = _append(connection, source, judged.good, now) if judged.good.num_rows else 0
    keep(connection, source, judged.refused, now)
    count_removed(connection, judged.removed, now)
    rejected = judged.refused.num_rows
    _count(connection, source, now, judged.good.num_rows + rejected, rejected)
    return first


def microseconds(instant: datetime) -> int:
    """Return µs since 1970, UTC, exactly."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def _part(events: pa.Table, wrong: Sequence[tuple[pa.Array, str, str]]) -> tuple[pa.Table, pa.Table]:
    refused = []
    taken = pa.chunked_array([pa.repeat(pa.scalar(False), events.num_rows)])
    for mask, reason, message in wrong:
        refused.append(_refuse(events.filter(pc.and_not(mask, taken)), reason, message))
        taken = pc.or_(taken, mask)
    return events.filter(pc.invert(taken)), pa.concat_tables(refused)


def _refuse(events: pa.Table, reason: str, message: str) -> pa.Table:
    at = events.column_names.index("occurred_at")
    events = events.set_column(at, events.schema.field(at), _within_time(events["occurred_at"]))
    rows = [
        _refusal(row, reason, f"{message} Got {row['name']} at {row['occurred_at']:%Y-%m-%dT%H:%M:%SZ}.")
        for row in events.to_pylist()
    ]
    return pa.Table.from_pylist(rows, schema=REJECTED_SCHEMA)


def _within_time(instants: pa.ChunkedArray) -> pa.Array:
    # Columns can hold instants after the year 9999, sentences cannot.
    first, last = (microseconds(end.replace(tzinfo=UTC)) for end in (datetime.min, datetime.max))  # noqa: DTZ901
    counted = np.clip(instants.cast(pa.int64()).to_numpy(), first, last)
    return pa.array(counted).cast(instants.type)


def _refuse_misfits(plan: PlanCheck, events: pa.Table) -> pa.Table:
    rows = []
    for row in events.to_pylist():
        found = faults(plan, row["name"], row["properties"] or (), told=row.get(PERSONAL) or ())
        rows.append(_refusal(row, found[0].reason, in_words(found)))
    return pa.Table.from_pylist(rows, schema=REJECTED_SCHEMA)


def _refusal(row: Mapping[str, Any], reason: str, message: str) -> dict[str, object]:
    return {
        "file": row[packet.ORIGIN],
        "line": row["sequence"],
        "reason": reason,
        "message": message,
        "payload": event_text(row),
    }


# Statements are built once: every request of every system waits for them.
_ADVANCE = (
    insert(counters)
    .values(name="position", value=sa.bindparam("count"))
    .on_conflict_do_update(index_elements=["name"], set_={"value": counters.c.value + sa.bindparam("count")})
    .returning(counters.c.value)
)
_KEEP_PACKET = packets.insert()
_added = insert(tallies).excluded
_TALLY = insert(tallies).on_conflict_do_update(
    index_elements=["source", "hour"],
    set_={"received": tallies.c.received + _added.received, "rejected": tallies.c.rejected + _added.rejected},
)


def _append(connection: sa.Connection, source: str, events: pa.Table, now: int) -> int:
    count = int(events.num_rows)
    first = int(connection.execute(_ADVANCE, {"count": count}).scalar_one()) - count + 1
    body = packet.pack(events.select([name for name in _PACKED if name in events.column_names]))
    values = {"first_position": first, "events": count, "source": source, "accepted_at": now, "body": body}
    connection.execute(_KEEP_PACKET, values)
    return first


def _count(connection: sa.Connection, source: str, now: int, received: int, rejected: int) -> None:
    if received:
        hour = now // _MICROSECONDS_PER_HOUR
        connection.execute(_TALLY, {"source": source, "hour": hour, "received": received, "rejected": rejected})
