"""Tables of segments in the state database. They hold numbers, times and documents, and no personal value.

A subject is a person or an account by number, which is that of its oldest identifier.
"""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

segments = sa.Table(
    "segment",
    state_metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    # The version by which everybody was judged, 0 before the first time; until it is the last one, the present
    # subjects are those of an older document.
    sa.Column("judged_version", sa.Integer, nullable=False),
    sa.Column("judged_at", sa.Integer),  # when that was, µs since 1970, UTC
)
"""Every segment there ever was, with the short number by which the other tables know it."""

versions = sa.Table(
    "segment_version",
    state_metadata,
    sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),  # counts from 1, never changed
    sa.Column("document", sa.Text, nullable=False),  # canonical YAML; empty where it removed the segment
    sa.Column("created_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Versions of documents; rows are only ever added."""

present = sa.Table(
    "segment_present",
    state_metadata,
    sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("since", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("reason", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Who is in a segment now."""

past = sa.Table(
    "segment_past",
    state_metadata,
    sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("since", sa.Integer, primary_key=True, autoincrement=False),  # µs since 1970, UTC
    sa.Column("until", sa.Integer, nullable=False),  # the same; no part of the stay
    sa.Column("reason", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Stays that ended."""

reasons = sa.Table(
    "segment_reason",
    state_metadata,
    sa.Column("reason", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("segment", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    # JSON list: places in the rule that held, ids of segments it is made of, or who put the subject on a list and why.
    sa.Column("said", sa.Text, nullable=False),
    sa.UniqueConstraint("segment", "version", "said"),
)
"""Why subjects entered, each said once: few reasons stand behind many stays."""

listed = sa.Table(
    "segment_listed",
    state_metadata,
    sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
    # The number that the person or account had; being an identifier, it follows whoever is merged or split.
    sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("put_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Who was put on which static list."""

announcements = sa.Table(
    "segment_announcement",
    state_metadata,
    sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Integer, primary_key=True, autoincrement=False),  # µs since 1970, UTC
    sa.Column("act", sa.Text, primary_key=True),  # entered or left
    sqlite_with_rowid=False,
)
"""What became true and is no event yet; a row goes when the inbox has its event."""

markers = sa.Table(
    "segment_marker",
    state_metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
"""`stored`: the state of the event store by which segments were judged last; `clock`: when, µs since 1970, UTC."""
