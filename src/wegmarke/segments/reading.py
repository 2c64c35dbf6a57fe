"""Read segments for people: pages of subjects, stays of one, what changed on which day, how many two share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

import numpy as np
import sqlalchemy as sa

from wegmarke.domain.segments import SegmentDay, SegmentSubject
from wegmarke.segments.kept import instant_of, microseconds
from wegmarke.segments.stays import Numbers
from wegmarke.segments.tables import present
from wegmarke.state import Database, read_rows

_SIZES: Final = "SELECT segment, count(*) FROM segment_present GROUP BY segment"
_PAGE: Final = """
SELECT subject, since, reason FROM segment_present WHERE segment = ? ORDER BY since DESC, subject LIMIT ? OFFSET ?
"""
_STAYS: Final = """
SELECT since, until, reason FROM (
SELECT since, NULL AS until, reason FROM segment_present WHERE segment = :segment AND subject IN ({numbers})
UNION ALL
SELECT since, until, reason FROM segment_past WHERE segment = :segment AND subject IN ({numbers})
) ORDER BY since, until IS NULL, until
"""
_SUBJECTS: Final = """
SELECT DISTINCT coalesce(i.owner, s.subject) AS subject FROM (
SELECT subject FROM segment_present WHERE segment = :segment AND (:at IS NULL OR since <= :at)
UNION ALL
SELECT subject FROM segment_past WHERE segment = :segment AND since <= :at AND until > :at
) s LEFT JOIN identifier i ON i.subject = :subject AND i.identifier = s.subject ORDER BY 1
"""
_NUMBERS: Final = "SELECT identifier FROM identifier WHERE subject = :subject AND owner = :owner"
_BEGUN: Final = """
SELECT since, count(*) FROM segment_present WHERE segment = ? AND since >= ? GROUP BY since
UNION ALL
SELECT since, count(*) FROM segment_past WHERE segment = ? AND since >= ? GROUP BY since
"""
_ENDED: Final = "SELECT until, count(*) FROM segment_past WHERE segment = ? AND until >= ? GROUP BY until"
_OVERLAP: Final = """
SELECT count(*) FROM segment_present a JOIN segment_present b ON b.segment = ? AND b.subject = a.subject
WHERE a.segment = ?
"""


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay as it is kept.

    Attributes:
        until: None while it lasts.
        reason: number of the reason.
    """

    subject: int
    since: datetime
    until: datetime | None
    reason: int


def sizes(state: Database) -> dict[int, int]:
    """Return how many subjects each segment has, by its number."""
    with state.read() as connection:
        return dict(read_rows(connection, _SIZES))


def subjects_of(state: Database, segment: int, subject: SegmentSubject, at: datetime | None = None) -> Numbers:
    """Return the numbers of all persons or accounts that are in a segment now, or were at an instant; ascending.

    Who was merged since stands under the number that it has now.
    """
    values = {"segment": segment, "subject": subject.value, "at": None if at is None else microseconds(at)}
    with state.read() as connection:
        return np.fromiter((row[0] for row in connection.execute(sa.text(_SUBJECTS), values)), np.int64)


def page_of(state: Database, segment: int, skipped: int, size: int) -> list[Stay]:
    """Return some of those who are in a segment, those that entered last first."""
    with state.read() as connection:
        rows = read_rows(connection, _PAGE, (segment, max(0, size), max(0, skipped)))
    return [Stay(subject, instant_of(since), None, reason) for subject, since, reason in rows]


def stays_of(state: Database, segment: int, subject: SegmentSubject, number: int) -> list[Stay]:
    """Return the stays of a person or account under all numbers that it ever had, oldest first."""
    statement = sa.text(_STAYS.format(numbers=_NUMBERS))
    with state.read() as connection:
        rows = connection.execute(statement, {"segment": segment, "subject": str(subject), "owner": number}).all()
    return [
        Stay(number, instant_of(row.since), None if row.until is None else instant_of(row.until), row.reason)
        for row in rows
    ]


def segments_with(state: Database, numbers: Sequence[int], subject: int) -> list[int]:
    """Return which of some segments somebody is in now."""
    c = present.c
    query = sa.select(c.segment).where(c.segment.in_(numbers), c.subject == subject)
    with state.read() as connection:
        return list(connection.scalars(query))


def days_of(state: Database, segment: int, size: int, now: datetime, zone: tzinfo, days: int) -> list[SegmentDay]:
    """Return how many entered and left on each of the last days of a zone, today last.

    Args:
        state: the state database.
        segment: its number.
        size: how many are in it now.
        now: the present time.
        zone: in which days begin.
        days: how many days.
    """
    today = now.astimezone(zone).date()
    wanted = [today - timedelta(days=back) for back in range(max(1, days))]
    # A day may last 25 hours, so that one more is read.
    earliest = microseconds(now - timedelta(days=len(wanted) + 1))
    with state.read() as connection:
        begun = read_rows(connection, _BEGUN, (segment, earliest) * 2)
        ended = read_rows(connection, _ENDED, (segment, earliest))
    entered, left = (_by_day(rows, zone) for rows in (begun, ended))
    found: list[SegmentDay] = []
    for day in wanted:
        found.append(SegmentDay(day, entered[day], left[day], size))
        size += left[day] - entered[day]
    return found[::-1]


def shared(state: Database, first: int, second: int) -> int:
    """Return how many subjects two segments have in common."""
    with state.read() as connection:
        return int(read_rows(connection, _OVERLAP, (second, first))[0][0])


def _by_day(rows: Sequence[tuple[int, int]], zone: tzinfo) -> Counter[object]:
    counted: Counter[object] = Counter()
    for at, count in rows:
        counted[instant_of(at).astimezone(zone).date()] += count
    return counted
