"""Identifiers, links, labels, maps and the numbers of touchpoints."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "identifier",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("owner", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.UniqueConstraint("subject", "hash", name="uq_identifier_subject_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_identifier_changed", "identifier", ["changed"])
    op.create_index("ix_identifier_subject_owner", "identifier", ["subject", "owner"])
    op.create_table(
        "link",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("other", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "label",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("owner", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "map",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("updated_at", sa.Integer, nullable=False),
    )
