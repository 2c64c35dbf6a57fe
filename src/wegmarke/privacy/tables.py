"""Tables of privacy in the state database: the keys with which events may be sent in, and who did what."""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

write_keys = sa.Table(
    "write_key",
    state_metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),  # the source its events belong to
    sa.Column("kind", sa.Text, nullable=False),  # browser or server
    sa.Column("hash", sa.LargeBinary, nullable=False, unique=True),  # SHA-256; the key itself is shown once
    sa.Column("hint", sa.Text, nullable=False),  # its last signs, to tell keys apart
    sa.Column("event_types", sa.Text, nullable=False),  # names a browser may send, separated by commas
    # All times are µs since 1970, UTC; 0 stands for never.
    sa.Column("created_at", sa.Integer, nullable=False),
    sa.Column("expires_at", sa.Integer, nullable=False),
    sa.Column("revoked_at", sa.Integer, nullable=False),
    sa.Column("used_at", sa.Integer, nullable=False),  # the last time, written down once a minute
)
"""Write keys: who holds one may send events of one source."""

audit_entries = sa.Table(
    "audit_entry",
    state_metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("act", sa.Text, nullable=False),  # read, link_removed, joined, …
    sa.Column("subject", sa.Text, nullable=False),  # person or account
    sa.Column("what", sa.Text, nullable=False),  # JSON: numbers and names of fields, never a personal value
)
"""Who did what to whose data; rows are only ever added."""

rights_versions = sa.Table(
    "rights_version",
    state_metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Integer, nullable=False),  # µs since 1970, UTC
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),  # JSON: grants, exporters, most_rows, kinds
)
"""Which fields of the vault were shown to whom since when; rows are only ever added."""

objections = sa.Table(
    "objection",
    state_metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("purpose", sa.Text, nullable=False),  # profiling
    sa.Column("since", sa.Integer, nullable=False),  # µs since 1970, UTC; from when on it holds
    sa.Column("source", sa.Text, nullable=False),  # how it became known: mail, phone, form, …
    sa.Column("at", sa.Integer, nullable=False),  # µs since 1970, UTC; when it was written down
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("withdrawn_at", sa.Integer, nullable=False),  # 0 while it holds
    sa.Column("withdrawn_by", sa.Text, nullable=False),
)
"""Objections; one that was withdrawn stays, with when and by whom."""

objection_identifiers = sa.Table(
    "objection_identifier",
    state_metadata,
    sa.Column("objection", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),  # number of a person's identifier
    sqlite_with_rowid=False,
)
"""Whom an objection is about: whoever has one of these identifiers, also after persons were joined or split."""
