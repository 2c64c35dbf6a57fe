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
from wegmarke.domain.rights import Viewer
from wegmarke.duplicates import ACCOUNT_PROPERTIES, HOUSE_NUMBER, PERSON_PROPERTIES, columns_of
from wegmarke.identity import LABEL
from wegmarke.privacy import note_reading, read_rights
from wegmarke.workspace.shown_labels import IDENTIFIER
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
        withheld: columns of which the role of the viewer does not see every source.
    """

    table: pa.Table
    owners: pa.Array
    withheld: frozenset[str] = frozenset()


def records(
    stores: Stores,
    subject: str,
    viewer: Viewer,
    only: Mapping[int, int] | None = None,
    told: Told = lambda *_: None,
) -> Records:
    """Read the records of a subject; for persons, an entry says so first.

    All records are read to be compared, and nobody sees them. Of those that are wanted, to be shown, nothing is read
    that the role of the viewer does not see.

    Args:
        stores: the open stores.
        subject: `person` or `account`.
        viewer: who asks.
        only: record number of each person or account that is wanted; None for all that have values.
        told: called with how many are read, of how many.

    Raises:
        UsageError: when `subject` is neither.
        StoreRefuses: when the entry cannot be written; nothing was read.
    """
    if subject not in SUBJECTS:
        raise unknown_value("subject", subject, list(SUBJECTS))
    return _persons(stores, viewer, only, told) if subject == "person" else _accounts(stores, only)


def _persons(stores: Stores, viewer: Viewer, only: Mapping[int, int] | None, told: Told) -> Records:
    named = columns_of(identity.stated_fields(stores.state, "person"), PERSON_PROPERTIES)
    columns = {LABEL: "full_name"} | {field: column for column, fields in named.items() for field in fields}
    kinds, withheld = dict(_KINDS), dict[str, str]()
    if only is not None:
        rights = read_rights(stores.state)
        withheld = {field: column for field, column in columns.items() if not rights.shows(viewer, field)}
        withheld |= {_noted(kind): kinds[kind] for kind in kinds if not rights.shows_identifier(viewer, kind)}
        columns = {field: column for field, column in columns.items() if field not in withheld}
        kinds = {kind: column for kind, column in kinds.items() if _noted(kind) not in withheld}
    record_of = only if only is not None else identity.records_with(stores.state, "person", list(columns), list(kinds))
    owners = sorted(record_of)
    noted = [*columns, *map(_noted, kinds)]
    act = "read" if only is not None else "compared"
    if not note_reading(stores.state, stores.clock, viewer, owners, fields=noted, withheld=withheld, act=act):
        raise StoreRefuses("duplicates: the entry that values of persons are read cannot be written; nothing was read.")
    parts = []
    for start in range(0, len(owners), _PART):
        told(start, len(owners))
        parts.append(_persons_part(stores, owners[start : start + _PART], columns, kinds))
    table = pa.concat_tables(parts) if parts else pa.table({})
    found = _numbered(table, owners, record_of)
    return Records(found.table, found.owners, frozenset(withheld.values()))


def _noted(kind: str) -> str:
    return f"{IDENTIFIER}.{kind}"


def _persons_part(stores: Stores, owners: list[int], named: Mapping[str, str], kinds: Mapping[str, str]) -> pa.Table:
    values = identity.read(stores.state, stores.keys, "person", owners, list(named)) if named else {}
    columns: dict[str, list[pa.Array]] = {column: [] for column in PERSON_PROPERTIES}
    # How a person is called stands behind what a source calls the whole name.
    for field in sorted(named, key=lambda field: field == LABEL):
        columns[named[field]].append(_texts([values.get(owner, {}).get(field) for owner in owners]))
    for column, texts in _identifiers(stores, owners, kinds).items():
        columns[column].append(texts)
    return _columns(columns)


def _identifiers(stores: Stores, owners: list[int], kinds: Mapping[str, str]) -> dict[str, pa.Array]:
    """Return the oldest address and the oldest phone number that identify each person."""
    if not kinds:
        return {}
    table = identity.identifier_texts(stores.state, stores.keys, owners, list(kinds))
    first: dict[tuple[str, int], str] = {}
    for owner, kind, text in zip(*(table[name].to_pylist() for name in ("owner", "kind", "text")), strict=True):
        first.setdefault((kind, owner), text)
    return {column: _texts([first.get((kind, owner)) for owner in owners]) for kind, column in kinds.items()}


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
    columns = dict(zip(table.column_names, table.columns, strict=True))
    return Records(pa.table({"id": ids, **columns}), pa.array(owners, pa.int64()))


def _by_owner(numbers: pa.ChunkedArray, texts: pa.ChunkedArray, owners: list[int]) -> pa.Array:
    places = pc.index_in(pa.array(owners, pa.int64()), value_set=numbers)
    return _said(texts.take(places).combine_chunks())


def _texts(values: Iterable[str | None]) -> pa.Array:
    return _said(pa.array(values, pa.string()))


def _said(texts: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
