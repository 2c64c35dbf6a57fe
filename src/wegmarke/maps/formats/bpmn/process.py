"""The process behind a map: what stands in it, and what leads where."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Final

from wegmarke.domain import Language
from wegmarke.maps.document import JourneyMap, Step

START: Final = "startEvent"
END: Final = "endEvent"
TASK: Final = "task"
CHOICE: Final = "exclusiveGateway"
PARALLEL: Final = "parallelGateway"


@dataclass(frozen=True)
class Piece:
    """An element of a process; `row` is the place of its phase, `column` grows to the right."""

    id: str
    kind: str
    name: str
    row: int
    column: int
    step: Step | None = None


@dataclass(frozen=True)
class Arrow:
    """What leads from one element to another."""

    id: str
    start: str
    end: str
    name: str = ""
    condition: str = ""


@dataclass
class Process:
    """All elements and flows."""

    pieces: list[Piece] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)


@dataclass(frozen=True)
class _Way:
    """A way between steps; None where the map begins or ends."""

    start: str | None
    end: str | None
    name: str = ""


def process_of(document: JourneyMap, language: Language) -> Process:
    """Return the process of a map: a map without transitions goes from step to step."""
    rows = {phase.id: row for row, phase in enumerate(document.phases)}
    steps = sorted(document.steps, key=lambda step: rows[step.phase])
    ways = _said_ways(document, language) if document.transitions else _plain_ways(steps)
    made = _Making(language, rows, ways, is_parallel=not document.transitions)
    return made.process(steps)


def _said_ways(document: JourneyMap, language: Language) -> list[_Way]:
    """Return the ways a map names, with a beginning for every step nothing leads to, and an end for the last ones.

    A circle begins with the first step and ends with the last one.
    """
    ways = []
    for one in document.transitions:
        share = "" if one.expected_share is None else f"{one.expected_share:.0%}"
        name = " ".join(filter(None, (one.condition.get(language), share)))
        ways.append(_Way(one.from_step, one.to_step, name))
    reached = {way.end for way in ways if way.end != way.start}
    leading = {way.start for way in ways if way.end != way.start}
    begins = [_Way(None, step.id) for step in document.steps if step.id not in reached]
    ends = [_Way(step.id, None) for step in document.steps if step.id not in leading]
    if document.steps and not begins:
        begins = [_Way(None, document.steps[0].id)]
    if document.steps and not ends and all(way.end is not None for way in ways):
        ends = [_Way(document.steps[-1].id, None)]
    return [*begins, *ways, *ends]


def _plain_ways(steps: list[Step]) -> list[_Way]:
    """Return the ways from step to step; steps of one parallel group stand side by side."""
    if not steps:
        return []
    groups: list[list[str]] = []
    last = ""
    for step in steps:
        if groups and step.parallel_group and step.parallel_group == last:
            groups[-1].append(step.id)
        else:
            groups.append([step.id])
        last = step.parallel_group
    stops: list[list[str | None]] = [[None]]
    stops += [[*group] for group in groups]
    stops.append([None])
    return [_Way(start, end) for before, after in itertools.pairwise(stops) for start in before for end in after]


class _Making:
    """Puts gateways where several ways begin or end."""

    def __init__(self, language: Language, rows: dict[str, int], ways: list[_Way], *, is_parallel: bool) -> None:
        self.language = language
        self.rows = rows
        self.fork = PARALLEL if is_parallel else CHOICE
        self.ways = ways
        self.away: dict[str | None, list[_Way]] = {}
        self.into: dict[str | None, list[_Way]] = {}
        for way in ways:
            self.away.setdefault(way.start, []).append(way)
            self.into.setdefault(way.end, []).append(way)
        self.made = Process()
        self.ids: dict[str, str] = {}

    def process(self, steps: list[Step]) -> Process:
        if not steps:
            return self.made
        self.ids = {step.id: f"step_{number}" for number, step in enumerate(steps, 1)}
        first, last = self.rows[steps[0].phase], self.rows[steps[-1].phase]
        self._put("start", START, "", first)
        if len(self.away.get(None, ())) > 1:
            self._put("start_split", self.fork, "", first)
            self._arrow("start", "start_split")
        for step in steps:
            self._step(step)
        if len(self.into.get(None, ())) > 1:
            self._put("end_join", self.fork, "", last)
            self._arrow("end_join", "end")
        self._put("end", END, "", last)
        for way in self.ways:
            self._arrow(self._begin(way), self._end(way), way.name)
        return self.made

    def _step(self, step: Step) -> None:
        name, row = self.ids[step.id], self.rows[step.phase]
        if self._joins(step.id):
            self._put(f"{name}_join", self.fork, "", row)
            self._arrow(f"{name}_join", name)
        self._put(name, TASK, step.title.get(self.language) or step.id, row, step)
        if self._splits(step.id):
            self._put(f"{name}_split", self.fork, "", row)
            self._arrow(name, f"{name}_split")

    def _joins(self, step: str) -> bool:
        return len(self.into.get(step, ())) > 1

    def _splits(self, step: str) -> bool:
        return len(self.away.get(step, ())) > 1

    def _begin(self, way: _Way) -> str:
        if way.start is None:
            return "start_split" if len(self.away[None]) > 1 else "start"
        return self.ids[way.start] + ("_split" if self._splits(way.start) else "")

    def _end(self, way: _Way) -> str:
        if way.end is None:
            return "end_join" if len(self.into[None]) > 1 else "end"
        return self.ids[way.end] + ("_join" if self._joins(way.end) else "")

    def _put(self, name: str, kind: str, title: str, row: int, step: Step | None = None) -> None:
        self.made.pieces.append(Piece(name, kind, title, row, len(self.made.pieces), step))

    def _arrow(self, start: str, end: str, name: str = "") -> None:
        self.made.arrows.append(Arrow(f"flow_{len(self.made.arrows) + 1}", start, end, name))
