"""Tables of the inbox database: what was accepted and not stored yet, what was rejected.

One table lies in the state database: the versions of the tracking plan.
"""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import inbox_metadata, state_metadata

packets = sa.Table(
    "packet",
    inbox_metadata,
    # Positions of a packet's events are first_position, first_position + 1, …; they are never used twice.
    sa.Column("first_position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("events", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("accepted_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("body", sa.LargeBinary, nullable=False, info={"personal": True}),  # Arrow IPC, events in order
)
"""Accepted events, durable, waiting for the sink; removed when stored."""

counters = sa.Table(
    "counter",
    inbox_metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
)
"""`position`: the last position ever given away."""

rejected = sa.Table(
    "rejected_event",
    inbox_metadata,
    sa.Column("key", sa.LargeBinary, primary_key=True),  # hash of everything below but the time
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("line", sa.Integer),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False, info={"personal": True}),
    sa.Column("at", sa.Integer, nullable=False),  # µs since 1970, UTC
    # The payload as somebody corrected it; NULL while it is as it came.
    sa.Column("edited", sa.Text, info={"personal": True}),
    sa.Index("ix_rejected_event_group", "source", "file", "reason"),
    sa.Index("ix_rejected_event_at", "at"),
    sqlite_with_rowid=False,
)
"""What was not accepted, with reason and payload, until it is erased or its time is over."""

replays = sa.Table(
    "replay",
    inbox_metadata,
    sa.Column("key", sa.LargeBinary, primary_key=True),  # key of the rejected event
    sa.Column("at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("position", sa.Integer, nullable=False),  # the inbox position it was accepted at
    # What the sink made of it: `stored`, `duplicate` or `conflict`; NULL while it waits.
    sa.Column("outcome", sa.Text),
    sa.Index("ix_replay_waiting", "position", sqlite_where=sa.text("outcome IS NULL")),
    sqlite_with_rowid=False,
)
"""Rejected events that were accepted when they were offered again."""

removed_properties = sa.Table(
    "removed_property",
    inbox_metadata,
    sa.Column("event", sa.Text, primary_key=True),
    sa.Column("property", sa.Text, primary_key=True),
    sa.Column("why", sa.Text, primary_key=True),  # `personal` or `undeclared`
    sa.Column("events", sa.Integer, nullable=False),
    sa.Column("last_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sqlite_with_rowid=False,
)
"""How many events had a property taken out before they were accepted; never its values."""

tallies = sa.Table(
    "tally",
    inbox_metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("hour", sa.Integer, primary_key=True, autoincrement=False),  # hours since 1970, UTC, of the arrival
    sa.Column("received", sa.Integer, nullable=False),
    sa.Column("rejected", sa.Integer, nullable=False),
)
"""The door's half of the books: received = waiting + stored + duplicate + conflict + rejected."""

plans = sa.Table(
    "tracking_plan",
    state_metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),  # 1, 2, …; the last one holds
    sa.Column("document", sa.Text, nullable=False),  # YAML as it was written
    sa.Column("created_at", sa.Integer, nullable=False),  # µs since 1970, UTC
)
"""The versions of the tracking plan; none is ever changed."""
