"""Segments: documents by version, who is in them, who was, and what is still to be announced."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the tables of segments."""
    op.create_table(
        "segment",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("judged_version", sa.Integer, nullable=False),
        sa.Column("judged_at", sa.Integer, nullable=True),
    )
    op.create_table(
        "segment_version",
        sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "segment_present",
        sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("since", sa.Integer, nullable=False),
        sa.Column("reason", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "segment_past",
        sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("since", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("until", sa.Integer, nullable=False),
        sa.Column("reason", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "segment_reason",
        sa.Column("reason", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("segment", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.UniqueConstraint("segment", "version", "said"),
    )
    op.create_table(
        "segment_listed",
        sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("put_at", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "segment_announcement",
        sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("act", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "segment_marker",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
