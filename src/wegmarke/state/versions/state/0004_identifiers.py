"""Identifiers without indexes over scattered values; the number of the last change stands alone."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Write the identifiers anew, without the index over hashes that belongs to the table."""
    op.rename_table("identifier", "identifier_before")
    op.drop_index("ix_identifier_subject_owner")
    op.drop_index("ix_identifier_changed")
    op.create_table(
        "identifier",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("owner", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO identifier (subject, identifier, kind, hash, owner, changed) "
        "SELECT subject, identifier, kind, hash, owner, changed FROM identifier_before"
    )
    op.drop_table("identifier_before")
    op.create_index("ix_identifier_subject_owner", "identifier", ["subject", "owner"])
    op.create_table(
        "identity_change",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.execute("INSERT INTO identity_change SELECT 1, coalesce(max(changed), 0) FROM identifier")
