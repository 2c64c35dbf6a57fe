"""Segments as values: persons or accounts that satisfy a rule, a static list, or what is made of other segments.

A subject is a person or an account by number. The number of a person is that of its oldest identifier: whoever is
merged or split keeps the history of its identifiers.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from wegmarke.domain.text import LocalizedText


class SegmentSubject(enum.StrEnum):
    """Whom a segment consists of."""

    PERSON = "person"  # humans, known or anonymous
    ACCOUNT = "account"  # the companies we sell to


class SegmentKind(enum.StrEnum):
    """What decides who is in a segment."""

    RULE = "rule"  # a rule on subjects, kept up to date
    STATIC_LIST = "static_list"  # somebody put them there
    UNION = "union"  # in at least one of several segments
    INTERSECTION = "intersection"  # in each of several segments
    DIFFERENCE = "difference"  # in the first of several segments and in none of the others


class FieldKind(enum.StrEnum):
    """What the values of a field are, and so which comparisons fit it."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class SegmentSummary:
    """One line in the list of segments.

    Attributes:
        is_static: a static list.
        size: how many subjects it has now.
        updated_at: when its document was saved last.
    """

    id: str
    title: LocalizedText
    subject: SegmentSubject
    is_static: bool
    size: int
    updated_at: datetime
    kind: SegmentKind = SegmentKind.RULE


@dataclass(frozen=True, slots=True)
class SegmentVersion:
    """One version of a segment's document; a version is never changed.

    Attributes:
        version: counts from 1.
        text: the document, in canonical YAML; empty for a version that removed the segment.
        who, why: as stated when it was saved.
    """

    version: int
    created_at: datetime
    text: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment as it is now.

    Attributes:
        version: of the document.
        text: the document, in canonical YAML.
        rule: its rule as JSON text; empty where it has none.
        words: what decides who is in it, in words.
        others: ids of the segments it is made of, in order; empty for a rule or a list.
        used_by: ids of the segments that are made of it.
        announces: whether entering and leaving become events.
        judged_at: when everybody was judged last; None before the first time.
    """

    id: str
    title: LocalizedText
    subject: SegmentSubject
    kind: SegmentKind
    size: int
    updated_at: datetime
    version: int
    text: str
    rule: str
    words: LocalizedText
    others: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    announces: bool = False
    judged_at: datetime | None = None
    who: str = ""
    why: str = ""

    @property
    def is_static(self) -> bool:
        """Return whether it is a static list."""
        return self.kind is SegmentKind.STATIC_LIST


@dataclass(frozen=True, slots=True)
class SegmentSubjectLine:
    """A subject as people read it; the label is empty where nobody says or the role of the reader does not see it."""

    number: int
    label: str


@dataclass(frozen=True, slots=True)
class SegmentPreview:
    """Whom a rule describes now; nothing is kept.

    Attributes:
        size: how many satisfy it.
        of: of how many there are.
        words: the rule in words.
        sample: some of those who satisfy it, in no order that means anything.
        names_withheld: whether the role of the reader keeps names from being shown.
    """

    subject: SegmentSubject
    size: int
    of: int
    words: LocalizedText
    sample: tuple[SegmentSubjectLine, ...] = ()
    names_withheld: bool = False


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """What saving a document would change; nothing is kept.

    Attributes:
        version: the number it would have; that of the last one where nothing differs.
        is_new: whether it would make a version.
        enter, leave, stay: subjects of this segment.
        also: other segments whose subjects would change because they are made of this one.
        words: what decides, in words.
        announces: whether entering and leaving would become events.
    """

    id: str
    subject: SegmentSubject
    version: int
    is_new: bool
    enter: int
    leave: int
    stay: int
    words: LocalizedText
    also: tuple[str, ...] = ()
    announces: bool = False


@dataclass(frozen=True, slots=True)
class SegmentSubjectRow:
    """A subject that is in a segment now.

    Attributes:
        label: empty where nobody says or the role of the reader does not see it.
        since: when it was noticed to be in.
        why: what matched when it entered, in words.
    """

    number: int
    label: str
    since: datetime
    why: LocalizedText


@dataclass(frozen=True, slots=True)
class SegmentPage:
    """Some of the subjects of a segment, with the number of all."""

    total: int
    rows: tuple[SegmentSubjectRow, ...]
    names_withheld: bool = False


@dataclass(frozen=True, slots=True)
class SegmentStay:
    """One stay of a subject in a segment.

    Attributes:
        until: None while it lasts; the end is no part of it.
        why: what matched when it entered, in words.
        version: of the document that was judged by.
    """

    since: datetime
    until: datetime | None
    why: LocalizedText
    version: int


@dataclass(frozen=True, slots=True)
class SegmentDay:
    """One day of the workspace's zone: how many entered and left, and how many were in at its end."""

    day: date
    entered: int
    left: int
    size: int


@dataclass(frozen=True, slots=True)
class SegmentOverlap:
    """How many subjects two segments share."""

    first: str
    second: str
    only_first: int
    both: int
    only_second: int


@dataclass(frozen=True, slots=True)
class SegmentListing:
    """What putting subjects on a static list did.

    Attributes:
        put: are on it now and were not before.
        there: were on it already.
        unknown: what named nobody, as it was written, at most a hundred of them.
        unknown_total: how many of these there were.
    """

    put: int
    there: int
    unknown: tuple[str, ...] = ()
    unknown_total: int = 0


@dataclass(frozen=True, slots=True)
class SegmentField:
    """A field that rules may compare.

    Attributes:
        name: as rules write it: `account.industry`.
        title: as people call it.
        is_several: it may have several values at once, such as the stages of all opportunities.
        values: some that several subjects share, offered while somebody writes a rule.
    """

    name: str
    kind: FieldKind
    title: LocalizedText
    is_several: bool = False
    values: tuple[str, ...] = ()
