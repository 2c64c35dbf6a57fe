"""Table of models in the state database: numbers of accounts or persons stand nowhere in it."""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

prediction_models = sa.Table(
    "prediction_model",
    state_metadata,
    sa.Column("model", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),  # counts from 1, never changed
    sa.Column("created_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("card", sa.Text, nullable=False),  # JSON of `ModelCard`
    sa.Column("fitted", sa.Text, nullable=False),  # JSON of `write_model`: numbers and names, nothing that runs
    sqlite_with_rowid=False,
)
"""Versions of fitted models with their cards."""
