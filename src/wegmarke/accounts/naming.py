"""Accounts by one of their identifiers, as a text such as `crm_account:42` names them.

Values are hashed with the workspace's key before they are compared, as those of events were; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import pyarrow as pa
import sqlalchemy as sa

from wegmarke.identity import normalise
from wegmarke.identity.tables import identifiers
from wegmarke.privacy import KeyRing
from wegmarke.state import Database

T = TypeVar("T")
_CHUNK = 10_000


def find_accounts(
    database: Database, keys: KeyRing, texts: Sequence[str | None], said_by: Sequence[int | None]
) -> list[int | None]:
    """Return the account that each text names, None where it names none.

    Args:
        database: the state database.
        keys: the workspace's keys.
        texts: `kind:value`, or a value of the same kind as the identifier that says it.
        said_by: number of that identifier.
    """
    with database.read() as connection:
        kind_of = _kinds(connection, {number for number in said_by if number is not None})
        known = set(connection.scalars(sa.select(identifiers.c.kind).where(_IS_ACCOUNT).distinct()))
        pairs = [_pair(text, kind_of.get(number or 0), known) for text, number in zip(texts, said_by, strict=True)]
        wanted = [pair for pair in pairs if pair is not None]
        values = normalise(
            pa.array([kind for kind, _ in wanted], pa.string()), pa.array([value for _, value in wanted], pa.string())
        ).to_pylist()
        named = {pair: f"{pair[0]}\x1f{value}" for pair, value in zip(wanted, values, strict=True) if value is not None}
        digests = dict(zip(named, keys.hash_identifiers(named.values()), strict=True))
        owners = _owners(connection, list(digests.values()))
    return [owners.get(digests[pair]) if pair in digests else None for pair in pairs]


_IS_ACCOUNT = identifiers.c.subject == "account"


def _pair(text: str | None, kind: str | None, known: set[str]) -> tuple[str, str] | None:
    if text is None:
        return None
    before, colon, after = text.partition(":")
    if colon and before in known:
        return before, after
    return (kind, text) if kind is not None else None


def _kinds(connection: sa.Connection, numbers: set[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in _parts(sorted(numbers)):
        query = sa.select(identifiers.c.identifier, identifiers.c.kind)
        rows = connection.execute(query.where(_IS_ACCOUNT, identifiers.c.identifier.in_(part)))
        found.update((number, kind) for number, kind in rows)
    return found


def _owners(connection: sa.Connection, digests: list[bytes]) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    for part in _parts(digests):
        query = sa.select(identifiers.c.hash, identifiers.c.owner)
        rows = connection.execute(query.where(_IS_ACCOUNT, identifiers.c.hash.in_(part)))
        found.update((digest, owner) for digest, owner in rows)
    return found


def _parts(values: Sequence[T]) -> list[Sequence[T]]:
    return [values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK)]
