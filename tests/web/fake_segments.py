"""The part of the small workspace that is about segments: real documents, and numbers by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import yaml

from wegmarke.domain import DocumentInvalid, LocalizedText, NotFound, Problem, UsageError
from wegmarke.domain.segments import (
    FieldKind,
    Segment,
    SegmentDay,
    SegmentField,
    SegmentKind,
    SegmentListing,
    SegmentOverlap,
    SegmentPage,
    SegmentPlan,
    SegmentPreview,
    SegmentSubject,
    SegmentSubjectLine,
    SegmentSubjectRow,
    SegmentSummary,
)
from wegmarke.workspace import rule_language

NOW = datetime(2026, 1, 4, 9, 0, tzinfo=UTC)
PRICES = {
    "all": [
        {"did": {"event": "pricing_viewed", "within": "30 days", "at_least": 2}},
        {"did_not": {"event": "order_placed", "by": "anybody_at_account", "within": "1 week"}},
        {"field": "account.industry", "in": ["machinery", "chemicals"]},
    ]
}
FIELDS = (
    SegmentField("person.language", FieldKind.TEXT, LocalizedText(de="Sprache", en="Language")),
    SegmentField("account.industry", FieldKind.TEXT, LocalizedText(de="Branche", en="Industry")),
    SegmentField("account.employees", FieldKind.NUMBER, LocalizedText(de="Beschäftigte", en="Employees")),
    SegmentField("stage.account.since", FieldKind.DATE, LocalizedText(de="Stufe seit", en="Stage since")),
)
SETS = (SegmentKind.UNION, SegmentKind.INTERSECTION, SegmentKind.DIFFERENCE)


def a_document(id_: str, de: str, en: str, subject: str = "person", **content: Any) -> str:
    document = {"format": "segment/1", "id": id_, "title": {"de": de, "en": en}, "subject": subject, **content}
    return rule_language.write_tree(document)


def some_documents() -> dict[str, str]:
    return {
        "price_watchers": a_document("price_watchers", "Preisinteressierte ohne Bestellung", "Price watchers",
                                       rule=PRICES),
        "newsletter": a_document("newsletter", "Liest den Newsletter", "Newsletter readers",
                                 rule={"did": {"event": "newsletter_opened", "within": "90 days"}}),
        "fair_guests": a_document("fair_guests", "Messegäste 2025", "Fair guests 2025", static_list=True),
        "big_accounts": a_document("big_accounts", "Große Unternehmen", "Big accounts", "account",
                                   rule={"field": "account.employees", "at_least": 250}),
        "either": a_document("either", "Preise oder Newsletter", "Prices or newsletter",
                             union=["price_watchers", "newsletter"]),
    }  # fmt: skip


@dataclass
class FakeSegments:
    texts: dict[str, str] = field(default_factory=some_documents)
    versions: dict[str, int] = field(default_factory=dict)
    listed: list[int] = field(default_factory=lambda: [4711, 4713])
    said: list[tuple[str, str]] = field(default_factory=list)
    previews: list[dict[str, Any]] = field(default_factory=list)
    names_withheld: bool = False

    def all(self) -> Sequence[SegmentSummary]:
        return [
            SegmentSummary(s.id, s.title, s.subject, s.is_static, s.size, s.updated_at, s.kind)
            for s in map(self.get, sorted(self.texts))
        ]

    def get(self, id_: str) -> Segment:
        if id_ not in self.texts:
            raise NotFound(f"segment: expected one of {', '.join(self.texts) or 'none'}; got {id_!r}.")
        found = yaml.safe_load(self.texts[id_])
        kind = _kind(found)
        others = tuple(found.get(kind.value, ())) if kind in SETS else ()
        return Segment(
            id=id_,
            title=LocalizedText(**found["title"]),
            subject=SegmentSubject(found["subject"]),
            kind=kind,
            size=len(self.listed) if kind is SegmentKind.STATIC_LIST else 492,
            updated_at=NOW - timedelta(days=3),
            version=self.versions.get(id_, 1),
            text=self.texts[id_],
            rule=json.dumps(found["rule"]) if "rule" in found else "",
            words=_words(found),
            others=others,
            used_by=tuple(name for name, text in self.texts.items() if id_ in yaml.safe_load(text).get("union", ())),
            announces=bool(found.get("announces")),
            judged_at=NOW,
            who="Ines Kober",
            why="Frühjahrskampagne",
        )

    def fields(self, subject: SegmentSubject) -> Sequence[SegmentField]:
        return [known for known in FIELDS if subject is SegmentSubject.PERSON or not known.name.startswith("person.")]

    def preview(self, rule: dict[str, Any], subject: SegmentSubject, size: int = 10) -> SegmentPreview:
        self.previews.append(rule)
        sample = (SegmentSubjectLine(4711, "Anna Weber"), SegmentSubjectLine(4720, ""))
        words = rule_language.in_words(rule, rule_language.SUBJECTS)
        return SegmentPreview(subject, 1234, 5678, words, sample[:size], self.names_withheld)

    def rehearse(self, text: str) -> SegmentPlan:
        found = self._checked(text)
        kept = self.texts.get(found["id"])
        return SegmentPlan(
            id=found["id"],
            subject=SegmentSubject(found["subject"]),
            version=self.versions.get(found["id"], 1) + 1 if kept else 1,
            is_new=text != kept,
            enter=12,
            leave=3 if kept else 0,
            stay=480 if kept else 0,
            words=_words(found),
            also=("either",) if kept else (),
            announces=bool(found.get("announces")),
        )

    def _checked(self, text: str) -> dict[str, Any]:
        found = yaml.safe_load(text)
        problems = rule_language.problems_of(found["rule"], rule_language.SUBJECTS) if "rule" in found else []
        if not found["id"]:
            problems.append(Problem("id", "an id", "''", "Write one.", "missing_field"))
        if not found["title"]:
            problems.append(Problem("title", "a title", "nothing", "Write one in German or English.", "missing_field"))
        if problems:
            raise DocumentInvalid("The segment has problems.", problems=problems)
        return found

    def save(self, text: str, who: str = "", why: str = "", base: int | None = None) -> Segment:
        found = self._checked(text)
        last = self.versions.get(found["id"], 1 if found["id"] in self.texts else 0)
        if base != last:
            raise UsageError("Somebody changed the segment meanwhile: open it again and make the change there.")
        self.texts[found["id"]] = text
        self.versions[found["id"]] = last + 1
        self.said.append((who, why))
        return self.get(found["id"])

    def remove(self, id_: str, who: str = "", why: str = "") -> None:
        if self.get(id_).used_by:
            raise UsageError(f"segment: expected one of which no other is made; got {id_!r}. Change the others first.")
        del self.texts[id_]
        self.said.append((who, why))

    def subjects(self, id_: str, skipped: int = 0, size: int = 50) -> SegmentPage:
        numbers = self.listed if self.get(id_).is_static else [4711, 4713, 4720]
        why = LocalizedText(de="„pricing_viewed“ ist 3-mal geschehen", en="“pricing_viewed” happened 3 times")
        labels = {} if self.names_withheld else {4711: "Anna Weber", 4713: "Jonas Lindqvist"}
        rows = [SegmentSubjectRow(n, labels.get(n, ""), NOW - timedelta(days=n % 10), why) for n in numbers]
        return SegmentPage(len(rows), tuple(rows[skipped : skipped + size]), self.names_withheld)

    def changes(self, id_: str, days: int = 30) -> Sequence[SegmentDay]:
        self.get(id_)
        size, found = 492, []
        for back in range(days):
            entered, left = (back * 7) % 12, (back * 5) % 7
            found.append(SegmentDay(date(2026, 1, 4) - timedelta(days=back), entered, left, size))
            size -= entered - left
        return found[::-1]

    def overlap(self, first: str, second: str) -> SegmentOverlap:
        if self.get(first).subject is not self.get(second).subject:
            raise UsageError("overlap: expected two segments of persons or two of accounts.")
        return SegmentOverlap(first, second, 300, 192, 1008)

    def put(self, id_: str, subjects: list[int], who: str = "", why: str = "") -> SegmentListing:
        if not self.get(id_).is_static:
            raise UsageError(f"segment: expected a static list; got {id_!r}.")
        new = [number for number in subjects if number not in self.listed]
        self.listed += new
        return SegmentListing(len(new), len(subjects) - len(new))

    def put_named(self, id_: str, kind: str, values: list[str], who: str = "", why: str = "") -> SegmentListing:
        known = [value for value in values if value.startswith("anna@")]
        unknown = tuple(value for value in values if value not in known)
        found = self.put(id_, [4711] * bool(known))
        return SegmentListing(found.put, found.there, unknown, len(unknown))

    def take_out(self, id_: str, subjects: list[int]) -> int:
        taken = [number for number in self.listed if number in subjects]
        self.listed = [number for number in self.listed if number not in subjects]
        return len(taken)


def _kind(found: dict[str, Any]) -> SegmentKind:
    if "rule" in found:
        return SegmentKind.RULE
    return next((kind for kind in SETS if kind.value in found), SegmentKind.STATIC_LIST)


def _words(found: dict[str, Any]) -> LocalizedText:
    if "rule" in found:
        return rule_language.in_words(found["rule"], rule_language.SUBJECTS)
    return LocalizedText(de="Wer auf der Liste steht", en="Whoever is on the list")
