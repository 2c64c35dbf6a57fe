"""Corrected payloads and replays of rejected events; counts of removed properties."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make room for replays."""
    op.add_column("rejected_event", sa.Column("edited", sa.Text))
    op.create_index("ix_rejected_event_at", "rejected_event", ["at"])
    op.create_table(
        "replay",
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("event_key", sa.LargeBinary, nullable=False),
        sa.Column("conflict_key", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "removed_property",
        sa.Column("event", sa.Text, primary_key=True),
        sa.Column("property", sa.Text, primary_key=True),
        sa.Column("why", sa.Text, primary_key=True),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("last_at", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
