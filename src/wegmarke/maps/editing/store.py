"""Drafts in the state database: a document as it was, and every edit since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
import sqlalchemy as sa

from wegmarke.maps.editing.draft import Draft, replayed
from wegmarke.maps.editing.shape import Content, Made, Notice, Stroke
from wegmarke.maps.tables import map_drafts, map_edits
from wegmarke.maps.versions.store import instant, microseconds

_STROKES = msgspec.json.Decoder(tuple[Stroke, ...])
_NOTICES = msgspec.json.Decoder(tuple[Notice, ...])


@dataclass
class OpenDraft:
    """A draft that is being written.

    Attributes:
        base: the version it began with.
        saved: the revision of the document in the database; later edits are made on it again when it is read.
    """

    map: str
    number: int
    base: int
    begun_at: datetime
    who: str
    draft: Draft
    saved: int


def begin(connection: sa.Connection, map_id: str, base: int, content: Content, who: str, now: datetime) -> OpenDraft:
    """Begin a draft with what a document says."""
    c = map_drafts.c
    last = connection.scalar(sa.select(sa.func.max(c.number)).where(c.map == map_id)) or 0
    draft = Draft.begun(content)
    connection.execute(
        map_drafts.insert().values(
            map=map_id, number=last + 1, base=base, document=_text(draft.content), revision=0,
            begun_at=microseconds(now), who=who,
        )
    )  # fmt: skip
    return OpenDraft(map_id, last + 1, base, now, who, draft, 0)


def read_open(connection: sa.Connection, map_id: str) -> OpenDraft | None:
    """Return the open draft of a map with all its edits; None where there is none."""
    c = map_drafts.c
    row = connection.execute(sa.select(map_drafts).where(c.map == map_id, c.ended_at.is_(None))).one_or_none()
    if row is None:
        return None
    made = _read_made(connection, map_id, row.number)
    draft = Draft(replayed(json.loads(row.document), [one for one in made if one.number > row.revision]), made)
    return OpenDraft(map_id, row.number, row.base, instant(row.begun_at), row.who, draft, row.revision)


def keep_edits(connection: sa.Connection, one: OpenDraft, made: Sequence[Made]) -> None:
    """Write new edits down."""
    rows = [
        {
            "map": one.map, "draft": one.number, "number": new.number, "edit": new.edit, "client": new.client,
            "who": new.who, "at": new.at, "strokes": msgspec.json.encode(new.strokes).decode(),
            "notices": msgspec.json.encode(new.notices).decode(),
        }
        for new in made
    ]  # fmt: skip
    connection.execute(map_edits.insert(), rows)


def save_document(connection: sa.Connection, one: OpenDraft) -> None:
    """Write down what a draft says now, so that reading it again is quick."""
    c = map_drafts.c
    here = (c.map == one.map) & (c.number == one.number)
    words = {"document": _text(one.draft.content), "revision": one.draft.revision}
    connection.execute(map_drafts.update().where(here).values(**words))
    one.saved = one.draft.revision


def end(connection: sa.Connection, one: OpenDraft, now: datetime, became: int | None) -> None:
    """Close a draft: it became a version, or nothing. What was done in it stays readable."""
    c = map_drafts.c
    here = (c.map == one.map) & (c.number == one.number)
    connection.execute(map_drafts.update().where(here).values(ended_at=microseconds(now), became=became))


def ended_as(connection: sa.Connection, map_id: str, number: int) -> tuple[bool, int | None]:
    """Return whether a draft has ended, and the version it became."""
    c = map_drafts.c
    query = sa.select(c.ended_at, c.became).where(c.map == map_id, c.number == number)
    row = connection.execute(query).one_or_none()
    return (False, None) if row is None else (row.ended_at is not None, row.became)


def _read_made(connection: sa.Connection, map_id: str, number: int) -> list[Made]:
    c = map_edits.c
    rows = connection.execute(sa.select(map_edits).where(c.map == map_id, c.draft == number).order_by(c.number))
    return [
        Made(
            number=row.number, edit=row.edit, client=row.client, who=row.who, at=row.at,
            strokes=_STROKES.decode(row.strokes), notices=_NOTICES.decode(row.notices),
        )
        for row in rows
    ]  # fmt: skip


def _text(content: Content) -> str:
    return json.dumps(content, ensure_ascii=False)
