"""Fitted models with their cards, and who objects to which purpose."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "prediction_model",
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("card", sa.Text, nullable=False),
        sa.Column("fitted", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "objection",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("since", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("withdrawn_at", sa.Integer, nullable=False),
        sa.Column("withdrawn_by", sa.Text, nullable=False),
    )
    op.create_table(
        "objection_identifier",
        sa.Column("objection", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
