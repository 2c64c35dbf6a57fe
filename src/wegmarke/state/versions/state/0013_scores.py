"""Score documents by version, and what was said about thresholds."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables of scores."""
    op.create_table(
        "score_document",
        sa.Column("score", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "score_crossing",
        sa.Column("score", sa.Text, primary_key=True),
        sa.Column("threshold", sa.Text, primary_key=True),
        sa.Column("unit", sa.Text, primary_key=True),
        sa.Column("subject", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("is_inside", sa.Boolean, nullable=False),
        sa.Column("since", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
