"""Tables of surveys in the state database."""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

surveys = sa.Table(
    "survey",
    state_metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("document", sa.Text, nullable=False),  # JSON
    sa.Column("made_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sqlite_with_rowid=False,
)
"""What is asked."""

survey_links = sa.Table(
    "survey_link",
    state_metadata,
    # 16 random bytes, the same as in the token; a token whose link is gone opens the page of nobody.
    sa.Column("link", sa.LargeBinary, primary_key=True),
    sa.Column("survey", sa.Text, nullable=False),
    # An identifier of the person it was made for; whoever it belongs to now is that person. Null for nobody known.
    sa.Column("identifier", sa.Integer, info={"personal": True}),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("made_at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("expires_at", sa.Integer, nullable=False),  # minutes since 1970, UTC, as in the token
    sa.Column("answers", sa.Integer, nullable=False),
    sa.Column("score", sa.Integer, info={"personal": True}),  # the last answer; the same again is no new one
    sa.Index("ix_survey_link_survey", "survey", "made_at"),
    sqlite_with_rowid=False,
)
"""Links that were made."""

survey_refusals = sa.Table(
    "survey_refusal",
    state_metadata,
    # Keyed hash of an identifier of somebody who does not want to be asked: it outlives the erasure of the person.
    sa.Column("hash", sa.LargeBinary, primary_key=True),
    sa.Column("at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sqlite_with_rowid=False,
)
"""Who does not want to be asked any more."""
