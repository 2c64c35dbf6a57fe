"""Values that somebody blocked: one may be a person's mail address, so it is kept as a keyed hash and a short form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from wegmarke.domain.identity_rules import BlockedKind, BlockedValue
from wegmarke.privacy import KeyRing
from wegmarke.state import Database

_KIND = "blocked"
"""Stands where a hash of an identifier has its kind: a value is blocked for every kind."""

_CHUNK = 500
_SUBJECTS = ("person", "account")
_DOCUMENTS = "SELECT version, document FROM identity_rule ORDER BY version DESC"


def blocked_values(keys: KeyRing, texts: Sequence[str]) -> tuple[BlockedValue, ...]:
    """Return values, in small letters and without spaces around them, as they are kept."""
    hashes = keys.hash_identifiers(f"{_KIND}\x1f{text}" for text in texts)
    return tuple(
        BlockedValue(digest.hex(), _kind_of(text), _shortened(text)) for digest, text in zip(hashes, texts, strict=True)
    )


def without_blocked(keys: KeyRing, values: pa.Array, blocked: Sequence[BlockedValue]) -> pa.Array:
    """Return identifier values with null for every blocked one."""
    if not blocked:
        return values
    lowered = pc.utf8_lower(values)
    # Hashing costs a microsecond: only what begins as a blocked value does is hashed.
    firsts = pa.array(sorted({value.shown[0] for value in blocked}))
    asked = pc.unique(lowered.filter(pc.is_in(pc.utf8_slice_codeunits(lowered, 0, 1), value_set=firsts))).to_pylist()
    hashes = keys.hash_identifiers(f"{_KIND}\x1f{text}" for text in asked)
    held = {value.digest for value in blocked}
    found = [text for text, digest in zip(asked, hashes, strict=True) if digest.hex() in held]
    is_blocked = pc.is_in(lowered, value_set=pa.array(found, pa.string()))
    return pc.if_else(is_blocked, pa.scalar(None, pa.string()), values)


def mark_blocked(connection: sa.Connection, keys: KeyRing, subject: str, texts: Iterable[str]) -> set[int]:
    """Write down which known identifiers have one of these values, in its usual spellings; returns them."""
    kinds = connection.exec_driver_sql("SELECT DISTINCT kind FROM identifier WHERE subject = ?", (subject,)).all()
    found: set[int] = set()
    for value, text in zip(blocked_values(keys, [*texts]), texts, strict=True):
        forms = sorted({text, text.upper(), text.title(), text.capitalize()})
        hashes = keys.hash_identifiers(f"{row[0]}\x1f{form}" for row in kinds for form in forms)
        numbers = _with_hashes(connection, subject, hashes)
        rows = [(subject, number, bytes.fromhex(value.digest)) for number in numbers]
        if rows:
            connection.exec_driver_sql("INSERT OR REPLACE INTO blocked_identifier VALUES (?, ?, ?)", rows)
        found |= numbers
    return found


def unmark_blocked(connection: sa.Connection, subject: str, values: Iterable[BlockedValue]) -> set[int]:
    """Take back what was written down about values that are blocked no more; returns their identifiers."""
    found: set[int] = set()
    for value in values:
        place = (bytes.fromhex(value.digest), subject)
        query = "SELECT identifier FROM blocked_identifier WHERE value = ? AND subject = ?"
        found |= {int(row[0]) for row in connection.exec_driver_sql(query, place)}
        connection.exec_driver_sql("DELETE FROM blocked_identifier WHERE value = ? AND subject = ?", place)
    return found


def adopt_blocked(database: Database, keys: KeyRing) -> None:
    """Hash values that an older version kept as they were typed, in the rules that hold and in all earlier ones."""
    with database.read() as connection:
        if not _open_documents(connection):
            return
    with database.write() as connection:
        newest = connection.exec_driver_sql("SELECT max(version) FROM identity_rule").scalar_one()
        for version, document in _open_documents(connection):
            texts = [text for text in document["blocked"] if isinstance(text, str)]
            if version == newest:
                for subject in _SUBJECTS:
                    mark_blocked(connection, keys, subject, texts)
            document["blocked"] = blocked_values(keys, texts)
            row = (msgspec.json.encode(document).decode(), version)
            connection.exec_driver_sql("UPDATE identity_rule SET document = ? WHERE version = ?", row)
    # What was erased from the database stands in the write-ahead file until it is folded.
    database.fold()


def _open_documents(connection: sa.Connection) -> list[tuple[int, dict[str, Any]]]:
    rows = [(int(row[0]), msgspec.json.decode(row[1])) for row in connection.exec_driver_sql(_DOCUMENTS)]
    return [(version, found) for version, found in rows if any(isinstance(one, str) for one in found["blocked"])]


def _with_hashes(connection: sa.Connection, subject: str, hashes: Sequence[bytes]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(hashes), _CHUNK):
        part = hashes[start : start + _CHUNK]
        query = f"SELECT identifier FROM identifier WHERE subject = ? AND hash IN ({', '.join('?' * len(part))})"
        found |= {int(row[0]) for row in connection.exec_driver_sql(query, (subject, *part))}
    return found


def _kind_of(text: str) -> BlockedKind:
    if re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        return BlockedKind.MAIL
    return BlockedKind.NUMBER if re.fullmatch(r"[+(]?[0-9][0-9 ()/.+-]*", text) else BlockedKind.TEXT


def _shortened(text: str) -> str:
    """Return so much of a value that whoever knows it recognises it.

    >>> [_shortened(text) for text in ("kim@acme.example", "+49 30 1234", "testkunde", "demo")]
    ['k…@a….example', '+…34', 'te…', 'd…']
    """
    match _kind_of(text):
        case BlockedKind.MAIL:
            domain = text.split("@")[1]
            ending = "." + domain.rsplit(".", 1)[1] if "." in domain else ""
            return f"{text[0]}…@{domain[0]}…{ending}"
        case BlockedKind.NUMBER:
            return f"{text[0]}…{text[-2:]}" if len(text) > 4 else f"{text[0]}…"
        case BlockedKind.TEXT:
            return f"{text[:2]}…" if len(text) > 4 else f"{text[0]}…"
