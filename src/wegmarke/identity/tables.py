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
    # Key of what is personal about it, wrapped by the workspace key. A person has one for each identifier that values
    # were stated for, so that nobody takes somebody else's key along when a person is split. Null where there is none.
    sa.Column("wrapped", sa.LargeBinary, info={"personal": True}),
    # The identifier itself, with that key; null for those of devices and of accounts.
    sa.Column("sealed", sa.LargeBinary, info={"personal": True}),
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
    # same_event (an event named both) or by_hand (somebody said so).
    sa.Column("reason", sa.Text, nullable=False, server_default="same_event"),
    # When it was observed first, by the time of the event, µs since 1970, UTC; 0 where nobody wrote it down.
    sa.Column("observed_at", sa.Integer, nullable=False, server_default="0"),
    # How surely the two are one, 0 to 1.
    sa.Column("confidence", sa.Float, nullable=False, server_default="1"),
    # joined, held (a guard keeps it from joining anybody) or removed (somebody said it is wrong).
    sa.Column("state", sa.Text, nullable=False, server_default="joined"),
    # Which guard holds it; null where none does.
    sa.Column("guard", sa.Text),
    sa.Index("ix_link_subject_other", "subject", "other"),
    # Few links are held, and somebody wants to see them.
    sa.Index("ix_link_held", "subject", "state", sqlite_where=sa.text("state = 'held'")),
    sqlite_with_rowid=False,
)
"""Evidence that two identifiers are one person or one account."""

rules = sa.Table(
    "identity_rule",
    state_metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),  # from 1 on; the largest one holds
    sa.Column("document", sa.Text, nullable=False),  # JSON
    sa.Column("at", sa.Integer, nullable=False),  # since when, µs since 1970, UTC
)
"""What the workspace set about who is who; without a row the defaults hold."""

blocked_identifiers = sa.Table(
    "blocked_identifier",
    state_metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
    # Which value that is: keyed hash, as in the rules.
    sa.Column("value", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""Identifiers that came before somebody blocked their value; they join nobody any more."""

internal_names = sa.Table(
    "internal_name",
    state_metadata,
    sa.Column("kind", sa.Text, primary_key=True),  # domain, account or person
    sa.Column("name", sa.Text, primary_key=True),  # the domain, or the number of an identifier
    sa.Column("at", sa.Integer, nullable=False),  # when it was named, µs since 1970, UTC
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Who is one of our own."""

internal_identifiers = sa.Table(
    "internal_identifier",
    state_metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
    # By which of the names; one identifier may be of several.
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""Identifiers that these names are about; whoever one of them belongs to is one of our own."""

vault_entries = sa.Table(
    "vault_entry",
    state_metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("identifier", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("field", sa.Text, primary_key=True),  # label, or the name of a personal property
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("stated_at", sa.Integer, primary_key=True, autoincrement=False),  # time of the event, µs since 1970
    # With the key of the identifier; those of accounts, and those of an older version, with the workspace's.
    sa.Column("sealed", sa.LargeBinary, nullable=False, info={"personal": True}),
    sqlite_with_rowid=False,
)
"""What is personal: how somebody is called, names, addresses, phone numbers; as each source stated it."""
