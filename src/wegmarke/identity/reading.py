"""Read identity for people: what identifies a person, and the evidence that made it one.

Values of identifiers are never read here; they are hashes, and their texts belong to the vault.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import sqlalchemy as sa

from wegmarke.domain import NotFound
from wegmarke.domain.persons import LinkLine
from wegmarke.identity.normalise import normalise
from wegmarke.identity.tables import identifiers, links
from wegmarke.privacy import KeyRing
from wegmarke.state import Database, read_parts

_SCHEMA = pa.schema([("identifier", pa.int64()), ("kind", pa.string()), ("head", pa.uint64())])
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def identifiers_since(database: Database, subject: str, number: int) -> pa.Table:
    """Return identifier, kind and head of the hash (see `hash_heads`) of those with a larger number, rising."""
    query = "SELECT identifier, kind, hash FROM identifier WHERE subject = ? AND identifier > ? ORDER BY identifier"
    parts = [_SCHEMA.empty_table()]
    with database.read() as connection:
        for rows in read_parts(connection, query, (subject, number)):
            numbers, kinds, hashes = zip(*rows, strict=True)
            parts.append(pa.table([list(numbers), list(kinds), hash_array(hashes)], schema=_SCHEMA))
    return pa.concat_tables(parts)


def kinds_among(known: pa.Table) -> list[str]:
    """Return the distinct kinds of a table of `identifiers_since`, in the order of their first appearance."""
    kinds: list[str] = known["kind"].unique().to_pylist()
    return kinds


def hash_heads(keys: KeyRing, kinds: Sequence[str], value: str) -> npt.NDArray[np.uint64]:
    """Return the first half of the keyed hash of a value, for every kind under which it would count."""
    texts = normalise(pa.array(kinds, pa.string()), pa.array([value] * len(kinds), pa.string())).to_pylist()
    known = [f"{kind}\x1f{text}" for kind, text in zip(kinds, texts, strict=True) if text is not None]
    return hash_array(keys.hash_identifiers(known))


def identifiers_of(database: Database, subject: str, owner: int) -> list[tuple[int, str]]:
    """Return number and kind of each identifier of a person or account, the oldest first."""
    query = (
        sa.select(identifiers.c.identifier, identifiers.c.kind)
        .where(identifiers.c.subject == subject, identifiers.c.identifier.in_(_numbers_of(subject, owner)))
        .order_by(identifiers.c.identifier)
    )
    with database.read() as connection:
        return [(int(number), str(kind)) for number, kind in connection.execute(query)]


def owner_of(database: Database, subject: str, number: int) -> int:
    """Return whom an identifier belongs to.

    Raises:
        NotFound: when there is no such identifier.
    """
    c = identifiers.c
    with database.read() as connection:
        found = connection.scalar(sa.select(c.owner).where(c.subject == subject, c.identifier == number))
    if found is None:
        raise NotFound(f"identifier: expected the number of an identifier of a {subject}; got {number}. See its page.")
    return int(found)


def links_of(database: Database, person: int) -> list[LinkLine]:
    """Return the links of one person's identifiers, also those that are held or removed, oldest identifiers first."""
    numbers = _numbers_of("person", person)
    query = (
        sa.select(links)
        .where(links.c.subject == "person", links.c.identifier.in_(numbers) | links.c.other.in_(numbers))
        .order_by(links.c.identifier, links.c.other)
    )
    with database.read() as connection:
        rows = connection.execute(query).all()
        ends = {number for row in rows for number in (row.identifier, row.other)}
        of = sa.select(identifiers.c.identifier, identifiers.c.kind).where(
            identifiers.c.subject == "person", identifiers.c.identifier.in_(ends)
        )
        kinds = {row.identifier: row.kind for row in connection.execute(of)}
    return [
        LinkLine(
            identifier=row.identifier,
            kind=kinds[row.identifier],
            other=row.other,
            other_kind=kinds[row.other],
            source=row.source,
            reason=row.reason,
            observed_at=_instant(row.observed_at),
            confidence=row.confidence,
            state=row.state,
        )
        for row in rows
    ]


def _numbers_of(subject: str, owner: int) -> sa.Select[tuple[int]]:
    """Choose numbers by the index over owners; asked for more columns, SQLite reads the whole table instead."""
    return sa.select(identifiers.c.identifier).where(identifiers.c.subject == subject, identifiers.c.owner == owner)


def hash_array(hashes: Sequence[bytes]) -> npt.NDArray[np.uint64]:
    """Return the first half of each keyed hash; two of ten million agree in it by chance once in 370,000 stores."""
    return np.frombuffer(b"".join(hashes), dtype="<u8")[::2].copy()


def _instant(microseconds: int) -> datetime | None:
    """Return the instant of µs since 1970, UTC; an older version wrote down none, which is 0."""
    return _EPOCH + timedelta(microseconds=microseconds) if microseconds else None


def heads_of(keys: KeyRing, kind: str, values: Sequence[str]) -> dict[str, int]:
    """Return the first half of the keyed hash of each value of a kind; values that can be none are left out."""
    texts = normalise(pa.array([kind] * len(values), pa.string()), pa.array(values, pa.string())).to_pylist()
    known = {value: f"{kind}\x1f{text}" for value, text in zip(values, texts, strict=True) if text is not None}
    heads = hash_array(keys.hash_identifiers(list(known.values()))).tolist()
    return dict(zip(known, heads, strict=True))
