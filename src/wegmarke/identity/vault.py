"""How persons and accounts are called: sealed in the state database, opened only to be shown."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from wegmarke.identity.tables import identifiers, labels
from wegmarke.privacy import KeyRing
from wegmarke.state import Database

_CHUNK = 10_000


def remember_labels(database: Database, keys: KeyRing, subject: str, numbers: pa.Array, texts: pa.Array) -> None:
    """Keep the latest label of each identifier's owner.

    Args:
        database: the state database.
        keys: the workspace's keys.
        subject: `person` or `account`.
        numbers: identifier number per event, null where none.
        texts: label per event, null where the event says none; the last one counts.
    """
    table = pa.table({"number": numbers, "text": texts})
    table = table.filter(pc.and_(pc.is_valid(table["number"]), pc.is_valid(table["text"])))
    if not table.num_rows:
        return
    latest = table.group_by("number", use_threads=False).aggregate([("text", "last")])
    with database.write() as connection:
        owner_of = owners_of(connection, subject, latest["number"].to_pylist())
        pairs = zip(latest["number"].to_pylist(), latest["text_last"].to_pylist(), strict=True)
        known = {owner_of[number]: text for number, text in pairs}
        same = _labels(connection, keys, subject, known)
        rows = [
            {"subject": subject, "owner": owner, "sealed": keys.seal(text)}
            for owner, text in known.items()
            if same.get(owner) != text
        ]
        if rows:
            statement = insert(labels)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["subject", "owner"], set_={"sealed": statement.excluded.sealed}
                ),
                rows,
            )


def read_labels(database: Database, keys: KeyRing, subject: str, wanted: Iterable[int] | None = None) -> dict[int, str]:
    """Return the labels of some owners, or of all of them."""
    with database.read() as connection:
        return _labels(connection, keys, subject, wanted)


def owners_of(connection: sa.Connection, subject: str, numbers: list[int]) -> dict[int, int]:
    """Return the owner of each identifier number."""
    found: dict[int, int] = {}
    for start in range(0, len(numbers), _CHUNK):
        query = sa.select(identifiers.c.identifier, identifiers.c.owner).where(
            identifiers.c.subject == subject, identifiers.c.identifier.in_(numbers[start : start + _CHUNK])
        )
        found.update((row[0], row[1]) for row in connection.execute(query))
    return found


def _labels(connection: sa.Connection, keys: KeyRing, subject: str, wanted: Iterable[int] | None) -> dict[int, str]:
    query = sa.select(labels.c.owner, labels.c.sealed).where(labels.c.subject == subject)
    if wanted is None:
        return {owner: keys.unseal(sealed) for owner, sealed in connection.execute(query)}
    found: dict[int, str] = {}
    numbers = list(wanted)
    for start in range(0, len(numbers), _CHUNK):
        part = query.where(labels.c.owner.in_(numbers[start : start + _CHUNK]))
        found.update((owner, keys.unseal(sealed)) for owner, sealed in connection.execute(part))
    return found
