"""Reads the lines of a diagram: what is visible, and the comments between."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from wegmarke.domain import Problem
from wegmarke.maps.formats.mermaid.comments import MARK, Kept
from wegmarke.maps.formats.outline import PLACEMENT, STEP, Line, Section

_FENCE: Final = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*mermaid\s*$", re.IGNORECASE)
_FRONT_MATTER: Final = re.compile(r"\A\s*---\s*\n(.*?)\n\s*---\s*(\n|\Z)", re.DOTALL)
_DIRECTIVE: Final = re.compile(r"%%\{.*?\}%%", re.DOTALL)
_WORD: Final = re.compile(
    r"(?P<journey>journey)\b(?P<after>.*)"
    r"|(?P<word>title|section)\s+(?P<said>[^#;]*).*"
    r"|(?P<acc>accTitle|accDescr)\s*:\s*(?P<told>.*)"
    r"|(?P<block>accDescr)\s*\{(?P<inner>.*)",
    re.IGNORECASE,
)
_SCALE: Final = re.compile(r"scale\s*=\s*(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")
_LANGUAGE: Final = re.compile(r"language=(de|en)\b")
_AT: Final = re.compile(rf"at (?P<kind>phase|{PLACEMENT}|{STEP})=(?P<id>\S+)(?: score=(?P<score>\d))?")
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


@dataclass
class Drawing:
    """What stands in a diagram.

    Attributes:
        scores: number in the file and place in `lines` of every score.
        shown: score that was written, by kind and id of a line.
        unreadable: numbers of lines whose score is no number.
        scale: lowest and highest score, where the diagram says so.
        left_out: whether it holds directives, which choose colours and fonts.
    """

    title: str | None = None
    description: str | None = None
    sections: list[Section] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    scores: list[tuple[int, int]] = field(default_factory=list)
    shown: dict[tuple[str, str], float] = field(default_factory=dict)
    unreadable: list[int] = field(default_factory=list)
    scale: tuple[float, float] | None = None
    language: str = ""
    left_out: bool = False
    kept: Kept = field(default_factory=Kept)
    problems: list[Problem] = field(default_factory=list)


def drawing_of(text: str) -> tuple[str, int, bool]:
    """Return the diagram in a text, how many lines stand before it, and whether anything was left out.

    The text is a diagram, or a Markdown document with one.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if found := _FENCE.match(line):
            close = re.compile(rf"^ {{0,3}}{found[1][0]}{{{len(found[1])},}}\s*$")
            end = next((place for place in range(number + 1, len(lines)) if close.match(lines[place])), len(lines))
            inside = "\n".join(lines[number + 1 : end])
            if re.search(r"^\s*journey\b", inside, re.MULTILINE | re.IGNORECASE):
                plain, before, left_out = drawing_of(inside)
                return plain, number + 1 + before, left_out
    front = _FRONT_MATTER.match(text)
    body = text[front.end() :] if front else text
    plain = _DIRECTIVE.sub(lambda found: "\n" * found[0].count("\n"), body)
    return plain, text[: len(text) - len(body)].count("\n"), plain != body or front is not None


class LineReader:
    """Reads a diagram line by line."""

    def __init__(self) -> None:
        self.drawing = Drawing()
        self._begun = False
        self._at: re.Match[str] | None = None
        self._block: list[str] | None = None

    def read(self, text: str) -> Drawing:
        """Read all lines of a text."""
        plain, before, self.drawing.left_out = drawing_of(text)
        for number, line in enumerate(plain.split("\n"), before + 1):
            if self._block is not None:
                self._in_block(line)
            elif line.strip():
                self._line(line.strip(), number)
        if not self._begun:
            remedy = "Only diagrams of the kind journey are read as maps."
            self.drawing.problems.append(
                Problem("file", "a Mermaid diagram that starts with journey", "none", remedy, "not_readable")
            )
        self.drawing.problems += self.drawing.kept.problems
        return self.drawing

    def _line(self, line: str, number: int) -> None:
        if line.startswith(MARK):
            self._comment(line.removeprefix(MARK).strip(), number)
        elif not line.startswith(("%", "#")):
            at, self._at = self._at, None
            found = _WORD.fullmatch(line)
            if found and found["journey"] and not self._begun:
                self._begun = True
                if rest := found["after"].strip():
                    self._line(rest, number)
            elif not self._begun:
                remedy = "Only diagrams of the kind journey are read as maps."
                self.drawing.problems.append(Problem(f"line {number}", "journey", repr(line[:60]), remedy))
                self._begun = True
            elif found and not found["journey"]:
                self._said(found, at)
            else:
                self._task(line, number, at)

    def _comment(self, said: str, number: int) -> None:
        if found := _AT.fullmatch(said):
            self._at = found
        elif not self.drawing.kept.take(said, number):
            if scale := _SCALE.search(said):
                self.drawing.scale = (float(scale[1]), float(scale[2]))
            if language := _LANGUAGE.search(said):
                self.drawing.language = language[1]

    def _said(self, found: re.Match[str], at: re.Match[str] | None) -> None:
        word = (found["word"] or found["acc"] or found["block"] or "").lower()
        if word == "section":
            known = at["id"] if at and at["kind"] == "phase" else ""
            self.drawing.sections.append(Section(known, found["said"].strip()))
        elif word == "title":
            self.drawing.title = found["said"].strip()
        elif word == "accdescr" and found["acc"]:
            self.drawing.description = found["told"].strip()
        elif found["block"]:
            self._block = []
            self._in_block(found["inner"])

    def _in_block(self, line: str) -> None:
        assert self._block is not None
        text, end, _ = line.partition("}")
        self._block.append(text.strip())
        if end:
            self.drawing.description = " ".join(filter(None, self._block))
            self._block = None

    def _task(self, line: str, number: int, at: re.Match[str] | None) -> None:
        plain = re.split("[#;]", line, maxsplit=1)[0]
        title, *said = (part.strip() for part in plain.split(":"))
        if not title and not any(said):
            return
        kind, name = (at["kind"], at["id"]) if at and at["kind"] != "phase" else ("", "")
        if at and at["score"]:
            self.drawing.shown[kind, name] = float(at["score"])
        people = tuple(dict.fromkeys(filter(None, map(str.strip, said[1].split(","))))) if len(said) > 1 else ()
        made = Line(
            len(self.drawing.sections) - 1,
            title,
            name,
            kind or (PLACEMENT if people else STEP),
            self._score(said[0] if said else "", number),
            people,
        )
        self.drawing.lines.append(made)

    def _score(self, said: str, number: int) -> float | None:
        if not _NUMBER.fullmatch(said):
            if said:
                self.drawing.unreadable.append(number)
            return None
        self.drawing.scores.append((number, len(self.drawing.lines)))
        return float(said)
