"""Tables of maps in the state database.

Map documents hold no personal data. Who kept or approved a version is the name of a user account, as that person gave
it: it is personal, and stays as proof of who answers for what is live.
"""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

maps = sa.Table(
    "map",
    state_metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),  # order of first import
)
"""The maps there are."""

map_versions = sa.Table(
    "map_version",
    state_metadata,
    sa.Column("map", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),  # counts from 1
    sa.Column("status", sa.Text, nullable=False),  # where it stands; the only thing that changes, with changed_at
    sa.Column("document", sa.Text, nullable=False),  # native YAML, never changed
    sa.Column("content_hash", sa.Text),  # SHA-256 of what it says; NULL for what an older program kept
    sa.Column("based_on", sa.Integer),  # the version it was written from
    sa.Column("created_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("changed_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("who", sa.Text, nullable=False, info={"personal": True}),
    sa.Column("why", sa.Text, nullable=False),
)
"""Versions of maps, kept for ever."""

map_acts = sa.Table(
    "map_act",
    state_metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("map", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("before", sa.Text),  # NULL where the version was made
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False, info={"personal": True}),
    sa.Column("why", sa.Text, nullable=False),
    sa.Index("ix_map_act_map_version", "map", "version"),
)
"""What happened to versions: made, sent to review, approved, live, retired."""

map_numbers = sa.Table(
    "map_numbers",
    state_metadata,
    sa.Column("map", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("numbers", sa.Text, nullable=False),  # JSON: aggregates as they stood in the cells
)
"""What was measured when a version was approved."""

map_drafts = sa.Table(
    "map_draft",
    state_metadata,
    sa.Column("map", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # counts from 1
    sa.Column("base", sa.Integer, nullable=False),  # the version it began with
    sa.Column("document", sa.Text, nullable=False),  # JSON: what it said after so many edits as `revision` tells
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("begun_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("who", sa.Text, nullable=False, info={"personal": True}),
    sa.Column("ended_at", sa.Integer),  # µs since 1970, UTC; NULL while it is open
    sa.Column("became", sa.Integer),  # the version it was kept as; NULL for one that is open or was discarded
)
"""What people write before it becomes a version; at most one of a map is open."""

map_edits = sa.Table(
    "map_edit",
    state_metadata,
    sa.Column("map", sa.Text, primary_key=True),
    sa.Column("draft", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # counts from 1
    sa.Column("edit", sa.Text, nullable=False),  # the id its author gave it
    sa.Column("client", sa.Text, nullable=False),  # a random name of a browser tab
    sa.Column("who", sa.Text, nullable=False, info={"personal": True}),
    sa.Column("at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("strokes", sa.Text, nullable=False),  # JSON: what it did
    sa.Column("notices", sa.Text, nullable=False),  # JSON: what people must be told
)
"""Every edit of every draft in the order in which it was made."""

map_comments = sa.Table(
    "map_comment",
    state_metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("map", sa.Text, nullable=False),
    sa.Column("space", sa.Text, nullable=False),  # cards, phases, …
    sa.Column("thing", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False, info={"personal": True}),  # may name people
    sa.Column("who", sa.Text, nullable=False, info={"personal": True}),
    sa.Column("at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("resolved_at", sa.Integer),  # µs since 1970, UTC; NULL while it is open
    sa.Column("resolved_by", sa.Text, info={"personal": True}),
    sa.Index("ix_map_comment_map", "map"),
)
"""What people say about the things on a map while they work on it."""
