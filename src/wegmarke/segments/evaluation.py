"""One judgement of segments: everybody or some subjects, all rules at once, then what is made of them.

Who should be in is a function of the data and the moment alone. What changes is the difference to who is in now, so
that judging twice changes nothing the second time, and judging some subjects too many does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from wegmarke.domain.segments import SegmentKind
from wegmarke.rules import BehaviourSource, FieldSource, Judged, Moment, Plan, Subjects, judge_all
from wegmarke.segments.book import Entry, is_a_set
from wegmarke.segments.listed import StaticList
from wegmarke.segments.reasons import Said, reasons_by_part, reasons_by_rule
from wegmarke.segments.stays import Numbers

MOST_ANSWERS: Final = 48_000_000
"""Answers kept at once, eight bytes each: so many questions times subjects are asked together."""


@dataclass(frozen=True)
class Scope:
    """Who is judged, all of one kind.

    Attributes:
        subjects: those that exist.
        own: of these, those about whom something of their own changed; the others are judged only by rules that look at
            their account. None where it is all of them.
        numbers: everybody concerned, ascending, also those that exist no more; None where everybody is judged.
    """

    subjects: Subjects
    own: Subjects | None = None
    numbers: Numbers | None = None

    def among(self, numbers: Numbers) -> Numbers:
        """Return those of some numbers that are judged."""
        return numbers if self.numbers is None else np.intersect1d(numbers, self.numbers, assume_unique=True)


@dataclass(frozen=True)
class Found:
    """What a judgement comes to for one segment.

    Attributes:
        enter, leave: ascending.
        stay: how many were in and remain, of those judged.
        said: the distinct reasons of those who enter.
        which: for each of them, which reason.
    """

    entry: Entry
    enter: Numbers
    leave: Numbers
    stay: int
    said: Sequence[Said]
    which: Numbers

    @property
    def is_empty(self) -> bool:
        """Return whether nobody enters or leaves."""
        return not len(self.enter) and not len(self.leave)


@dataclass
class Judgement:
    """Judges segments of one kind of subject for one scope at one moment.

    Attributes:
        behaviours, fields: what rules are judged over.
        present: returns who is in a segment now, by its number.
        listed: returns a static list.
    """

    scope: Scope
    moment: Moment
    behaviours: BehaviourSource
    fields: FieldSource
    present: Callable[[int], Numbers]
    listed: Callable[[Entry], StaticList]
    _targets: dict[str, Numbers] = field(default_factory=dict)

    def differences(self, entries: Sequence[Entry], numbers: dict[str, int]) -> Iterator[Found]:
        """Yield what changes about each of some segments, each behind those it is made of.

        Args:
            entries: the segments, in the order of the book.
            numbers: number of every segment there is, by id.
        """
        yield from self._rules([entry for entry in entries if entry.plan is not None])
        for entry in entries:
            if entry.document.kind is SegmentKind.STATIC_LIST:
                yield self._list(entry)
        for entry in entries:
            if is_a_set(entry):
                yield self._set(entry, numbers)

    def _rules(self, entries: Sequence[Entry]) -> Iterator[Found]:
        subjects, own = self.scope.subjects, self.scope.own
        wide = [entry for entry in entries if own is None or entry.looks_at_account]
        for chunk in _chunks(wide, len(subjects)):
            yield from self._judged(chunk, subjects)
        if own is not None:
            for chunk in _chunks([entry for entry in entries if not entry.looks_at_account], len(own)):
                yield from self._judged(chunk, own)

    def _judged(self, entries: Sequence[Entry], subjects: Subjects) -> Iterator[Found]:
        plans = [entry.plan for entry in entries if entry.plan is not None]
        answers = judge_all(plans, subjects, self.moment, self.behaviours, self.fields, with_parts=True)
        for entry, plan, judged in zip(entries, plans, answers, strict=True):
            yield self._by_rule(entry, plan, judged)

    def _by_rule(self, entry: Entry, plan: Plan, judged: Judged) -> Found:
        target = judged.numbers
        if judged.subjects is not self.scope.subjects:
            # Those whose account alone changed are in where they were.
            others = np.setdiff1d(self.scope.subjects.numbers, judged.subjects.numbers, assume_unique=True)
            target = np.union1d(target, np.intersect1d(others, self._now(entry.number), assume_unique=True))
        enter, leave, stay = self._compared(entry, target)
        said, which = reasons_by_rule(plan, judged, np.searchsorted(judged.subjects.numbers, enter))
        return Found(entry, enter, leave, stay, said, which)

    def _list(self, entry: Entry) -> Found:
        known = self.listed(entry)
        enter, leave, stay = self._compared(entry, self.scope.among(known.subjects))
        said = [known.said[subject] for subject in enter.tolist()]
        distinct = {one: place for place, one in enumerate(dict.fromkeys(said))}
        which = np.array([distinct[one] for one in said], dtype=np.int64)
        return Found(entry, enter, leave, stay, list(distinct), which)

    def _set(self, entry: Entry, numbers: dict[str, int]) -> Found:
        names = entry.document.others
        targets = [self._target_of(name, numbers[name]) for name in names]
        enter, leave, stay = self._compared(entry, _together(entry.document.kind, targets))
        said, which = reasons_by_part(names, [np.isin(enter, target) for target in targets], len(enter))
        return Found(entry, enter, leave, stay, said, which)

    def _target_of(self, name: str, number: int) -> Numbers:
        known = self._targets.get(name)
        return self._now(number) if known is None else known

    def _compared(self, entry: Entry, target: Numbers) -> tuple[Numbers, Numbers, int]:
        self._targets[entry.document.id] = target
        now = self._now(entry.number)
        enter = np.setdiff1d(target, now, assume_unique=True)
        leave = np.setdiff1d(now, target, assume_unique=True)
        return enter, leave, len(now) - len(leave)

    def _now(self, number: int) -> Numbers:
        return self.scope.among(self.present(number))


def _together(kind: SegmentKind, targets: Sequence[Numbers]) -> Numbers:
    found = targets[0]
    for target in targets[1:]:
        if kind is SegmentKind.UNION:
            found = np.union1d(found, target)
        elif kind is SegmentKind.INTERSECTION:
            found = np.intersect1d(found, target, assume_unique=True)
        else:
            found = np.setdiff1d(found, target, assume_unique=True)
    return found


def _chunks(entries: Sequence[Entry], subjects: int) -> Iterator[list[Entry]]:
    """Share rules out so that the answers to their questions fit into memory together."""
    chunk: list[Entry] = []
    size = 0
    for entry in entries:
        assert entry.plan is not None
        # Each part of a rule has its truths beside the answers.
        cost = (len(entry.plan.questions) + len(entry.plan.tests) + 1) * subjects
        if chunk and size + cost > MOST_ANSWERS:
            yield chunk
            chunk, size = [], 0
        chunk.append(entry)
        size += cost
    if chunk:
        yield chunk
