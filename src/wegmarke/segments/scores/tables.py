"""Tables of scores in the state database. Persons and accounts are numbers there; no column is personal.

Values are stored nowhere: they are functions of touches, document and instant. What is kept about a threshold is what
was said of it, so that a crossing is said once.
"""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

score_documents = sa.Table(
    "score_document",
    state_metadata,
    sa.Column("score", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),  # counts from 1, never changed
    sa.Column("document", sa.Text, nullable=False),  # canonical YAML
    sa.Column("content_hash", sa.Text, nullable=False),  # SHA-256 of the document
    sa.Column("created_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Versions of score documents."""

said_crossings = sa.Table(
    "score_crossing",
    state_metadata,
    sa.Column("score", sa.Text, primary_key=True),
    sa.Column("threshold", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, primary_key=True),  # person or account
    sa.Column("subject", sa.Integer, primary_key=True, autoincrement=False),  # its number
    sa.Column("is_inside", sa.Boolean, nullable=False),  # as it was said last
    sa.Column("since", sa.Integer, nullable=False),  # µs since 1970, UTC; the instant of the crossing that was said
    sqlite_with_rowid=False,
)
"""What was said last of a subject and a threshold; who was never inside has no row."""
