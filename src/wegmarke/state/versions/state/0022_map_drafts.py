"""Drafts of maps, the edits that people make in them, and comments on what stands there."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "map_draft",
        sa.Column("map", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("base", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("begun_at", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Integer, nullable=True),
        sa.Column("became", sa.Integer, nullable=True),
    )
    op.create_table(
        "map_edit",
        sa.Column("map", sa.Text, primary_key=True),
        sa.Column("draft", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("edit", sa.Text, nullable=False),
        sa.Column("client", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("strokes", sa.Text, nullable=False),
        sa.Column("notices", sa.Text, nullable=False),
    )
    op.create_table(
        "map_comment",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("map", sa.Text, nullable=False),
        sa.Column("space", sa.Text, nullable=False),
        sa.Column("thing", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("resolved_at", sa.Integer, nullable=True),
        sa.Column("resolved_by", sa.Text, nullable=True),
    )
    op.create_index("ix_map_comment_map", "map_comment", ["map"])
