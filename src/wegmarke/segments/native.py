"""The format of a segment: YAML or JSON text in, canonical YAML out, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from wegmarke.documents import Path, Reading, content_of, read_text, show_path, write_text
from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.domain.segments import SegmentKind
from wegmarke.segments.document import FORMAT, SETS, SegmentDocument

MAX_ID: Final = 100
MAX_OTHERS: Final = 50
DECIDERS: Final = ("rule", "static_list", *SETS)

_ID: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_.-]{{0,{MAX_ID - 1}}}")
_WHAT: Final = "segment"
MESSAGE: Final = "The segment has problems; nothing of it was taken over."


def load_segment(text: str) -> SegmentDocument:
    """Read a segment from YAML or JSON text, or raise `DocumentInvalid` with all problems.

    Whether the segments it is made of exist is checked against those of a workspace, see `checks`.

    >>> segment = load_segment("{id: warm, title: Warm, subject: person, rule: {did: {event: quote_sent}}}")
    >>> segment.kind, segment.rule.tree
    (<SegmentKind.RULE: 'rule'>, {'did': {'event': 'quote_sent'}})
    """
    return read_segment(text)[0]


def read_segment(text: str) -> tuple[SegmentDocument, Reading]:
    """Do the same, and return where in the text its values stand."""
    document = read_text(text, _WHAT)
    content = document.content
    if not isinstance(content, dict):
        remedy = "Start with `wegmarke segment show` of another one and change what it prints."
        problem = Problem(_WHAT, "a mapping with id, title, subject and a rule", "none", remedy)
        raise DocumentInvalid(MESSAGE, problems=[problem])
    if content.get("format", FORMAT) != FORMAT:
        remedy = "Open it with the program that wrote it, or update this one."
        problem = Problem("format", FORMAT, repr(content["format"])[:60], remedy, "unknown_format")
        raise DocumentInvalid(MESSAGE, problems=[problem])
    reading = Reading(document.lines, _WHAT)
    found = cast("SegmentDocument", reading.part(SegmentDocument, content, ()))
    problems = [*reading.problems, *_problems(found, reading, [name for name in DECIDERS if name in content])]
    if problems:
        raise DocumentInvalid(MESSAGE, problems=problems)
    return found, reading


def dump_segment(segment: SegmentDocument) -> str:
    """Write a segment as YAML text; `load_segment` gives an equal one back.

    >>> print(dump_segment(load_segment("{id: all, title: All, subject: account, union: [a, b]}")), end="")
    format: segment/1
    id: all
    title: All
    subject: account
    union:
    - a
    - b
    """
    return write_text(content_of(segment))


def _problems(segment: SegmentDocument, reading: Reading, stated: list[str]) -> Iterator[Problem]:
    if segment.id and not _ID.fullmatch(segment.id):
        expected = f"up to {MAX_ID} letters a–z, digits, _ . - with a letter or digit first"
        remedy = "Choose another id; titles may hold any text."
        yield problem_at(reading, ("id",), expected, repr(segment.id[:60]), remedy, "bad_id")
    if len(stated) != 1:
        expected = f"exactly one of {', '.join(DECIDERS)}"
        remedy = "Say what decides who is in it; put segments together in a segment of their own."
        yield problem_at(reading, (), expected, ", ".join(stated) or "none", remedy, "not_one_decider")
        return
    if stated == ["static_list"] and not segment.static_list and ("static_list",) not in reading.unreadable:
        remedy = "Write `static_list: true`, or leave it out and write a rule."
        yield problem_at(reading, ("static_list",), "true", "false", remedy, "not_one_decider")
    if stated[0] in SETS and (stated[0],) not in reading.unreadable:
        yield from _set_problems(segment, reading, SegmentKind(stated[0]))


def _set_problems(segment: SegmentDocument, reading: Reading, kind: SegmentKind) -> Iterator[Problem]:
    others: tuple[str, ...] = getattr(segment, kind)
    if not 2 <= len(others) <= MAX_OTHERS:
        remedy = "Name the segments by their ids."
        yield problem_at(reading, (kind,), f"2 to {MAX_OTHERS} segments", f"{len(others)}", remedy, "wrong_count")
    for place, name in enumerate(others):
        if name == segment.id:
            remedy = "Leave it out; a segment cannot be made of itself."
            yield problem_at(reading, (kind, place), "another segment", repr(name), remedy, "circle")
        elif name in others[:place]:
            remedy = "Keep one of them."
            yield problem_at(reading, (kind, place), "every segment once", repr(name[:60]), remedy, "duplicate")


def problem_at(reading: Reading, path: Path, expected: str, came: str, remedy: str, code: str) -> Problem:
    """Return a problem at a place of the text."""
    return Problem(show_path(path, reading.lines, reading.what), expected, came, remedy, code)
