"""The form of a segment: everything around its rule, and the document it makes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from wegmarke.domain.errors import unknown_value
from wegmarke.domain.segments import Segment, SegmentKind, SegmentSubject
from wegmarke.web.conditions import Tree
from wegmarke.workspace import rule_language

FORMAT: Final = "segment/1"
SETS: Final = (SegmentKind.UNION, SegmentKind.INTERSECTION, SegmentKind.DIFFERENCE)
MOST_WORDS: Final = 500

_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class SegmentForm:
    """What was typed around the rule.

    Attributes:
        base: the version it was written from; 0 for a new segment.
        first: for a difference, the segment from which the others are taken away.
        others: the segments it is made of.
        seen: digest of the document whose plan was shown.
    """

    kind: SegmentKind
    subject: SegmentSubject
    id: str = ""
    title_de: str = ""
    title_en: str = ""
    announces: bool = False
    first: str = ""
    others: tuple[str, ...] = ()
    base: int = 0
    who: str = ""
    why: str = ""
    seen: str = ""

    @property
    def is_new(self) -> bool:
        """Return whether the segment does not exist yet."""
        return self.base == 0

    def document(self, rule: Tree | None) -> str:
        """Return the document as YAML."""
        content: dict[str, Any] = {"format": FORMAT, "id": self.id or id_from(self.title_de or self.title_en)}
        content["title"] = {name: text for name, text in (("de", self.title_de), ("en", self.title_en)) if text}
        content["subject"] = self.subject.value
        if self.kind is SegmentKind.RULE:
            content["rule"] = rule or {}
        elif self.kind is SegmentKind.STATIC_LIST:
            content["static_list"] = True
        else:
            content[self.kind.value] = list(self.parts)
        if self.announces:
            content["announces"] = True
        return rule_language.write_tree(content)

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the segments it is made of, in the order that counts."""
        if self.kind is not SegmentKind.DIFFERENCE:
            return self.others
        return (*filter(None, (self.first,)), *(other for other in self.others if other != self.first))


def read_form(pairs: list[tuple[str, str]]) -> SegmentForm:
    """Read what was posted around the rule.

    Raises:
        UsageError: for a kind or subject that does not exist.
    """
    fields = {name: text[: MOST_WORDS * 2] for name, text in pairs if not name.startswith("rule")}
    base = fields.get("base", "0")
    return SegmentForm(
        kind=read_kind(fields.get("kind", "")),
        subject=read_subject(fields.get("subject", "")),
        id=fields.get("id", "").strip(),
        title_de=fields.get("title_de", "").strip(),
        title_en=fields.get("title_en", "").strip(),
        announces=fields.get("announces") == "1",
        first=fields.get("first", ""),
        others=tuple(text for name, text in pairs if name == "other")[:200],
        base=int(base) if base.isascii() and base.isdigit() and len(base) < 10 else 0,
        who=fields.get("who", ""),
        why=fields.get("why", ""),
        seen=fields.get("seen", ""),
    )


def form_of(segment: Segment) -> SegmentForm:
    """Return the form of a segment as it is."""
    is_difference = segment.kind is SegmentKind.DIFFERENCE
    return SegmentForm(
        kind=segment.kind,
        subject=segment.subject,
        id=segment.id,
        title_de=segment.title.de,
        title_en=segment.title.en,
        announces=segment.announces,
        first=segment.others[0] if is_difference else "",
        others=segment.others[is_difference:],
        base=segment.version,
    )


def read_kind(text: str) -> SegmentKind:
    """Read a kind; a rule where none is named."""
    if text and text not in set(SegmentKind):
        raise unknown_value("kind", text[:40], tuple(kind.value for kind in SegmentKind))
    return SegmentKind(text) if text else SegmentKind.RULE


def read_subject(text: str) -> SegmentSubject:
    """Read whom a segment consists of; persons where nothing is said."""
    if text and text not in set(SegmentSubject):
        raise unknown_value("subject", text[:40], tuple(subject.value for subject in SegmentSubject))
    return SegmentSubject(text) if text else SegmentSubject.PERSON


def id_from(title: str) -> str:
    """Make an id from a title.

    >>> id_from("Heiße Leads (Q3)")
    'heisse_leads_q3'
    """
    return "_".join(re.findall(r"[a-z0-9]+", title.lower().translate(_UMLAUTS)))[:60]


def digest(text: str) -> str:
    """Return what a plan was shown for."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
