"""Tables of duplicates in the state database: what the last search suggested, and what people decided about it."""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

verdicts = sa.Table(
    "duplicate_decision",
    state_metadata,
    sa.Column("subject", sa.Text, primary_key=True),  # person or account
    # Ids of the two records as they were compared, the one that sorts first on the left; pseudonyms, never names.
    sa.Column("left", sa.Text, primary_key=True),
    sa.Column("right", sa.Text, primary_key=True),
    sa.Column("decision", sa.Text, nullable=False),  # confirmed or refused
    sa.Column("decided_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("decided_by", sa.Text, nullable=False),
    # How probable the pair was when it was decided; null where it was not suggested.
    sa.Column("probability", sa.Float),
    sa.Column("why", sa.Text, nullable=False, server_default=""),  # in their words; must name nobody
    # The two identifiers whose link joined both sides; null where nothing was joined.
    sa.Column("joined", sa.Integer),
    sa.Column("joined_other", sa.Integer),
    sqlite_with_rowid=False,
)
"""The last decision on each pair."""

searches = sa.Table(
    "duplicate_search",
    state_metadata,
    sa.Column("subject", sa.Text, primary_key=True),  # person or account
    sa.Column("found_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("records", sa.Integer, nullable=False),  # how many were compared
    sa.Column("pair_count", sa.Integer, nullable=False),
    # Arrow IPC: numbers of identifiers, probability, levels and what they say in bits; no value of anybody.
    sa.Column("pairs", sa.LargeBinary, nullable=False),
)
"""The suggestions of the last search of each subject; read and written as a whole."""
