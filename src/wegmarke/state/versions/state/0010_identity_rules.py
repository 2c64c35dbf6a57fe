"""What a workspace sets about who is who, and identifiers whose value somebody blocked."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "identity_rule",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
    )
    op.create_table(
        "blocked_identifier",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
