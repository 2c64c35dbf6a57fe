"""The table of costs in the state database; no column is personal."""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

costs = sa.Table(
    "cost",
    state_metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("month", sa.Text, nullable=False),  # its first day, ISO 8601
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("touchpoint", sa.Text, nullable=True),
    sa.Column("channel", sa.Text, nullable=True),
    sa.Column("amount_minor", sa.Integer, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("who", sa.Text, nullable=False),
    sa.Index("cost_month", "month"),
    sqlite_autoincrement=True,  # a number that stands in the audit is never given again
)
"""What was paid, month by month."""
