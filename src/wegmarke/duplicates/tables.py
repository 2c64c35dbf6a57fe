"""Table of duplicates in the state database: what people decided about suggested pairs."""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

verdicts = sa.Table(
    "duplicate_decision",
    state_metadata,
    sa.Column("subject", sa.Text, primary_key=True),  # person or account
    # Ids of the two records as they were compared, the one that sorts first on the left; pseudonyms, never names.
    sa.Column("left", sa.Text, primary_key=True),
    sa.Column("right", sa.Text, primary_key=True),
    sa.Column("decision", sa.Text, nullable=False),  # confirmed or refused
    sa.Column("decided_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("decided_by", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
"""The last decision on each pair."""
