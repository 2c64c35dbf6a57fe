"""Blocked values are kept as keyed hashes: which identifiers have one is written down with the hash.

The values of older rules are hashed when the workspace is opened, since that needs its keys, and so is this table
filled again (`identity.adopt_blocked`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table anew."""
    op.drop_table("blocked_identifier")
    op.create_table(
        "blocked_identifier",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
