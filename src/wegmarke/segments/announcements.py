"""Entering and leaving as events: what a segment announces, and how such an event comes into the inbox once.

A stay and what it announces are written in one transaction; the events are offered to the inbox afterwards, and the
rows removed when the inbox has them. Their ids follow from segment, subject and instant, so that whatever is killed
when, an event that is offered twice is stored once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pyarrow as pa
import sqlalchemy as sa

from wegmarke.domain import Precision
from wegmarke.domain.segments import SegmentSubject
from wegmarke.segments.kept import instant_of
from wegmarke.segments.tables import announcements
from wegmarke.sources import EVENT_SCHEMA
from wegmarke.state import Database

SOURCE: Final = "wegmarke"
"""Source of events that the product itself makes."""
ENTERED: Final = "entered"
LEFT: Final = "left"
EVENT_NAMES: Final = {ENTERED: "segment_entered", LEFT: "segment_left"}
SEGMENT: Final = "segment"
"""The property that names the segment."""
_MOST_AT_ONCE: Final = 20_000

Naming = Callable[[SegmentSubject, Sequence[int]], Mapping[int, tuple[str, str]]]
"""Returns an identifier, kind and value, of each subject that can be named."""


def announced_events(segment: str) -> list[dict[str, object]]:
    """Return what a segment announces, as rules on events read it."""
    return [
        {
            "name": name,
            "source": SOURCE,
            "channel": None,
            "value_minor": None,
            "currency": None,
            "properties": {SEGMENT: segment},
        }
        for name in EVENT_NAMES.values()
    ]


def waiting(connection: sa.Connection) -> list[sa.Row[tuple[int, int, int, str]]]:
    """Return segment, subject, at, act of what is no event yet, the oldest first, some of it at a time."""
    c = announcements.c
    query = sa.select(c.segment, c.subject, c.at, c.act).order_by(c.at, c.segment, c.act, c.subject)
    return list(connection.execute(query.limit(_MOST_AT_ONCE)))


def offer_waiting(
    state: Database,
    segments: Mapping[int, tuple[str, SegmentSubject]],
    naming: Naming,
    accept: Callable[[pa.Table], object],
) -> int:
    """Make events of everything that waits; returns how many.

    Args:
        state: the state database.
        segments: id and kind of subject by number of the segment.
        naming: names subjects. Persons of whom nothing but a device is known cannot be named: theirs are left out.
        accept: takes a table of events in, durably.
    """
    made = 0
    while True:
        with state.read() as connection:
            rows = waiting(connection)
        if not rows:
            return made
        table = _table([row for row in rows if row.segment in segments], segments, naming)
        if table.num_rows:
            accept(table)
            made += table.num_rows
        _settle(state, rows)


def _settle(state: Database, rows: Sequence[sa.Row[tuple[int, int, int, str]]]) -> None:
    c = announcements.c
    same = (c.segment == sa.bindparam("s"), c.subject == sa.bindparam("u"), c.at == sa.bindparam("t"))
    values = [{"s": row.segment, "u": row.subject, "t": row.at, "a": row.act} for row in rows]
    with state.write() as connection:
        connection.execute(sa.delete(announcements).where(*same, c.act == sa.bindparam("a")), values)


def _table(
    rows: Sequence[sa.Row[tuple[int, int, int, str]]],
    segments: Mapping[int, tuple[str, SegmentSubject]],
    naming: Naming,
) -> pa.Table:
    names = {
        kind: naming(kind, sorted({row.subject for row in rows if segments[row.segment][1] is kind}))
        for kind in SegmentSubject
    }
    events = []
    for row in rows:
        name, kind = segments[row.segment]
        identifier = names[kind].get(row.subject)
        if identifier is not None:
            events.append(_event(row, name, kind, identifier))
    return pa.Table.from_pylist(events, schema=EVENT_SCHEMA)


def _event(
    row: sa.Row[tuple[int, int, int, str]], name: str, kind: SegmentSubject, identifier: tuple[str, str]
) -> dict[str, object]:
    identified = [{"kind": identifier[0], "value": identifier[1]}]
    is_person = kind is SegmentSubject.PERSON
    return {
        "source": SOURCE,
        "source_event_id": message_id(name, kind, row.subject, row.at, row.act),
        "name": EVENT_NAMES[row.act],
        "occurred_at": instant_of(row.at),
        "precision": Precision.INSTANT,
        "sequence": 0,
        "person_identifiers": identified if is_person else [],
        "account_identifiers": [] if is_person else identified,
        "properties": [(SEGMENT, name)],
    }


def message_id(name: str, kind: SegmentSubject, subject: int, at: int, act: str) -> str:
    """Return the id of an announcement: the same for whoever makes it again."""
    return hashlib.sha256(repr((name, str(kind), subject, at, act)).encode()).hexdigest()[:32]
