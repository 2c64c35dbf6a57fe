"""Links say why, since when and how surely, and whether they join; the vault keeps values under keys of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Links of before were made by events, at a time that nobody wrote down."""
    with op.batch_alter_table("link") as link:
        link.add_column(sa.Column("reason", sa.Text, nullable=False, server_default="same_event"))
        link.add_column(sa.Column("observed_at", sa.Integer, nullable=False, server_default="0"))
        link.add_column(sa.Column("confidence", sa.Float, nullable=False, server_default="1"))
        link.add_column(sa.Column("state", sa.Text, nullable=False, server_default="joined"))
        link.add_column(sa.Column("guard", sa.Text))
    op.create_index("ix_link_subject_other", "link", ["subject", "other"])
    op.create_index("ix_link_held", "link", ["subject", "state"], sqlite_where=sa.text("state = 'held'"))
    op.add_column("identifier", sa.Column("wrapped", sa.LargeBinary))
    op.add_column("identifier", sa.Column("sealed", sa.LargeBinary))
    op.create_table(
        "vault_entry",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("stated_at", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO vault_entry (subject, identifier, field, source, stated_at, sealed) "
        "SELECT subject, owner, 'label', '', 0, sealed FROM label"
    )
    op.drop_table("label")
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
    )
