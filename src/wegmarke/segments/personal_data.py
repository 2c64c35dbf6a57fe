"""What segments know of a person or an account: listed for whoever asks, and erased.

No column is personal by itself. Stays, lists and what waits to be announced say something about somebody by number, and
go with him; reasons are said of rules and stay.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from wegmarke.domain.segments import SegmentSubject
from wegmarke.segments.kept import all_in, read_all
from wegmarke.segments.reading import stays_of
from wegmarke.segments.tables import announcements, listed, past, present
from wegmarke.state import Database


def held_of(state: Database, subject: SegmentSubject, number: int) -> list[tuple[str, datetime, datetime | None]]:
    """Return every stay of somebody under all numbers he ever had: id of the segment, since when, until when."""
    return [
        (kept.id, stay.since, stay.until)
        for kept in read_all(state).values()
        if kept.subject is subject
        for stay in stays_of(state, kept.number, subject, number)
    ]


def erase(connection: sa.Connection, subject: SegmentSubject, numbers: Collection[int]) -> None:
    """Erase somebody from all segments, removed ones too, in the transaction at hand.

    Whoever has an `Upkeep` lets it read again afterwards: it has present subjects in memory.

    Args:
        connection: the transaction.
        subject: whether persons or accounts are meant.
        numbers: every number that they ever had.
    """
    of_kind = [kept.number for kept in all_in(connection).values() if kept.subject is subject]
    for table, column in ((present, "subject"), (past, "subject"), (announcements, "subject"), (listed, "identifier")):
        c = table.c
        mine = sa.delete(table).where(c.segment.in_(of_kind), c[column] == sa.bindparam("mine"))
        connection.execute(mine, [{"mine": number} for number in numbers])
