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
from wegmarke.maps.editing.places import inverse, opened, strokes_on
from wegmarke.maps.editing.refusal import Refused
from wegmarke.maps.editing.shape import Content, Edit, Made, Stroke

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
        found = self._made(edits, asked, is_each_checked=False) or self._made(edits, asked, is_each_checked=True)
        assert found is not None
        content, made, answers = found
        new = made[len(self.made) :]
        if new:
            keep(new)
        self.content, self.made = content, made
        self._numbers |= {one.edit: one.number for one in new}
        return answers

    def _made(
        self, edits: Sequence[Edit], asked: Asked, *, is_each_checked: bool
    ) -> tuple[Content, list[Made], list[Answer]] | None:
        """Make edits on a copy, looking at the whole document after each, or only before a thing is touched again.

        Returns None where the second, cheaper way finds the document invalid: it cannot tell which edit it was.
        """
        content, made, answers = copy.deepcopy(self.content), [*self.made], []
        numbers, touched = dict(self._numbers), set[tuple[str, str]]()
        for edit in edits:
            if edit.id not in numbers:
                try:
                    one = _made(content, made, edit, asked, is_checked=is_each_checked)
                except Refused as refused:
                    answers.append(Answer(edit.id, refused=refused))
                    continue
                here = {(stroke.space, stroke.thing) for stroke in one.strokes}
                if here & touched and not is_each_checked:
                    # An edit must not be made that only a later one makes good.
                    _take_back(content, one.strokes)
                    if content_problems(content):
                        return None
                    strokes_on(content, one.strokes)
                    touched.clear()
                touched |= here
                made.append(one)
                numbers[edit.id] = one.number
            answers.append(Answer(edit.id, numbers[edit.id]))
        if touched and not is_each_checked and content_problems(content):
            return None
        return content, made, answers


def _made(content: Content, made: Sequence[Made], edit: Edit, asked: Asked, *, is_checked: bool) -> Made:
    """Make one edit in place; a refused one leaves nothing behind."""
    pen = Pen(content)
    try:
        notices = act(pen, edit, History(made, asked.client, asked.base))
        if is_checked and pen.strokes:
            _refuse_invalid(content)
    except BaseException:
        _take_back(content, pen.strokes)
        raise
    number = made[-1].number + 1 if made else 1
    return Made(
        number=number, edit=edit.id, client=asked.client, who=asked.who, at=asked.at, strokes=tuple(pen.strokes),
        notices=tuple(notices),
    )  # fmt: skip


def _refuse_invalid(content: Content) -> None:
    problems = content_problems(content)
    if problems:
        raise Refused("invalid", str(problems[0]), problems)


def _take_back(content: Content, strokes: Sequence[Stroke]) -> None:
    strokes_on(content, [inverse(stroke) for stroke in reversed(strokes)])


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
