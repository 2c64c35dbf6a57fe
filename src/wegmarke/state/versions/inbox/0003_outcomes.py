"""What became of a replay stands with it; which events were seen is known by the table of events alone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Write down what became of replays, and drop the key table."""
    op.add_column("replay", sa.Column("outcome", sa.Text))
    op.execute(
        "UPDATE replay SET outcome = (SELECT CASE WHEN k.position = replay.position THEN 'stored' "
        "WHEN EXISTS (SELECT 1 FROM rejected_event r WHERE r.key = replay.conflict_key) THEN 'conflict' "
        "ELSE 'duplicate' END FROM event_key k WHERE k.key = replay.event_key)"
    )
    op.drop_column("replay", "event_key")
    op.drop_column("replay", "conflict_key")
    op.drop_table("event_key")
    op.create_index("ix_replay_waiting", "replay", ["position"], sqlite_where=sa.text("outcome IS NULL"))
