"""Segments as they are kept: documents by version, never changed, and the short number of each segment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.segments import SegmentSubject, SegmentVersion
from wegmarke.segments.document import SegmentDocument
from wegmarke.segments.native import dump_segment, load_segment
from wegmarke.segments.tables import segments, versions
from wegmarke.state import Database

MOST_WORDS = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_LAST = """
SELECT s.number, s.id, s.judged_version, s.judged_at, v.version, v.document, v.created_at, v.who, v.why,
    (SELECT document FROM segment_version WHERE segment = s.number AND version = 1) AS first_document
FROM segment s JOIN segment_version v ON v.segment = s.number
WHERE v.version = (SELECT max(version) FROM segment_version WHERE segment = s.number)
ORDER BY s.id
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """The last version of a segment.

    Attributes:
        number: by which the other tables know it.
        subject: what it has consisted of since its first version.
        document: None where the last version removed it.
        judged_version: the version by which everybody was judged, 0 before the first time.
        judged_at: when that was.
    """

    number: int
    id: str
    subject: SegmentSubject
    version: int
    document: SegmentDocument | None
    text: str
    created_at: datetime
    who: str = ""
    why: str = ""
    judged_version: int = 0
    judged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Saving:
    """What keeping a document would do.

    Attributes:
        before: what is kept; None for a segment that never was.
        version: the number of the version, that of the last one where nothing differs.
        is_new: whether it makes one.
    """

    before: Kept | None
    document: SegmentDocument
    text: str
    version: int
    is_new: bool


def read_all(state: Database) -> dict[str, Kept]:
    """Return the last version of every segment that there is or was, by id."""
    with state.read() as connection:
        return all_in(connection)


def all_in(connection: sa.Connection) -> dict[str, Kept]:
    """Do the same in the transaction at hand."""
    return {row.id: _kept(row) for row in connection.exec_driver_sql(_LAST)}


def those_there(kept: Mapping[str, Kept]) -> dict[str, Kept]:
    """Return those that are not removed."""
    return {name: one for name, one in kept.items() if one.document is not None}


def find(kept: Mapping[str, Kept], name: str) -> Kept:
    """Return a segment that is there.

    Raises:
        NotFound: naming those that are.
    """
    found = those_there(kept)
    if name not in found:
        there = ", ".join(found) or "none yet"
        raise NotFound(f"segment: expected one of the segments of this workspace ({there}); got {name[:60]!r}.")
    return found[name]


def read_versions(state: Database, kept: Kept) -> list[SegmentVersion]:
    """Return all versions of a segment, newest first."""
    c = versions.c
    query = sa.select(versions).where(c.segment == kept.number).order_by(c.version.desc())
    with state.read() as connection:
        return [
            SegmentVersion(row.version, instant_of(row.created_at), row.document, row.who, row.why)
            for row in connection.execute(query)
        ]


def saving_of(kept: Mapping[str, Kept], document: SegmentDocument) -> Saving:
    """Say what keeping a document would do.

    Raises:
        UsageError: when a segment of this id consists of other subjects.
    """
    before, text = kept.get(document.id), dump_segment(document)
    if before is None:
        return Saving(None, document, text, 1, is_new=True)
    # Those who were in it are known by number, and persons and accounts are numbered apart.
    if before.subject is not document.subject:
        raise UsageError(
            f"segment {document.id!r}: expected the subject {before.subject}, as in version "
            f"{before.version}; got {document.subject}. Give the document another id."
        )
    if before.text == text:
        return Saving(before, before.document or document, text, before.version, is_new=False)
    return Saving(before, document, text, before.version + 1, is_new=True)


def keep(connection: sa.Connection, saving: Saving, now: datetime, who: str, why: str, base: int | None) -> int:
    """Keep a new version in the transaction at hand; returns the number of the segment.

    Raises:
        UsageError: when it was not written from the last version, or a text is too long; nothing was kept.
    """
    for name, words in (("who", who), ("why", why)):
        if len(words) > MOST_WORDS:
            raise UsageError(f"{name}: expected at most {MOST_WORDS} characters; got {len(words)}. Shorten it.")
    last = saving.before.version if saving.before is not None else 0
    if base is not None and base != last:
        raise UsageError(
            f"segment {saving.document.id!r}: expected a text written from version {last}, got one written from "
            f"version {base}. Somebody changed the segment meanwhile: open the newest version and make the change "
            "there."
        )
    number = saving.before.number if saving.before is not None else _new_number(connection, saving.document.id)
    if saving.is_new:
        _add_version(connection, number, saving.version, saving.text, now, who, why)
    return number


def keep_removal(connection: sa.Connection, kept: Kept, now: datetime, who: str, why: str) -> None:
    """Keep a version that removes a segment, in the transaction at hand."""
    _add_version(connection, kept.number, kept.version + 1, "", now, who, why)


def note_judged(connection: sa.Connection, number: int, version: int, now: datetime) -> None:
    """Write down by which version everybody was judged."""
    statement = sa.update(segments).where(segments.c.number == number)
    connection.execute(statement.values(judged_version=version, judged_at=microseconds(now)))


def microseconds(instant: datetime) -> int:
    """Return µs since 1970, UTC, exactly."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def instant_of(micros: int) -> datetime:
    """Return the instant of µs since 1970, UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def _new_number(connection: sa.Connection, name: str) -> int:
    number = int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(segments.c.number), 0) + 1)) or 1)
    connection.execute(segments.insert().values(number=number, id=name, judged_version=0))
    return number


def _add_version(
    connection: sa.Connection, number: int, version: int, text: str, now: datetime, who: str, why: str
) -> None:
    values = {"segment": number, "version": version, "document": text, "created_at": microseconds(now)}
    connection.execute(versions.insert().values(**values, who=who, why=why))


def _kept(row: sa.Row[Any]) -> Kept:
    return Kept(
        number=row.number,
        id=row.id,
        subject=_loaded(row.first_document).subject,
        version=row.version,
        document=_loaded(row.document) if row.document else None,
        text=row.document,
        created_at=instant_of(row.created_at),
        who=row.who,
        why=row.why,
        judged_version=row.judged_version,
        judged_at=None if row.judged_at is None else instant_of(row.judged_at),
    )


@lru_cache(maxsize=1_000)
def _loaded(text: str) -> SegmentDocument:
    return load_segment(text)
