"""All segments of a workspace made ready to be judged: compiled, in an order in which each follows what it is made of.

What time alone changes is found by length of window: whoever did something exactly 30 days ago leaves a window of 30
days now. So a rule says with which lengths it looks back, and only those are judged again for whom one of them ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from wegmarke.domain.segments import SegmentKind, SegmentSubject
from wegmarke.rules import FieldTest, Plan, compile_subject_rule, watches_fields, windows_of
from wegmarke.segments.document import SegmentDocument
from wegmarke.segments.kept import Kept, those_there


@dataclass(frozen=True)
class Entry:
    """One segment, ready to be judged.

    Attributes:
        plan: its compiled rule; None for a list and for a segment that is made of others.
        spans: how far back its behaviours look; 0 for every rule, because an event may lie ahead of its arrival.
        looks_at_account: persons are judged by what anybody does at their account, or by its fields.
        watches_fields: dates of fields are compared with the present time.
    """

    kept: Kept
    document: SegmentDocument
    plan: Plan | None
    spans: frozenset[timedelta]
    looks_at_account: bool
    watches_fields: bool

    @property
    def number(self) -> int:
        """Return the number of the segment."""
        return self.kept.number

    @property
    def is_judged(self) -> bool:
        """Return whether everybody was judged by the last version."""
        return self.kept.judged_version == self.kept.version


@dataclass(frozen=True)
class Book:
    """All segments that are there, those that others are made of first."""

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, kept: Mapping[str, Kept]) -> Book:
        """Compile segments; those that are removed are left out."""
        compiled = {name: _compiled(one) for name, one in those_there(kept).items()}
        return cls(
            tuple(compiled[name] for name in _ordered({name: e.document.others for name, e in compiled.items()}))
        )

    def consisting_of(self, subject: SegmentSubject) -> list[Entry]:
        """Return the segments of persons, or of accounts."""
        return [entry for entry in self.entries if entry.document.subject is subject]

    def with_those_made_of(self, names: Sequence[str]) -> list[Entry]:
        """Return some segments and all that are made of them, over however many steps."""
        found = set(names)
        for entry in self.entries:
            if found & set(entry.document.others):
                found.add(entry.document.id)
        return [entry for entry in self.entries if entry.document.id in found]

    def __getitem__(self, name: str) -> Entry:
        return next(entry for entry in self.entries if entry.document.id == name)


def _compiled(kept: Kept) -> Entry:
    document = kept.document
    assert document is not None  # removed ones are left out before
    plan = compile_subject_rule(document.rule) if document.rule is not None else None
    return Entry(
        kept=kept,
        document=document,
        plan=plan,
        spans=windows_of(plan) if plan is not None else frozenset(),
        looks_at_account=plan is not None and _looks_at_account(plan, document.subject),
        watches_fields=plan is not None and watches_fields(plan),
    )


def _looks_at_account(plan: Plan, subject: SegmentSubject) -> bool:
    if subject is SegmentSubject.ACCOUNT:
        return False
    is_of_account = any(question.behaviour.at_account for question in plan.questions)
    return is_of_account or any(not is_of_person(test) for test in plan.tests)


def is_of_person(test: FieldTest) -> bool:
    """Tell whether a field says something about the person alone, and nothing about the account."""
    return test.field.startswith(("person.", "consent.")) or test.field in ("stage.person", "stage.person.since")


def _ordered(made_of: Mapping[str, Sequence[str]]) -> list[str]:
    """Return names so that each follows all that it is made of; circles were refused when they were saved."""
    found: dict[str, None] = {}
    while len(found) < len(made_of):
        ready = [name for name, others in made_of.items() if name not in found and all(one in found for one in others)]
        assert ready, made_of
        found.update(dict.fromkeys(ready))
    return list(found)


def is_a_set(entry: Entry) -> bool:
    """Tell whether a segment is made of others."""
    return entry.document.kind not in (SegmentKind.RULE, SegmentKind.STATIC_LIST)
