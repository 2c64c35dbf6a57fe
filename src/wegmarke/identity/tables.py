"""Tables of identity in the state database: identifiers, links, and the labels in the vault."""

from __future__ import annotations

import sqlalchemy as sa

from wegmarke.state import state_metadata

identifiers = sa.Table(
    "identifier",
    state_metadata,
    sa.Column("subject", sa.Text, primary_key=True),  # person or account
    # Numbered per subject in the order of first appearance; events carry this number and nothing else.
    sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),  # email, crm_contact, cookie, …
    sa.Column("hash", sa.LargeBinary, nullable=False),  # keyed hash of kind and value
    # Number of the oldest identifier of the same person or account: this is the person's number.
    sa.Column("owner", sa.Integer, nullable=False),
    # Number of the change that gave it this owner; the event store copies what changed since it last looked.
    sa.Column("changed", sa.Integer, nullable=False),
    sa.Index("ix_identifier_subject_owner", "subject", "owner"),
    sqlite_with_rowid=False,
)

"""No index over `hash` and none over `changed`: hashes are scattered, and each new one would write a page of its own.
Whoever looks many up has them in memory (`directory`); that no hash stands twice is its work, too."""

changes = sa.Table(
    "identity_change",
    state_metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # 1
    sa.Column("last", sa.Integer, nullable=False),
)
"""Number of the last change of identifiers or owners."""

links = sa.Table(
    "link",
    state_metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    # The two identifiers of one piece of evidence, smaller number first.
    sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("other", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("source", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Evidence that two identifiers are one person or one account: an event named both."""

labels = sa.Table(
    "label",
    state_metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("owner", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False, info={"personal": True}),
    sqlite_with_rowid=False,
)
"""How a person or account is called in lists and timelines, sealed with the workspace key."""
