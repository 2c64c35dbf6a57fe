"""The table of saved reports in the state database; no column is personal."""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

saved_reports = sa.Table(
    "saved_report",
    state_metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("analysis", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),  # parameters of the page's URL
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("created_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("changed_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Index("saved_report_name", "name", unique=True),
    sqlite_autoincrement=True,  # a number that was given away in a link is never given again
)
"""Saved reports."""
