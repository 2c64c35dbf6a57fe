"""The document of a segment: whom it consists of, and what decides who is in it.

Exactly one thing decides: a rule, a static list, or other segments put together.
"""

from __future__ import annotations

from typing import Final

from wegmarke.documents import Part
from wegmarke.domain import LocalizedText
from wegmarke.domain.segments import SegmentKind, SegmentSubject
from wegmarke.rules import SubjectRule

FORMAT: Final = "segment/1"
SETS: Final = (SegmentKind.UNION, SegmentKind.INTERSECTION, SegmentKind.DIFFERENCE)


class SegmentDocument(Part, frozen=True, kw_only=True):
    """One segment as it is written.

    Attributes:
        rule: describes who is in it.
        static_list: who is in it is said by hand.
        union, intersection, difference: ids of other segments.
        announces: entering and leaving become events.
    """

    format: str = FORMAT
    id: str
    title: LocalizedText
    subject: SegmentSubject
    rule: SubjectRule | None = None
    static_list: bool = False
    union: tuple[str, ...] = ()
    intersection: tuple[str, ...] = ()
    difference: tuple[str, ...] = ()
    announces: bool = False

    @property
    def kind(self) -> SegmentKind:
        """Return what decides who is in it."""
        if self.rule is not None:
            return SegmentKind.RULE
        return next((kind for kind in SETS if getattr(self, kind)), SegmentKind.STATIC_LIST)

    @property
    def others(self) -> tuple[str, ...]:
        """Return the ids of the segments it is made of, in order; none for a rule or a list."""
        return self.union or self.intersection or self.difference
