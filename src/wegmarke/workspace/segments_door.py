"""The segments of a workspace: documents by version, who is in them, since when and why."""

from __future__ import annotations

from typing import Any

from wegmarke.domain import NotFound
from wegmarke.domain.segments import (
    Segment,
    SegmentDay,
    SegmentField,
    SegmentListing,
    SegmentOverlap,
    SegmentPage,
    SegmentPlan,
    SegmentPreview,
    SegmentStay,
    SegmentSubject,
    SegmentSummary,
    SegmentVersion,
)
from wegmarke.workspace.operation import Door, operation


class SegmentsDoor(Door):
    """Segments by id."""

    @operation("segments")
    def all(self) -> list[SegmentSummary]:
        """Return all segments, by id."""
        return []

    @operation("segments")
    def get(self, id: str) -> Segment:  # noqa: A002  # the field of the document
        """Return one segment as it is now.

        Raises:
            NotFound: naming the segments that are there.
        """
        raise NotFound(id)

    @operation("segments")
    def versions(self, id: str) -> list[SegmentVersion]:  # noqa: A002
        """Return all versions of a segment's document, newest first.

        Raises:
            NotFound: naming the segments that are there.
        """
        raise NotFound(id)

    @operation("segments")
    def fields(self, subject: SegmentSubject) -> list[SegmentField]:
        """Return the fields that rules on these subjects may compare, in the order in which they are offered."""
        raise NotFound(subject)

    @operation("segments")
    def preview(self, rule: dict[str, Any], subject: SegmentSubject, size: int = 10) -> SegmentPreview:
        """Say whom a rule describes now; nothing is kept.

        Args:
            rule: the tree, as it stands in a document.
            subject: persons or accounts.
            size: how many subjects to show.

        Raises:
            RuleInvalid: with every problem of the rule.
        """
        raise NotFound(subject)

    @operation("segments")
    def rehearse(self, text: str) -> SegmentPlan:
        """Say what saving a document would change; nothing is kept.

        Raises:
            DocumentInvalid: with every problem of the document.
        """
        raise NotFound(text)

    @operation("segments")
    def save(self, text: str, who: str = "", why: str = "", base: int | None = None) -> Segment:
        """Keep a document (YAML or JSON) as a new version, and judge everybody by it; an unchanged one makes none.

        Args:
            text: the document.
            who: says who it was.
            why: the reason.
            base: the version it was written from; None to build upon whatever is last, 0 for a segment that must be
                new.

        Raises:
            DocumentInvalid: with every problem of the document; nothing was kept.
            UsageError: when another version is the last one; nothing was kept.
        """
        raise NotFound(text)

    @operation("segments")
    def remove(self, id: str, who: str = "", why: str = "") -> None:  # noqa: A002
        """Remove a segment: nobody is in it any more; its versions and its history stay.

        Raises:
            NotFound: naming the segments that are there.
            UsageError: when other segments are made of it.
        """
        raise NotFound(id)

    @operation("segments")
    def subjects(self, id: str, skipped: int = 0, size: int = 50) -> SegmentPage:  # noqa: A002
        """Return some of the subjects that are in a segment now, those that entered last first.

        Raises:
            NotFound: naming the segments that are there.
        """
        raise NotFound(id)

    @operation("segments")
    def history(self, id: str, subject: int) -> list[SegmentStay]:  # noqa: A002
        """Return the stays of one subject in a segment, oldest first.

        Raises:
            NotFound: naming the segments that are there.
        """
        raise NotFound(id)

    @operation("segments")
    def explain(self, id: str, subject: int) -> str:  # noqa: A002
        """Say in words which parts of a segment's rule hold for somebody now, and with which events.

        Raises:
            NotFound: when there is no such segment, or no such subject.
        """
        raise NotFound(id)

    @operation("segments")
    def with_subject(self, subject: SegmentSubject, number: int) -> list[SegmentSummary]:
        """Return the segments that somebody is in now."""
        return []

    @operation("segments")
    def changes(self, id: str, days: int = 30) -> list[SegmentDay]:  # noqa: A002
        """Return how many entered and left on each of the last days, oldest first.

        Raises:
            NotFound: naming the segments that are there.
        """
        raise NotFound(id)

    @operation("segments")
    def overlap(self, first: str, second: str) -> SegmentOverlap:
        """Count the subjects that two segments share.

        Raises:
            NotFound: naming the segments that are there.
            UsageError: when one consists of persons and the other of accounts.
        """
        raise NotFound(first)

    @operation("segments")
    def put(self, id: str, subjects: list[int], who: str = "", why: str = "") -> SegmentListing:  # noqa: A002
        """Put subjects on a static list, by number.

        Raises:
            NotFound: naming the segments that are there.
            UsageError: when the segment is no static list.
        """
        raise NotFound(id)

    @operation("segments")
    def put_named(
        self,
        id: str,  # noqa: A002
        kind: str,
        values: list[str],
        who: str = "",
        why: str = "",
    ) -> SegmentListing:
        """Put subjects on a static list, by identifiers of a kind such as `email`.

        Raises:
            NotFound: naming the segments that are there.
            UsageError: when the segment is no static list.
        """
        raise NotFound(id)

    @operation("segments")
    def take_out(self, id: str, subjects: list[int], who: str = "", why: str = "") -> int:  # noqa: A002
        """Take subjects off a static list, by number; returns how many were on it.

        Raises:
            NotFound: naming the segments that are there.
            UsageError: when the segment is no static list.
        """
        raise NotFound(id)
