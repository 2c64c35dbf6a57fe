"""Surveys, links to their page, and who does not want to be asked."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "survey",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("made_at", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_link",
        sa.Column("link", sa.LargeBinary, primary_key=True),
        sa.Column("survey", sa.Text, nullable=False),
        sa.Column("identifier", sa.Integer),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("made_at", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.Integer, nullable=False),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.Column("score", sa.Integer),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_link_survey", "survey_link", ["survey", "made_at"])
    op.create_table(
        "survey_refusal",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("at", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
