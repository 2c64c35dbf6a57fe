"""Checks what a stage model says, after its fields have been read: ids, references, ways in and out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from wegmarke.documents import Path, Reading, show_path
from wegmarke.domain import Problem
from wegmarke.domain.stages import StageSubject
from wegmarke.stages.document import Stage, StageModel

MAX_ID: Final = 100
MAX_STAGES: Final = 100
MAX_NAMES: Final = 200

_ID: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_.-]{{0,{MAX_ID - 1}}}")


def model_problems(model: StageModel, reading: Reading | None = None) -> list[Problem]:
    """List what is wrong with a model; `reading` tells lines and which values are placeholders."""
    return list(_Checks(model, reading or Reading({}, "stage model")).all())


class _Checks:
    """The checks of one model."""

    def __init__(self, model: StageModel, reading: Reading) -> None:
        self.model = model
        self.reading = reading
        self.ids = [stage.id for stage in model.stages]

    def all(self) -> Iterator[Problem]:
        """Yield every problem, in the order of the document."""
        yield from self._id(self.model.id, ("id",))
        yield from self._number_of_stages()
        for position, stage in enumerate(self.model.stages):
            path: Path = ("stages", position)
            if path not in self.reading.unreadable:
                yield from self._identity(stage, position)
                yield from self._ways_in(stage, path)
                yield from self._ways_out(stage, path)

    def _number_of_stages(self) -> Iterator[Problem]:
        if ("stages",) in self.reading.unreadable:
            return
        if not any(not stage.side for stage in self.model.stages):
            remedy = "Write at least one stage without `side: true`."
            came = f"{len(self.ids)} side stages" if self.ids else "none"
            yield self._problem(("stages",), "stages in order", came, remedy, "no_stages")
        if len(self.ids) > MAX_STAGES:
            remedy = "Put some together; nobody reads so many."
            yield self._problem(("stages",), f"at most {MAX_STAGES} stages", f"{len(self.ids)}", remedy, "too_large")

    def _identity(self, stage: Stage, position: int) -> Iterator[Problem]:
        path = ("stages", position, "id")
        yield from self._id(stage.id, path)
        first = self.ids.index(stage.id)
        if stage.id and first != position:
            remedy = "Give one of them another id and adapt what refers to it."
            came = f"{stage.id!r}, as in stages[{first}]"
            yield self._problem(path, "an id of its own", came, remedy, "duplicate_id")

    def _ways_in(self, stage: Stage, path: Path) -> Iterator[Problem]:
        is_unread = any(place[: len(path) + 1] == (*path, "rule") for place in self.reading.unreadable)
        if stage.rule is None and not stage.source_names and not is_unread:
            is_sold = self.model.subject is StageSubject.OPPORTUNITY
            expected = "a rule or source_names" if is_sold else "a rule"
            remedy = "Say which events enter the stage, e.g. rule: {event: order_placed}."
            yield self._problem((*path, "rule"), expected, "nothing", remedy, "missing_field")
        if stage.source_names and self.model.subject is not StageSubject.OPPORTUNITY:
            expected = "source_names only where the subject is opportunity"
            remedy = "Write a rule; only opportunities have a stage of their own in sources."
            yield self._problem((*path, "source_names"), expected, f"{self.model.subject}", remedy, "misfit")
        if len(stage.source_names) > MAX_NAMES:
            remedy = "Compare a part of the name with a rule."
            came = f"{len(stage.source_names)}"
            yield self._problem((*path, "source_names"), f"at most {MAX_NAMES} names", came, remedy, "too_large")
        yield from self._names_once(stage, path)

    def _names_once(self, stage: Stage, path: Path) -> Iterator[Problem]:
        for place, name in enumerate(stage.source_names):
            twin = next(other for other in self.model.stages if name in other.source_names)
            if name and (twin is not stage or stage.source_names.index(name) != place):
                remedy = "Keep one of them; a name of a source means one stage."
                came = f"{name[:60]!r}, as in stage {twin.id!r}"
                yield self._problem((*path, "source_names", place), "every name once", came, remedy, "duplicate")

    def _ways_out(self, stage: Stage, path: Path) -> Iterator[Problem]:
        if stage.goes_to is None or (*path, "goes_to") in self.reading.unreadable:
            return
        if not stage.goes_to:
            remedy = "Name at least one, or leave it out for all later stages and the side stages."
            yield self._problem((*path, "goes_to"), "ids of stages", "an empty list", remedy, "empty_list")
        for place, name in enumerate(stage.goes_to):
            if name and name not in self.ids:
                known = ", ".join(self.ids[:12]) + (" …" if len(self.ids) > 12 else "")
                remedy, came = f"Known: {known}.", repr(name[:60])
                yield self._problem(
                    (*path, "goes_to", place), "the id of one of the stages", came, remedy, "unknown_reference"
                )
            elif name and name == stage.id:
                remedy = "Remove it: entering a stage one is in already is no transition."
                yield self._problem((*path, "goes_to", place), "another stage", repr(name), remedy, "self_reference")

    def _id(self, found: str, path: Path) -> Iterator[Problem]:
        if found and not _ID.fullmatch(found):
            expected = f"up to {MAX_ID} letters a–z, digits, _ . - with a letter or digit first"
            remedy = "Choose another id; titles may hold any text."
            yield self._problem(path, expected, repr(found[:60]), remedy, "bad_id")

    def _problem(self, path: Path, expected: str, came: str, remedy: str, code: str) -> Problem:
        return Problem(show_path(path, self.reading.lines, self.reading.what), expected, came, remedy, code)
