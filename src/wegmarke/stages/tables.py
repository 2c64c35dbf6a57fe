"""Tables of stage models in the state database. They hold no personal data."""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

stage_models = sa.Table(
    "stage_model",
    state_metadata,
    sa.Column("model", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),  # counts from 1, never changed
    sa.Column("document", sa.Text, nullable=False),  # canonical YAML
    sa.Column("content_hash", sa.Text, nullable=False),  # SHA-256 of the document
    sa.Column("valid_from", sa.Integer),  # µs since 1970, UTC; NULL for all of the past
    sa.Column("created_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Versions of stage models."""
