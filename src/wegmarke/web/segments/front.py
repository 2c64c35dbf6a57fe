"""What the pages about segments ask of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from wegmarke.domain.segments import (
    Segment,
    SegmentDay,
    SegmentField,
    SegmentListing,
    SegmentOverlap,
    SegmentPage,
    SegmentPlan,
    SegmentPreview,
    SegmentSubject,
    SegmentSummary,
)


class Segments(Protocol):
    """Segments by id."""

    def all(self) -> Sequence[SegmentSummary]:
        """Return all segments."""
        ...

    def get(self, id: str, /) -> Segment:  # noqa: A002  # the field of the document
        """Return one segment, or raise `NotFound`."""
        ...

    def fields(self, subject: SegmentSubject, /) -> Sequence[SegmentField]:
        """Return the fields that rules on these subjects may compare."""
        ...

    def preview(self, rule: dict[str, Any], subject: SegmentSubject, size: int = ..., /) -> SegmentPreview:
        """Say whom a rule describes now, with so many of them as a sample."""
        ...

    def rehearse(self, text: str, /) -> SegmentPlan:
        """Say what a document would change, or raise `DocumentInvalid`."""
        ...

    def save(self, text: str, who: str = ..., why: str = ..., base: int | None = ...) -> Segment:
        """Keep a document, or raise `DocumentInvalid` or, for another `base`, `UsageError`."""
        ...

    def remove(self, id: str, who: str = ..., why: str = ...) -> None:  # noqa: A002
        """Remove a segment, or raise `UsageError` while others are made of it."""
        ...

    def subjects(self, id: str, skipped: int = ..., size: int = ..., /) -> SegmentPage:  # noqa: A002
        """Return some of those who are in it now."""
        ...

    def changes(self, id: str, days: int = ..., /) -> Sequence[SegmentDay]:  # noqa: A002
        """Return how many entered and left on each of the last days."""
        ...

    def overlap(self, first: str, second: str, /) -> SegmentOverlap:
        """Count whom two segments share."""
        ...

    def put(self, id: str, subjects: list[int], who: str = ..., why: str = ...) -> SegmentListing:  # noqa: A002
        """Put subjects on a static list, by number."""
        ...

    def put_named(
        self,
        id: str,  # noqa: A002
        kind: str,
        values: list[str],
        who: str = ...,
        why: str = ...,
    ) -> SegmentListing:
        """Put subjects on a static list, by identifiers of a kind."""
        ...

    def take_out(self, id: str, subjects: list[int]) -> int:  # noqa: A002
        """Take subjects off a static list, by number."""
        ...
