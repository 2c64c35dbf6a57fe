"""Versions of maps: what was kept becomes version 1 of its map, standing where it stood."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"


def upgrade() -> None:
    """Make the tables of versions and move the documents there."""
    op.create_table(
        "map_version",
        sa.Column("map", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=True),
        sa.Column("based_on", sa.Integer, nullable=True),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_table(
        "map_act",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("map", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("before", sa.Text, nullable=True),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_index("ix_map_act_map_version", "map_act", ["map", "version"])
    op.create_table(
        "map_numbers",
        sa.Column("map", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("numbers", sa.Text, nullable=False),
    )
    _move_documents()


def _move_documents() -> None:
    op.execute(
        "INSERT INTO map_version (map, version, status, document, created_at, changed_at, who, why) "
        "SELECT id, 1, status, document, updated_at, updated_at, '', '' FROM map"
    )
    op.execute(
        "INSERT INTO map_act (map, version, at, after, who, why) "
        "SELECT id, 1, updated_at, status, '', '' FROM map ORDER BY position"
    )
    for column in ("status", "document", "content_hash", "updated_at"):
        op.drop_column("map", column)
