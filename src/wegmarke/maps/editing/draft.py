"""A draft that people change together: every edit in one order, each one leaving a valid document."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.documents import Reading
from wegmarke.domain import Problem
from wegmarke.maps.checks import map_problems
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.editing.acting import act
from wegmarke.maps.editing.history import History
from wegmarke.maps.editing.pen import Pen
from wegmarke.maps.editing.places import opened, strokes_on
from wegmarke.maps.editing.refusal import Refused
from wegmarke.maps.editing.shape import Content, Edit, Made

MOST_BYTES: Final = 3_000_000
"""A draft as JSON; as YAML it then stays below what documents may have."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for edits, when, and what they knew.

    Attributes:
        base: the revision they saw.
        at: µs since 1970, UTC.
    """

    client: str
    who: str
    base: int
    at: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one edit: its number, or why it was refused."""

    edit: str
    number: int | None = None
    refused: Refused | None = None


class Draft:
    """What is being written; `made` holds every edit since it was begun.

    Attributes:
        content: the document as it stands.
    """

    def __init__(self, content: Content, made: Sequence[Made] = ()) -> None:
        self.content = content
        self.made: list[Made] = [*made]
        self._numbers = {one.edit: one.number for one in self.made}

    @classmethod
    def begun(cls, content: Content) -> Draft:
        """Begin with what a document says."""
        return cls(opened(content))

    @property
    def revision(self) -> int:
        """Return the number of the last edit; 0 before the first."""
        return self.made[-1].number if self.made else 0

    def since(self, revision: int) -> list[Made]:
        """Return the edits after a revision."""
        return self.made[_first_after(self.made, revision) :]

    def make(self, edits: Sequence[Edit], asked: Asked, keep: Callable[[Sequence[Made]], None]) -> list[Answer]:
        """Make edits one after the other and keep those that could be made.

        Args:
            edits: in the order in which they were written.
            asked: by whom and upon which revision.
            keep: writes them down; when it fails, the draft is as before.
        """
        content, made, answers = self.content, [*self.made], []
        for edit in edits:
            number = self._numbers.get(edit.id) or next((one.number for one in made if one.edit == edit.id), None)
            if number is not None:
                answers.append(Answer(edit.id, number))
                continue
            try:
                pen, one = _made(content, made, edit, asked)
            except Refused as refused:
                answers.append(Answer(edit.id, refused=refused))
                continue
            content = pen.content
            made.append(one)
            answers.append(Answer(edit.id, one.number))
        new = made[len(self.made) :]
        if new:
            keep(new)
        self.content, self.made = content, made
        self._numbers |= {one.edit: one.number for one in new}
        return answers


def _made(content: Content, made: Sequence[Made], edit: Edit, asked: Asked) -> tuple[Pen, Made]:
    pen = Pen(copy.deepcopy(content))
    notices = act(pen, edit, History(made, asked.client, asked.base))
    if pen.strokes:
        problems = content_problems(pen.content)
        if problems:
            raise Refused("invalid", str(problems[0]), problems)
    number = made[-1].number + 1 if made else 1
    one = Made(
        number=number, edit=edit.id, client=asked.client, who=asked.who, at=asked.at, strokes=tuple(pen.strokes),
        notices=tuple(notices),
    )  # fmt: skip
    return pen, one


def content_problems(content: Content) -> list[Problem]:
    """List what would be wrong with a draft as a document."""
    size = len(json.dumps(content, ensure_ascii=False).encode())
    if size > MOST_BYTES:
        remedy = "Divide the map into several that look closer."
        return [Problem("map", f"at most {MOST_BYTES} bytes", f"{size}", remedy, "too_large")]
    reading = Reading({}, "map")
    part = reading.part(JourneyMap, content, ())
    assert isinstance(part, JourneyMap)
    return [*reading.problems, *map_problems(part, reading)]


def replayed(content: Content, made: Sequence[Made]) -> Content:
    """Return what a draft says after some edits, from what it said before them."""
    after = copy.deepcopy(content)
    for one in made:
        strokes_on(after, one.strokes)
    return after


def _first_after(made: Sequence[Made], revision: int) -> int:
    low, high = 0, len(made)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if made[middle].number <= revision else (low, middle)
    return low
