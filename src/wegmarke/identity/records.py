"""What is needed to compare all persons or accounts at once: who has values, and the identifiers that are values.

Records are numbered by an identifier, which stays whatever is merged or split; the number of a person does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from wegmarke.identity.tables import identifiers, vault_entries
from wegmarke.identity.vault import open_label
from wegmarke.privacy import KeyRing
from wegmarke.state import Database

_CHUNK = 10_000


def stated_fields(database: Database, subject: str) -> list[str]:
    """Return the names of all fields that the vault holds of persons or accounts, in their order."""
    query = sa.select(vault_entries.c.field).where(vault_entries.c.subject == subject).distinct()
    with database.read() as connection:
        return sorted(connection.scalars(query))


def records_with(database: Database, subject: str, fields: Sequence[str], kinds: Sequence[str] = ()) -> dict[int, int]:
    """Return the record of every person or account that has a value of some fields, or a readable identifier.

    Args:
        database: the state database.
        subject: `person` or `account`.
        fields: names of fields.
        kinds: kinds of identifiers.

    Returns:
        For each person or account the oldest identifier that has one of the values.
    """
    e, i = vault_entries.c, identifiers.c
    of_identifier = sa.and_(i.subject == e.subject, i.identifier == e.identifier)
    stated = (
        sa.select(i.owner, e.identifier)
        .select_from(vault_entries.join(identifiers, of_identifier))
        .where(e.subject == subject, e.field.in_(fields))
    )
    named = sa.select(i.owner, i.identifier).where(i.subject == subject, i.kind.in_(kinds), i.sealed.is_not(None))
    both = sa.union_all(stated, named).subquery()
    query = sa.select(both.c.owner, sa.func.min(both.c.identifier)).group_by(both.c.owner).order_by(both.c.owner)
    with database.read() as connection:
        return {int(owner): int(record) for owner, record in connection.execute(query)}


def owners_of(database: Database, subject: str, numbers: Iterable[int]) -> dict[int, int]:
    """Return whom some identifiers belong to; those that are not there are left out."""
    wanted = sorted(set(numbers))
    found: dict[int, int] = {}
    with database.read() as connection:
        for start in range(0, len(wanted), _CHUNK):
            part = identifiers.c.identifier.in_(wanted[start : start + _CHUNK])
            query = sa.select(identifiers.c.identifier, identifiers.c.owner).where(
                identifiers.c.subject == subject, part
            )
            found.update((int(number), int(owner)) for number, owner in connection.execute(query))
    return found


def identifier_texts(database: Database, keys: KeyRing, owners: Iterable[int], kinds: Sequence[str]) -> pa.Table:
    """Return owner, kind and text of the identifiers of some persons that are of some kinds, the oldest first."""
    wanted = sorted(owners)
    rows: list[Any] = []
    c = identifiers.c
    with database.read() as connection:
        for start in range(0, len(wanted), _CHUNK):
            query = sa.select(c.owner, c.kind, c.identifier, c.wrapped, c.sealed).where(
                c.subject == "person",
                c.owner.in_(wanted[start : start + _CHUNK]),
                c.kind.in_(kinds),
                c.sealed.is_not(None),
            )
            rows += connection.execute(query.order_by(c.identifier)).all()
    return pa.table(
        {
            "owner": pa.array([row.owner for row in rows], pa.int64()),
            "kind": pa.array([row.kind for row in rows], pa.string()),
            "text": pa.array([open_label(keys, "person", tuple(row[2:])) for row in rows], pa.string()),
        }
    )
