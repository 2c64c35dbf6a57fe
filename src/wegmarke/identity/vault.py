"""The vault: what is personal, sealed in the state database with keys of each person, opened only to be shown.

Values are kept as each source stated them, with their time. A person's value is the newest one of all its
identifiers; when persons are joined or split, nothing has to be sealed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from wegmarke.identity.tables import identifiers, vault_entries
from wegmarke.privacy import KeyRing, Sealer
from wegmarke.state import Database

LABEL = "label"
"""Field: how a person or account is called in lists and timelines."""

ENTRIES = pa.schema(
    [
        pa.field("identifier", pa.int64(), nullable=False),
        pa.field("field", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("stated_at", pa.int64(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
    ]
)
"""What the vault is given: for which identifier, which field, from which source, when (µs since 1970), and what."""

_EARLIER = "earlier"
"""Source of values of which an older version did not write down where they came from."""

_CHUNK = 10_000
_KEY = "UPDATE identifier SET wrapped = ? WHERE subject = ? AND identifier = ?"
_VALUE = (
    "INSERT OR REPLACE INTO vault_entry (subject, identifier, field, source, stated_at, sealed) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)
_TAKE_OUT = (
    "DELETE FROM vault_entry WHERE subject = ? AND identifier = ? AND field = ? AND source = ? AND stated_at = ?"
)
_Place = tuple[int, str, str]
Sealed = tuple[int, bytes | None, bytes]
"""A sealed value: number of the identifier, its key, wrapped, and the value."""


def keep(database: Database, keys: KeyRing, subject: str, entries: pa.Table) -> None:
    """Keep values; one that says the same as the newest of its source only makes that one younger.

    Args:
        database: the state database.
        keys: the workspace's keys.
        subject: `person` or `account`.
        entries: table of `ENTRIES`.
    """
    if not entries.num_rows:
        return
    with database.write() as connection:
        keep_in(connection, keys, subject, entries)


def keep_in(connection: sa.Connection, keys: KeyRing, subject: str, entries: pa.Table) -> None:
    """Do the same in a transaction at hand."""
    changes = _changes(entries)
    wanted = sorted({row["identifier"] for row in changes})
    sealers = _sealers(connection, keys, subject, wanted)
    stated = {(row["identifier"], row["field"], row["source"]) for row in changes}
    known = {
        place: (at, sealers[place[0]].unseal(sealed, _place(subject, place[0])))
        for place, (at, sealed) in _newest_of_sources(connection, subject, wanted).items()
        if place in stated
    }
    written, dropped = [], []
    for row in changes:
        place, at, text = (row["identifier"], row["field"], row["source"]), row["stated_at"], row["text"]
        before = known.get(place)
        if before is not None and before[1] == text:
            if at <= before[0]:
                continue
            dropped.append((subject, *place, before[0]))
        if before is None or at > before[0]:
            known[place] = (at, text)
        written.append((subject, *place, at, sealers[place[0]].seal(text, _place(subject, place[0]))))
    _write(connection, _TAKE_OUT, dropped)
    _write(connection, _VALUE, written)


def read(
    database: Database, keys: KeyRing, subject: str, owners: Iterable[int], fields: Sequence[str]
) -> dict[int, dict[str, str]]:
    """Return the newest value of each field of persons or accounts."""
    with database.read() as connection:
        found: dict[int, dict[str, str]] = {}
        for (owner, field), text in _values(connection, keys, subject, fields, owners).items():
            found.setdefault(owner, {})[field] = text
    return found


def sealed_labels(database: Database, subject: str) -> dict[int, Sealed]:
    """Return the newest label of every person or account that has one, sealed; `open_label` opens it."""
    with database.read() as connection:
        rows = connection.execute(_query(subject, [LABEL])).all()
    return {row.owner: (row.identifier, row.wrapped, row.sealed) for row in rows}


def open_label(keys: KeyRing, subject: str, sealed: Sealed) -> str:
    """Open a label."""
    return _opened(keys, subject, *sealed)


def read_labels(database: Database, keys: KeyRing, subject: str, wanted: Iterable[int] | None = None) -> dict[int, str]:
    """Return the labels of some owners, or of all of them."""
    with database.read() as connection:
        values = _values(connection, keys, subject, [LABEL], wanted)
    return {owner: text for (owner, _), text in values.items()}


def newest_label(database: Database, keys: KeyRing, subject: str, owners: Sequence[int]) -> str:
    """Return how several owners together would be called if they were one; empty where nobody says."""
    with database.read() as connection:
        of_them = vault_entries.c.identifier.in_(_numbers_of(subject, owners))
        rows = connection.execute(_query(subject, [LABEL]).where(of_them)).all()
    return _opened(keys, subject, rows[-1].identifier, rows[-1].wrapped, rows[-1].sealed) if rows else ""


def fields_held(database: Database, subject: str, owner: int | None = None) -> list[str]:
    """Return the names of the fields that the vault holds, of one owner or of anybody, in order; none is opened."""
    query = sa.select(vault_entries.c.field).distinct().where(vault_entries.c.subject == subject)
    if owner is not None:
        query = query.where(vault_entries.c.identifier.in_(_numbers_of(subject, [owner])))
    with database.read() as connection:
        return sorted(connection.scalars(query))


def read_identifiers(
    database: Database, keys: KeyRing, owner: int, only: Iterable[int] | None = None
) -> dict[int, str]:
    """Return identifiers of a person themselves, by number, where the vault holds them: all, or those named."""
    c = identifiers.c
    query = sa.select(c.identifier, c.wrapped, c.sealed).where(
        c.subject == "person", c.identifier.in_(_numbers_of("person", [owner])), c.sealed.is_not(None)
    )
    with database.read() as connection:
        rows = connection.execute(query).all()
    wanted = {row.identifier for row in rows} if only is None else set(only)
    return {row.identifier: _opened(keys, "person", *row) for row in rows if row.identifier in wanted}


def open_identifier(keys: KeyRing, number: int, wrapped: bytes | None, sealed: bytes) -> str:
    """Return the text of an identifier of a person as it is kept."""
    return _opened(keys, "person", number, wrapped, sealed)


def seal_identifiers(keys: KeyRing, numbers: Sequence[int], texts: Sequence[str]) -> tuple[list[bytes], list[bytes]]:
    """Return the keys of new identifiers of persons, wrapped, and the identifiers themselves, sealed with them."""
    return keys.seal_anew([_place("person", number) for number in numbers], texts)


def adopt_labels(database: Database, keys: KeyRing) -> None:
    """Seal labels anew that an older version had sealed with the workspace key alone."""
    c = vault_entries.c
    query = sa.select(c.subject, c.identifier, c.sealed).where(c.field == LABEL, c.source == "", c.stated_at == 0)
    with database.read() as connection:
        if connection.execute(query.limit(1)).first() is None:
            return
    with database.write() as connection:
        for subject in ("person", "account"):
            rows = connection.execute(query.where(c.subject == subject)).all()
            sealers = _sealers(connection, keys, subject, [row.identifier for row in rows])
            values = [
                (subject, row.identifier, LABEL, _EARLIER, 0,
                 sealers[row.identifier].seal(keys.unseal(row.sealed), _place(subject, row.identifier)))
                for row in rows
            ]  # fmt: skip
            _write(connection, _VALUE, values)
            _write(connection, _TAKE_OUT, [(subject, row.identifier, LABEL, "", 0) for row in rows])


def label_entries(
    numbers: pa.Array, texts: pa.ChunkedArray, sources: pa.ChunkedArray, occurred_at: pa.Array
) -> pa.Table:
    """Return labels of a batch as the vault takes them; `numbers` and `texts` are null where an event says none."""
    table = pa.table({"identifier": numbers, "text": texts, "source": sources, "stated_at": occurred_at})
    table = table.filter(pc.and_(pc.is_valid(table["identifier"]), pc.is_valid(table["text"])))
    fields = pa.repeat(pa.scalar(LABEL), table.num_rows)
    return table.append_column("field", fields).select(ENTRIES.names).cast(ENTRIES)


def property_entries(
    numbers: pa.Array, personal: pa.ChunkedArray, sources: pa.ChunkedArray, occurred_at: pa.Array
) -> pa.Table:
    """Return personal properties of a batch as the vault takes them; those of nobody are left out."""
    column = personal.combine_chunks()
    if column.null_count == len(column):
        return ENTRIES.empty_table()
    rows = pa.array(np.repeat(np.arange(len(column)), np.diff(np.asarray(column.offsets))))
    first, last = column.offsets[0].as_py(), column.offsets[-1].as_py()
    columns = [numbers.take(rows), column.keys.slice(first, last - first), sources.take(rows).combine_chunks()]
    table = pa.table([*columns, occurred_at.take(rows), column.items.slice(first, last - first)], names=ENTRIES.names)
    return table.filter(pc.and_(pc.is_valid(table["identifier"]), pc.is_valid(table["text"]))).cast(ENTRIES)


def _changes(entries: pa.Table) -> list[dict[str, Any]]:
    """Return the values by identifier, field and source in order of time; of equal ones in a row the last alone."""
    keys = ["identifier", "field", "source"]
    order = [(name, "ascending") for name in (*keys, "stated_at", "text")]
    ordered = entries.sort_by(order).combine_chunks()
    # Of two values at one instant the one that sorts last counts, whichever came first.
    ordered = ordered.filter(_differs_from_next(ordered, [*keys, "stated_at"]))
    return list(ordered.filter(_differs_from_next(ordered, [*keys, "text"])).to_pylist())


def _differs_from_next(rows: pa.Table, names: Sequence[str]) -> pa.Array:
    differs = np.ones(rows.num_rows, dtype=bool)
    differs[:-1] = False
    for name in names:
        column = rows[name].combine_chunks()
        changed = pc.not_equal(column.slice(0, max(0, len(column) - 1)), column.slice(1))
        differs[:-1] |= changed.to_numpy(zero_copy_only=False)
    return pa.array(differs)


def _sealers(connection: sa.Connection, keys: KeyRing, subject: str, wanted: Sequence[int]) -> Mapping[int, Sealer]:
    if subject != "person":
        return dict.fromkeys(wanted, keys)
    sealers: dict[int, Sealer] = {}
    for part in _parts(wanted):
        c = identifiers.c
        query = sa.select(c.identifier, c.wrapped).where(
            c.subject == subject, c.identifier.in_(part), c.wrapped.is_not(None)
        )
        for number, wrapped in connection.execute(query):
            sealers[number] = keys.unwrap(wrapped, _place(subject, number))
    missing = [number for number in wanted if number not in sealers]
    made = keys.new_keys([_place(subject, number) for number in missing])
    _write(connection, _KEY, [(wrapped, subject, number) for number, (wrapped, _) in zip(missing, made, strict=True)])
    return sealers | {number: sealer for number, (_, sealer) in zip(missing, made, strict=True)}


def _newest_of_sources(
    connection: sa.Connection, subject: str, wanted: Sequence[int]
) -> dict[_Place, tuple[int, bytes]]:
    c = vault_entries.c
    found: dict[_Place, tuple[int, bytes]] = {}
    for part in _parts(wanted):
        query = sa.select(c.identifier, c.field, c.source, c.stated_at, c.sealed).where(
            c.subject == subject, c.identifier.in_(part)
        )
        for number, field, source, at, sealed in connection.execute(query.order_by(c.stated_at)):
            found[number, field, source] = (at, sealed)
    return found


def _query(subject: str, fields: Sequence[str]) -> sa.Select[Any]:
    e, i = vault_entries.c, identifiers.c
    joined = vault_entries.join(identifiers, sa.and_(i.subject == e.subject, i.identifier == e.identifier))
    return (
        sa.select(i.owner, e.identifier, e.field, e.stated_at, e.sealed, i.wrapped)
        .select_from(joined)
        .where(e.subject == subject, e.field.in_(fields))
        .order_by(e.stated_at, e.source, e.identifier)
    )


def _numbers_of(subject: str, owners: Sequence[int]) -> sa.Select[tuple[int]]:
    """Choose numbers by the index over owners; asked in a join, SQLite walks through the whole vault instead."""
    c = identifiers.c
    return sa.select(c.identifier).where(c.subject == subject, c.owner.in_(owners))


def _values(
    connection: sa.Connection, keys: KeyRing, subject: str, fields: Sequence[str], wanted: Iterable[int] | None
) -> dict[tuple[int, str], str]:
    query = _query(subject, fields)
    queries = (
        [query]
        if wanted is None
        else [query.where(vault_entries.c.identifier.in_(_numbers_of(subject, part))) for part in _parts(list(wanted))]
    )
    newest = {(row.owner, row.field): row for one in queries for row in connection.execute(one)}
    return {place: _opened(keys, subject, row.identifier, row.wrapped, row.sealed) for place, row in newest.items()}


def _opened(keys: KeyRing, subject: str, number: int, wrapped: bytes | None, sealed: bytes) -> str:
    place = _place(subject, number)
    return (keys if wrapped is None else keys.unwrap(wrapped, place)).unseal(sealed, place)


def _place(subject: str, number: int) -> str:
    return f"{subject} {number}"


def _parts(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK)]


def _write(connection: sa.Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, list(rows))
