"""Costs by month, scope, touchpoint and channel."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the table of costs."""
    op.create_table(
        "cost",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("month", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("touchpoint", sa.Text, nullable=True),
        sa.Column("channel", sa.Text, nullable=True),
        sa.Column("amount_minor", sa.Integer, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("cost_month", "cost", ["month"])
