"""Who is it? Identifiers of a whole batch of events are resolved as a set.

The simplest identity: the same identifier is the same person (or account), and identifiers that one
event names together belong together. Numbers are given in the order of first appearance, so that the
same events in the same order give the same numbers, wherever the batches are cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from wegmarke.identity.links import remember_links
from wegmarke.identity.normalise import normalise
from wegmarke.identity.tables import identifiers
from wegmarke.privacy import KeyRing
from wegmarke.state import Database, read_rows

SUBJECTS = ("person", "account")


@dataclass(frozen=True, slots=True)
class Mentions:
    """Identifiers of one subject as events name them, one row per event and identifier.

    `row` is the place of the event in the batch, `number` the identifier's number.
    """

    row: npt.NDArray[np.int64]
    number: npt.NDArray[np.int64]

    def first_of_each(self, rows: int) -> pa.Array:
        """Return the strongest identifier of each event, null where it names none."""
        numbers = np.zeros(rows, dtype=np.int64)
        numbers[self.row[::-1]] = self.number[::-1]
        return pa.array(numbers, mask=numbers == 0)


def resolve(database: Database, keys: KeyRing, events: pa.Table) -> dict[str, pa.Array]:
    """Resolve the identifiers of events, remember new ones and new links, in one transaction.

    Args:
        database: the state database.
        keys: the workspace's keys.
        events: table of `sources.EVENT_SCHEMA`, in inbox order.

    Returns:
        For `person` and `account` the number of each event's strongest identifier, null where none.
    """
    flat = {subject: _flatten(events[f"{subject}_identifiers"].combine_chunks()) for subject in SUBJECTS}
    source = ",".join(sorted(name.as_py() for name in events["source"].unique()))
    result: dict[str, pa.Array] = {}
    with database.write() as connection:
        change = _next_change(connection)
        for subject in SUBJECTS:
            mentions = _number(connection, keys, subject, flat[subject], change)
            remember_links(connection, subject, _pairs(mentions), change, source)
            result[subject] = mentions.first_of_each(events.num_rows)
    return result


def _flatten(identifiers_: pa.ListArray) -> pa.Table:
    """Return (row, kind, value) for each identifier that counts, in order of events and strength."""
    pairs = pc.list_flatten(identifiers_)
    kinds = pc.struct_field(pairs, "kind")
    values = normalise(kinds, pc.struct_field(pairs, "value"))
    rows = pc.list_parent_indices(identifiers_).cast(pa.int64())
    table = pa.table({"row": rows, "kind": kinds, "value": values})
    return table.filter(pc.is_valid(table["value"]))


def _number(connection: sa.Connection, keys: KeyRing, subject: str, flat: pa.Table, change: int) -> Mentions:
    pairs = pc.binary_join_element_wise(flat["kind"], flat["value"], "\x1f").combine_chunks().dictionary_encode()
    distinct = pairs.dictionary.to_pylist()
    hashes = keys.hash_identifiers(distinct)
    numbers = _known(connection, subject, hashes)
    fresh = [place for place, number in enumerate(numbers) if not number]
    for number, place in enumerate(fresh, _last_number(connection, subject) + 1):
        numbers[place] = number
    rows = [
        (subject, numbers[place], distinct[place].partition("\x1f")[0], hashes[place], numbers[place], change)
        for place in fresh
    ]
    if rows:
        connection.exec_driver_sql(_INSERT, rows)
    codes = pairs.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Mentions(flat["row"].to_numpy(), np.asarray(numbers, dtype=np.int64)[codes])


_INSERT = "INSERT INTO identifier (subject, identifier, kind, hash, owner, changed) VALUES (?, ?, ?, ?, ?, ?)"


def _known(connection: sa.Connection, subject: str, hashes: list[bytes]) -> list[int]:
    """Return the number of each hash in order, 0 where it is new."""
    if not hashes:
        return []
    connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS asked (row INTEGER PRIMARY KEY, hash BLOB)")
    connection.exec_driver_sql("DELETE FROM asked")
    connection.exec_driver_sql("INSERT INTO asked VALUES (?, ?)", list(enumerate(hashes)))
    found = read_rows(
        connection,
        "SELECT coalesce(i.identifier, 0) FROM asked a "
        "LEFT JOIN identifier i ON i.subject = ? AND i.hash = a.hash ORDER BY a.row",
        (subject,),
    )
    return [number for (number,) in found]


def _pairs(mentions: Mentions) -> npt.NDArray[np.int64]:
    """Pair each identifier of an event with the event's strongest one; distinct, smaller number first."""
    if not len(mentions.row):
        return np.empty((0, 2), dtype=np.int64)
    first = np.zeros(int(mentions.row.max()) + 1, dtype=np.int64)
    first[mentions.row[::-1]] = mentions.number[::-1]
    strongest = first[mentions.row]
    apart = strongest != mentions.number
    both = np.stack([strongest[apart], mentions.number[apart]], axis=1)
    both.sort(axis=1)
    return np.unique(both, axis=0)


def _last_number(connection: sa.Connection, subject: str) -> int:
    query = sa.select(sa.func.coalesce(sa.func.max(identifiers.c.identifier), 0))
    return int(connection.scalar(query.where(identifiers.c.subject == subject)) or 0)


def _next_change(connection: sa.Connection) -> int:
    return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(identifiers.c.changed), 0))) or 0) + 1
