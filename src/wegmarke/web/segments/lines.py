"""Segments, written for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.domain import Unit
from wegmarke.domain.segments import (
    Segment,
    SegmentDay,
    SegmentKind,
    SegmentOverlap,
    SegmentPlan,
    SegmentSubject,
    SegmentSubjectLine,
    SegmentSubjectRow,
    SegmentSummary,
)
from wegmarke.i18n import marked
from wegmarke.web.people.persons import account_url, person_label, person_url
from wegmarke.web.reader import Reader
from wegmarke.web.words import UNITS_MANY

SEGMENTS: Final = "/people/segments"
WEEK_DAYS: Final = 7

KINDS: Final = {
    SegmentKind.RULE: marked("segment kind", "Rule"),
    SegmentKind.STATIC_LIST: marked("segment kind", "Static list"),
    SegmentKind.UNION: marked("segment kind", "In at least one"),
    SegmentKind.INTERSECTION: marked("segment kind", "In each"),
    SegmentKind.DIFFERENCE: marked("segment kind", "In one, not in others"),
}


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """One segment in the list."""

    url: str
    title: str
    subjects: str
    kind: str
    size: str
    entered: str
    left: str
    updated: str


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """Somebody in a segment; `is_named` tells a label from a number."""

    number: int
    url: str
    label: str
    is_named: bool
    since: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """The overlap of two segments: three numbers, and where a bar of a hundred units is cut."""

    numbers: tuple[tuple[str, str, str], ...]
    cuts: tuple[tuple[float, float, str], ...]


def units_many(subject: SegmentSubject, reader: Reader) -> str:
    """Return `Persons` or `Accounts`."""
    return reader.t.label(UNITS_MANY[Unit(subject.value)])


def counted(count: int, subject: SegmentSubject, reader: Reader) -> str:
    """Write `12 persons` or `1 account`."""
    if subject is SegmentSubject.PERSON:
        return reader.t.ngettext("%(n)s person", "%(n)s persons", count)
    return reader.t.ngettext("%(n)s account", "%(n)s accounts", count)


def size_of(size: int, of: int, subject: SegmentSubject, reader: Reader) -> str:
    """Write `1,234 of 5,678 persons`."""
    return reader.t.pgettext(
        "segment", "%(size)s of %(all)s", size=reader.formats.number(size), all=counted(of, subject, reader)
    )


def segment_line(summary: SegmentSummary, days: Sequence[SegmentDay], reader: Reader) -> SegmentLine:
    """Write one line of the list."""
    f = reader.formats
    return SegmentLine(
        url=f"{SEGMENTS}/{summary.id}",
        title=summary.title.get(reader.language) or summary.id,
        subjects=units_many(summary.subject, reader),
        kind=reader.t.label(KINDS[summary.kind]),
        size=f.number(summary.size),
        entered=f.signed(sum(day.entered for day in days), 0),
        left=f.signed(-sum(day.left for day in days), 0),
        updated=f.day(summary.updated_at, reader.zone),
    )


def title_of(segment: Segment | SegmentSummary, reader: Reader) -> str:
    """Return the title, or the id where there is none."""
    return segment.title.get(reader.language) or segment.id


def subject_row(row: SegmentSubjectRow | SegmentSubjectLine, subject: SegmentSubject, reader: Reader) -> SubjectRow:
    """Write somebody who is in a segment."""
    is_person = subject is SegmentSubject.PERSON
    label = person_label if is_person else _account_label
    return SubjectRow(
        number=row.number,
        url=person_url(row.number) if is_person else account_url(row.number),
        label=label(row.number, row.label, reader),
        is_named=bool(row.label),
        since=reader.formats.instant(row.since, reader.zone) if isinstance(row, SegmentSubjectRow) else "",
        why=row.why.get(reader.language) if isinstance(row, SegmentSubjectRow) else "",
    )


def _account_label(account: int, label: str, reader: Reader) -> str:
    return label or reader.t.pgettext("account", "Account %(n)s", n=account)


def plan_words(plan: SegmentPlan, reader: Reader) -> list[tuple[str, str]]:
    """Write what a plan would change, each number with its word."""
    t, f = reader.t, reader.formats
    return [
        (t.pgettext("segment plan", "would enter"), f.number(plan.enter)),
        (t.pgettext("segment plan", "would leave"), f.number(plan.leave)),
        (t.pgettext("segment plan", "would stay"), f.number(plan.stay)),
    ]


def shares(found: SegmentOverlap, first: str, second: str, reader: Reader) -> Shares:
    """Write an overlap."""
    t, f = reader.t, reader.formats
    counts = (found.only_first, found.both, found.only_second)
    labels = (
        t.pgettext("overlap", "Only in “%(title)s”", title=first),
        t.pgettext("overlap", "In both"),
        t.pgettext("overlap", "Only in “%(title)s”", title=second),
    )
    total = sum(counts)
    parts = [count / total if total else 0.0 for count in counts]
    numbers = tuple(
        (label, f.number(count), f.percent(part if total else None))
        for label, count, part in zip(labels, counts, parts, strict=True)
    )
    starts = (0.0, parts[0], parts[0] + parts[1])
    cuts = tuple(
        (round(100 * start, 2), round(100 * part, 2), style)
        for start, part, style in zip(starts, parts, ("first", "both", "second"), strict=True)
    )
    return Shares(numbers, cuts)
