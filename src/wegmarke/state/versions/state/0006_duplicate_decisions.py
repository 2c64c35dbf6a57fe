"""What people decided about suggested duplicates."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table of decisions."""
    op.create_table(
        "duplicate_decision",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("left", sa.Text, primary_key=True),
        sa.Column("right", sa.Text, primary_key=True),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Integer, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
