"""The segments of a workspace: documents by version, who is in them, since when and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from wegmarke import segments
from wegmarke.domain import LocalizedText, NotFound, UsageError
from wegmarke.domain.segments import (
    Segment,
    SegmentDay,
    SegmentField,
    SegmentKind,
    SegmentListing,
    SegmentOverlap,
    SegmentPage,
    SegmentPlan,
    SegmentPreview,
    SegmentStay,
    SegmentSubject,
    SegmentSubjectLine,
    SegmentSubjectRow,
    SegmentSummary,
    SegmentVersion,
)
from wegmarke.domain.text import Language
from wegmarke.rules import (
    compile_subject_rule,
    explain_answer,
    explain_subject,
    explain_subject_rule,
    judge,
    parse_subject_rule,
)
from wegmarke.segments import Kept, SegmentDocument, load_segment
from wegmarke.workspace import segment_lists, segment_saving
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.shown_labels import sees_labels, shown_labels


class SegmentsDoor(Door):
    """Segments by id."""

    @operation("segments")
    def all(self) -> list[SegmentSummary]:
        """Return all segments, by id."""
        sizes = segments.reading.sizes(self.stores.state)
        return [_summary(one, sizes.get(one.number, 0)) for one in segments.those_there(self._kept()).values()]

    @operation("segments")
    def get(self, id: str) -> Segment:  # noqa: A002  # the field of the document
        """Return one segment as it is now.

        Raises:
            NotFound: naming the segments that are there.
        """
        kept, document = self._find(id)
        every = self._kept()
        return Segment(
            id=kept.id,
            title=document.title,
            subject=document.subject,
            kind=document.kind,
            size=len(self.stores.segments.upkeep.present.of(kept.number)),
            updated_at=kept.created_at,
            version=kept.version,
            text=kept.text,
            rule=document.rule.text if document.rule is not None else "",
            words=segment_saving.words_of(document, segment_saving.titles(every)),
            others=document.others,
            used_by=segment_saving.used_by(every, id),
            announces=document.announces,
            judged_at=kept.judged_at,
            who=kept.who,
            why=kept.why,
        )

    @operation("segments")
    def versions(self, id: str) -> list[SegmentVersion]:  # noqa: A002
        """Return all versions of a segment's document, newest first.

        Raises:
            NotFound: naming the segments that are there.
        """
        return segments.read_versions(self.stores.state, self._find(id)[0])

    @operation("segments")
    def fields(self, subject: SegmentSubject) -> list[SegmentField]:
        """Return the fields that rules on these subjects may compare, in the order in which they are offered."""
        stores, sources = self.stores, self.stores.segments.sources
        values = stores.answers.keep("values of fields", stores.state_of_data, sources.values)
        return [replace(field, values=values.get(field.name, ())) for field in sources.fields(subject)]

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
        stores = self.stores
        checked = parse_subject_rule(rule)
        plan = compile_subject_rule(checked)
        behaviours, fields = stores.segments.sources.asking(subject, {test.field for test in plan.tests})
        there = segments.everybody(stores.engine, subject)
        found = judge(plan, there, stores.segments.moment(), behaviours, fields).numbers
        # Spread over all of them, the same ones every time.
        chosen = found[np.unique(np.linspace(0, len(found) - 1, min(size, len(found)), dtype=np.int64))]
        labels = shown_labels(stores, chosen.tolist(), subject) if len(chosen) else {}
        return SegmentPreview(
            subject=subject,
            size=len(found),
            of=len(there),
            words=LocalizedText(
                de=explain_subject_rule(checked, Language.DE), en=explain_subject_rule(checked, Language.EN)
            ),
            sample=tuple(SegmentSubjectLine(number, labels.get(number, "")) for number in chosen.tolist()),
            names_withheld=self._withholds_names(subject),
        )

    @operation("segments")
    def rehearse(self, text: str) -> SegmentPlan:
        """Say what saving a document would change; nothing is kept.

        Raises:
            DocumentInvalid: with every problem of the document.
            UsageError: when a segment of this id consists of other subjects.
        """
        with self.stores.work:
            return segment_saving.plan_of(self.stores, segment_saving.offered(self.stores, text))

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
        return self.get(segment_saving.save(self.stores, text, who, why, base))

    @operation("segments")
    def remove(self, id: str, who: str = "", why: str = "") -> None:  # noqa: A002
        """Remove a segment: nobody is in it any more; its versions and its history stay.

        Raises:
            NotFound: naming the segments that are there.
            UsageError: when other segments are made of it.
        """
        segment_saving.remove(self.stores, id, who, why)

    @operation("segments")
    def subjects(self, id: str, skipped: int = 0, size: int = 50) -> SegmentPage:  # noqa: A002
        """Return some of the subjects that are in a segment now, those that entered last first.

        Raises:
            NotFound: naming the segments that are there.
        """
        stores = self.stores
        kept, document = self._find(id)
        page = segments.reading.page_of(stores.state, kept.number, skipped, size)
        labels = shown_labels(stores, [one.subject for one in page], document.subject) if page else {}
        words = self._reasons(kept, {one.reason for one in page})
        return SegmentPage(
            total=len(stores.segments.upkeep.present.of(kept.number)),
            rows=tuple(
                SegmentSubjectRow(one.subject, labels.get(one.subject, ""), one.since, words[one.reason][1])
                for one in page
            ),
            names_withheld=self._withholds_names(document.subject),
        )

    @operation("segments")
    def history(self, id: str, subject: int) -> list[SegmentStay]:  # noqa: A002
        """Return the stays of one subject in a segment, oldest first.

        Raises:
            NotFound: naming the segments that are there.
        """
        kept, document = self._find(id)
        stays = segments.reading.stays_of(self.stores.state, kept.number, document.subject, subject)
        words = self._reasons(kept, {one.reason for one in stays})
        return [SegmentStay(one.since, one.until, words[one.reason][1], words[one.reason][0]) for one in stays]

    @operation("segments")
    def explain(self, id: str, subject: int) -> LocalizedText:  # noqa: A002
        """Say in words which parts of a segment's rule hold for somebody now, and with which events.

        Raises:
            NotFound: when there is no such segment, or no such subject.
            UsageError: when the segment has no rule.
        """
        stores = self.stores
        _, document = self._find(id)
        if document.rule is None:
            raise UsageError(f"segment {id!r}: expected a segment with a rule; got a {document.kind}. See its history.")
        one = segments.some(stores.engine, document.subject, np.array([subject], dtype=np.int64))
        if not len(one):
            raise NotFound(f"{document.subject}: expected the number of one with events; got {subject}. See the list.")
        plan = compile_subject_rule(document.rule)
        behaviours, fields = stores.segments.sources.asking(document.subject, {test.field for test in plan.tests})
        answer = explain_subject(plan, one, stores.segments.moment(), behaviours, fields)
        return LocalizedText(de=explain_answer(answer, Language.DE), en=explain_answer(answer, Language.EN))

    @operation("segments")
    def with_subject(self, subject: SegmentSubject, number: int) -> list[SegmentSummary]:
        """Return the segments that somebody is in now, by id."""
        there = {one.number: one for one in segments.those_there(self._kept()).values()}
        of_kind = [number for number, one in there.items() if one.document and one.document.subject is subject]
        inside = set(segments.reading.segments_with(self.stores.state, of_kind, number))
        sizes = segments.reading.sizes(self.stores.state) if inside else {}
        return [_summary(one, sizes.get(place, 0)) for place, one in there.items() if place in inside]

    @operation("segments")
    def changes(self, id: str, days: int = 30) -> list[SegmentDay]:  # noqa: A002
        """Return how many entered and left on each of the last days, oldest first.

        Raises:
            NotFound: naming the segments that are there.
        """
        stores = self.stores
        kept, _ = self._find(id)
        size = len(stores.segments.upkeep.present.of(kept.number))
        zone = ZoneInfo(stores.settings.time_zone)
        return segments.reading.days_of(stores.state, kept.number, size, stores.clock.now(), zone, days)

    @operation("segments")
    def overlap(self, first: str, second: str) -> SegmentOverlap:
        """Count the subjects that two segments share.

        Raises:
            NotFound: naming the segments that are there.
            UsageError: when one consists of persons and the other of accounts.
        """
        one, other = self._find(first), self._find(second)
        if one[1].subject is not other[1].subject:
            raise UsageError(
                f"segments {first!r}, {second!r}: expected two of the same subjects; got {one[1].subject}s and "
                f"{other[1].subject}s. Choose two segments of {one[1].subject}s."
            )
        present = self.stores.segments.upkeep.present
        left, right = present.of(one[0].number), present.of(other[0].number)
        both = len(np.intersect1d(left, right, assume_unique=True))
        return SegmentOverlap(first, second, len(left) - both, both, len(right) - both)

    @operation("segments")
    def put(self, id: str, subjects: list[int], who: str = "", why: str = "") -> SegmentListing:  # noqa: A002
        """Put subjects on a static list, by number.

        Raises:
            NotFound: naming the segments that are there.
            UsageError: when the segment is no static list.
        """
        return segment_lists.put_numbers(self.stores, segment_lists.static_list(self.stores, id), subjects, who, why)

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
            NotAllowed: when the viewer may not find persons by identifiers of this kind.
        """
        kept = segment_lists.static_list(self.stores, id)
        return segment_lists.put_identifiers(self.stores, kept, kind, values, who, why)

    @operation("segments")
    def take_out(self, id: str, subjects: list[int]) -> int:  # noqa: A002
        """Take subjects off a static list, by number; returns how many were on it.

        Raises:
            NotFound: naming the segments that are there.
            UsageError: when the segment is no static list.
        """
        return segment_lists.take_out(self.stores, segment_lists.static_list(self.stores, id), subjects)

    def _kept(self) -> dict[str, Kept]:
        return self.stores.segments.upkeep.kept

    def _find(self, name: str) -> tuple[Kept, SegmentDocument]:
        kept = segments.find(self._kept(), name)
        assert kept.document is not None
        return kept, kept.document

    def _reasons(self, kept: Kept, numbers: set[int]) -> dict[int, tuple[int, LocalizedText]]:
        """Return version and words of reasons, by number."""
        texts = {one.version: one.text for one in segments.read_versions(self.stores.state, kept)}
        titles = segment_saving.titles(self._kept())
        return {
            number: (version, segments.in_words(load_segment(texts[version]), said, titles))
            for number, (version, said) in segments.read_reasons(self.stores.state, numbers).items()
        }

    def _withholds_names(self, subject: SegmentSubject) -> bool:
        return subject is SegmentSubject.PERSON and not sees_labels(self.stores)


def _summary(kept: Kept, size: int) -> SegmentSummary:
    document = kept.document
    assert document is not None
    is_static = document.kind is SegmentKind.STATIC_LIST
    return SegmentSummary(kept.id, document.title, document.subject, is_static, size, kept.created_at, document.kind)
