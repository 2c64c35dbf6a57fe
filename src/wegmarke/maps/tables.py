"""Tables of maps in the state database."""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

maps = sa.Table(
    "map",
    state_metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),  # order of first import
    sa.Column("status", sa.Text, nullable=False),  # as in the document; `live` is the reference
    sa.Column("document", sa.Text, nullable=False),  # native YAML
    sa.Column("content_hash", sa.Text, nullable=False),  # SHA-256 of the document
    sa.Column("updated_at", sa.Integer, nullable=False),  # µs since 1970, UTC
)
"""Journey maps as documents; they hold no personal data."""
