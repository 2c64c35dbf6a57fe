"""Suggested duplicates of the last search; decisions say how probable a pair was, why, and what was joined."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table of searches; decisions of before joined nothing."""
    with op.batch_alter_table("duplicate_decision") as changed:
        changed.add_column(sa.Column("probability", sa.Float))
        changed.add_column(sa.Column("why", sa.Text, nullable=False, server_default=""))
        changed.add_column(sa.Column("joined", sa.Integer))
        changed.add_column(sa.Column("joined_other", sa.Integer))
    op.create_table(
        "duplicate_search",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("found_at", sa.Integer, nullable=False),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("pair_count", sa.Integer, nullable=False),
        sa.Column("pairs", sa.LargeBinary, nullable=False),
    )
