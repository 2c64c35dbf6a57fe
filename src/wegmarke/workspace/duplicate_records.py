"""One record per person or account, as they are joined now, for being compared: in memory only, and gone afterwards.

This is the one place where duplicates read the vault. Persons come from it and from those of their identifiers that
are values themselves; accounts from their label and from what events describe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke import accounts, identity
from wegmarke.domain.errors import StoreRefuses, unknown_value
from wegmarke.duplicates import ACCOUNT_PROPERTIES, HOUSE_NUMBER, PERSON_PROPERTIES, columns_of
from wegmarke.identity import LABEL
from wegmarke.privacy import UNNAMED, note_reading
from wegmarke.workspace.stores import Stores

SUBJECTS = ("person", "account")
_PART = 10_000
_KINDS = {"email": "mail", "phone": "phone"}
"""Kinds of identifiers that are values of a column."""

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Records:
    """Records to be compared.

    Attributes:
        table: `id`, the number of an identifier as text, and the columns that are known; all texts.
        owners: number of the person or account of each row.
    """

    table: pa.Table
    owners: pa.Array


def records(
    stores: Stores, subject: str, only: Mapping[int, int] | None = None, told: Told = lambda *_: None
) -> Records:
    """Read the records of a subject; for persons, an entry says so first.

    Args:
        stores: the open stores.
        subject: `person` or `account`.
        only: record number of each person or account that is wanted; None for all that have values.
        told: called with how many are read, of how many.

    Raises:
        UsageError: when `subject` is neither.
        StoreRefuses: when the entry cannot be written; nothing was read.
    """
    if subject not in SUBJECTS:
        raise unknown_value("subject", subject, list(SUBJECTS))
    return _persons(stores, only, told) if subject == "person" else _accounts(stores, only)


def _persons(stores: Stores, only: Mapping[int, int] | None, told: Told) -> Records:
    named = columns_of(identity.stated_fields(stores.state, "person"), PERSON_PROPERTIES)
    fields = [LABEL, *(name for names in named.values() for name in names)]
    record_of = only if only is not None else identity.records_with(stores.state, "person", fields, list(_KINDS))
    owners = sorted(record_of)
    noted = [*fields, *(f"identifier {kind}" for kind in _KINDS)]
    if not note_reading(stores.state, stores.clock, by=UNNAMED, numbers=owners, fields=noted):
        raise StoreRefuses("duplicates: the entry that values of persons are read cannot be written; nothing was read.")
    parts = []
    for start in range(0, len(owners), _PART):
        told(start, len(owners))
        parts.append(_persons_part(stores, owners[start : start + _PART], named, fields))
    table = pa.concat_tables(parts) if parts else pa.table({})
    return _numbered(table, owners, record_of)


def _persons_part(stores: Stores, owners: list[int], named: Mapping[str, list[str]], fields: list[str]) -> pa.Table:
    values = identity.read(stores.state, stores.keys, "person", owners, fields)
    stated = {field: _texts([values.get(owner, {}).get(field) for owner in owners]) for field in fields}
    columns = {column: [stated[name] for name in named.get(column, ())] for column in PERSON_PROPERTIES}
    columns["full_name"].append(stated[LABEL])
    for column, texts in _identifiers(stores, owners).items():
        columns[column].append(texts)
    return _columns(columns)


def _identifiers(stores: Stores, owners: list[int]) -> dict[str, pa.Array]:
    """Return the oldest address and the oldest phone number that identify each person."""
    table = identity.identifier_texts(stores.state, stores.keys, owners, list(_KINDS))
    first: dict[tuple[str, int], str] = {}
    for owner, kind, text in zip(*(table[name].to_pylist() for name in ("owner", "kind", "text")), strict=True):
        first.setdefault((kind, owner), text)
    return {column: _texts([first.get((kind, owner)) for owner in owners]) for kind, column in _KINDS.items()}


def _accounts(stores: Stores, only: Mapping[int, int] | None) -> Records:
    labels = identity.read_labels(stores.state, stores.keys, "account", only)
    known = accounts.described(stores.engine, stores.state, stores.keys).table
    stated = accounts.stated_properties(stores.engine)
    if only is not None:
        known, stated = (
            table.filter(pc.is_in(table["account"], pa.array(only, pa.int64()))) for table in (known, stated)
        )
    owners = sorted({*labels, *known["account"].to_pylist(), *stated["account"].to_pylist()})
    described = {name: _by_owner(known["account"], known[name], owners) for name in _DESCRIBED}
    named = columns_of(stated["name"].unique().to_pylist(), ACCOUNT_PROPERTIES)
    columns: dict[str, list[pa.Array]] = {column: [] for column in ACCOUNT_PROPERTIES}
    # What an account is called comes first: subsidiaries of one legal entity are accounts of their own.
    columns["name"].append(_texts([labels.get(owner) for owner in owners]))
    for name, column in _DESCRIBED.items():
        columns[column].append(described[name])
    for column, names in named.items():
        rows = {name: stated.filter(pc.equal(stated["name"], name)) for name in names if name not in _DESCRIBED}
        columns[column] += [_by_owner(part["account"], part["value"], owners) for part in rows.values()]
    return _numbered(_columns(columns), owners, only or {owner: owner for owner in owners})


_DESCRIBED = {"legal_entity": "name", "domain": "website", "debtor_number": "number"}


def _columns(columns: Mapping[str, Sequence[pa.Array]]) -> pa.Table:
    """Take for each column the first value that is there; house numbers stand behind their streets."""
    found = {column: pc.coalesce(*texts) for column, texts in columns.items() if texts}
    house = found.pop(HOUSE_NUMBER, None)
    if house is not None and "street" in found:
        found["street"] = pc.coalesce(pc.binary_join_element_wise(found["street"], house, " "), found["street"])
    return pa.table(found)


def _numbered(table: pa.Table, owners: list[int], record_of: Mapping[int, int]) -> Records:
    ids = pa.array([str(record_of[owner]) for owner in owners], pa.string())
    return Records(table.add_column(0, "id", ids), pa.array(owners, pa.int64()))


def _by_owner(numbers: pa.ChunkedArray, texts: pa.ChunkedArray, owners: list[int]) -> pa.Array:
    places = pc.index_in(pa.array(owners, pa.int64()), value_set=numbers)
    return _said(texts.take(places).combine_chunks())


def _texts(values: Iterable[str | None]) -> pa.Array:
    return _said(pa.array(values, pa.string()))


def _said(texts: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
