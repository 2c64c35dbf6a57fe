"""Makes the changes of a diagram in the map it came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from wegmarke.domain import Language, LocalizedText
from wegmarke.maps.document import EmotionPoint, JourneyMap, Phase, Placement, Step, Touchpoint
from wegmarke.maps.formats.exchange import Loss, Reading
from wegmarke.maps.formats.outline.dangling import without_dangling
from wegmarke.maps.formats.outline.feelings import NEUTRAL
from wegmarke.maps.formats.outline.fresh_ids import FreshIds
from wegmarke.maps.formats.outline.guessing import canonical_phase
from wegmarke.maps.formats.outline.people import People
from wegmarke.maps.formats.outline.shape import PLACEMENT, STEP, Line, Outline, Section

_FIRST: Final = LocalizedText(de="Beginn", en="Start")
_replace = msgspec.structs.replace


def applied(
    document: JourneyMap,
    before: Outline,
    after: Outline,
    language: Language,
    told: Callable[[str], str] = str,
) -> Reading:
    """Return a map with the changes that lead from one outline to another, and what of them it could not take.

    Args:
        document: the map behind the first outline.
        before: its outline, as the format writes it.
        after: the outline of the file; sections and lines with an id of the first one are the same (see `matched`).
        language: of the texts.
        told: how the format changes a text that it writes.
    """
    work = _Work(document, before, after, language, told)
    work.sections()
    work.lines()
    work.remove()
    return Reading(without_dangling(work.document()), tuple(work.losses))


@dataclass
class _Work:
    """A map in the making, its collections by id."""

    map: JourneyMap
    before: Outline
    after: Outline
    language: Language
    told: Callable[[str], str]
    losses: list[Loss] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.phases: dict[str, Phase] = {}
        self.steps = {one.id: one for one in self.map.steps}
        self.touchpoints = {one.id: one for one in self.map.touchpoints}
        self.placements = {one.id: one for one in self.map.placements}
        self.emotions = [*self.map.emotions]
        self.people = People(self.map.personas, self.told)
        self.phase_ids = FreshIds("phase", (one.id for one in self.map.phases))
        self.step_ids = FreshIds("step", self.steps)
        self.touchpoint_ids = FreshIds("touchpoint", self.touchpoints)
        self.placement_ids = FreshIds("placement", self.placements)
        self.emotion_ids = FreshIds("emotion", (one.id for one in self.emotions))
        self.by_title: dict[tuple[str, str | None], str] = {}
        for one in self.map.touchpoints:
            for channel in (one.channel, None):
                self.by_title.setdefault((self.told(one.title.get(self.language)), channel), one.id)
        self.place_of_points: dict[tuple[str, str], list[int]] = {}
        for number, point in enumerate(self.emotions):
            key = (PLACEMENT, point.placement) if point.placement else (STEP, point.step or "")
            self.place_of_points.setdefault(key, []).append(number)
        self.order: list[tuple[str, str]] = []
        self.first_phase = ""

    def text(self, text: LocalizedText, words: str) -> LocalizedText:
        """Exchange a text in the language of the diagram, or in both where they read the same."""
        if text.de == text.en:
            return LocalizedText.of(words)
        return LocalizedText(**({"de": text.de, "en": text.en} | {self.language.value: words}))

    def sections(self) -> None:
        """Take the phases in the order of the diagram."""
        earlier = {one.id: one for one in self.map.phases}
        said = {one.id: one for one in self.before.sections}
        self.ids: list[str] = []
        if any(line.section < 0 for line in self.after.lines):
            self.first_phase = self.phase_ids.give(_FIRST.en)
            self.phases[self.first_phase] = Phase(
                id=self.first_phase, title=_FIRST, canonical=canonical_phase("", None)
            )
        for section in self.after.sections:
            phase = self.phase(section, earlier.get(section.id), said.pop(section.id, None))
            self.phases[phase.id] = phase
            self.ids.append(phase.id)

    def phase(self, section: Section, phase: Phase | None, said: Section | None) -> Phase:
        if phase is None or said is None:
            last = next(reversed(self.phases.values())).canonical if self.phases else None
            title = section.title or f"{len(self.phases) + 1}"
            made = Phase(
                id=self.phase_ids.give(title, section.id),
                title=LocalizedText.of(title),
                canonical=canonical_phase(section.title, last),
            )
            return made if not section.goal else _replace(made, customer_goal=LocalizedText.of(section.goal))
        if section.title != said.title and section.title:
            phase = _replace(phase, title=self.text(phase.title, section.title))
        if section.goal is not None and section.goal != said.goal:
            phase = _replace(phase, customer_goal=self.text(phase.customer_goal, section.goal))
        return phase

    def phase_of(self, line: Line) -> str:
        return self.ids[line.section] if line.section >= 0 else self.first_phase

    def lines(self) -> None:
        """Take the lines one by one; each knows its step afterwards."""
        said = {(one.kind, one.id): one for one in self.before.lines}
        phases_of_step: dict[str, list[str]] = {}
        for number, line in enumerate(self.after.lines):
            key = (line.kind, line.id)
            if key in said:
                self.known(line, said.pop(key), number)
                self.move(line, phases_of_step)
            else:
                key = self.new(line, number)
            self.order.append(key)

    def move(self, line: Line, phases_of_step: dict[str, list[str]]) -> None:
        """Let a line stand in its section: with its step, or at a copy of it where the step stands in another one."""
        placement = self.placements[line.id] if line.kind == PLACEMENT else None
        step = self.steps[placement.step if placement else line.id]
        phase = self.phase_of(line)
        seen = phases_of_step.setdefault(step.id, [])
        if not seen:
            seen.append(phase)
            self.steps[step.id] = _replace(step, phase=phase)
        elif phase != seen[0] and placement is not None:
            copy = _replace(step, id=self.step_ids.give("", step.id), phase=phase)
            self.steps[copy.id] = copy
            self.placements[placement.id] = _replace(placement, step=copy.id)

    def known(self, line: Line, said: Line, number: int) -> None:
        """Change what a known line says otherwise than before."""
        if line.kind == STEP:
            step = self.steps[line.id]
            if line.title and line.title != said.title:
                self.steps[step.id] = _replace(step, title=self.text(step.title, line.title))
            if line.people:
                self.place(step.id, line)
        else:
            self.known_placement(line, said)
        if line.score is not None and line.score != said.score:
            self.feel(line.kind, line.id, line.score, number)

    def known_placement(self, line: Line, said: Line) -> None:
        placement = self.placements[line.id]
        touchpoint = self.touchpoints[placement.touchpoint]
        if line.title and line.title != said.title:
            touchpoint = _replace(touchpoint, title=self.text(touchpoint.title, line.title))
        if line.channel is not None and line.channel != said.channel:
            touchpoint = _replace(touchpoint, channel=line.channel)
        self.touchpoints[touchpoint.id] = touchpoint
        if line.initiator is not None and line.initiator != said.initiator:
            placement = _replace(placement, initiator=line.initiator)
        if line.receiver is not None and line.receiver != said.receiver:
            placement = _replace(placement, receiver=line.receiver)
        if line.people is not None and line.people != said.people:
            personas, roles = self.people.read(line.people)
            kept = placement.roles if placement.personas and not roles else roles
            placement = _replace(placement, personas=personas, roles=kept)
        self.placements[placement.id] = placement

    def new(self, line: Line, number: int) -> tuple[str, str]:
        """Add a line: a step, and a touchpoint there where anybody takes part."""
        title = line.title or f"{number + 1}"
        step = Step(
            id=self.step_ids.give(title, line.id if line.kind == STEP else ""),
            phase=self.phase_of(line),
            title=LocalizedText.of(title),
        )
        self.steps[step.id] = step
        key = (STEP, step.id)
        if line.kind == PLACEMENT:
            key = (PLACEMENT, self.place(step.id, line))
        if line.score is not None:
            self.feel(*key, line.score, number)
        return key

    def place(self, step: str, line: Line) -> str:
        """Add a touchpoint at a step; one of the same title and channel is used again."""
        name = self.by_title.get((line.title, line.channel))
        if name is None:
            title = line.title or step
            name = self.by_title[line.title, line.channel] = self.touchpoint_ids.give(title)
            self.touchpoints[name] = Touchpoint(id=name, title=LocalizedText.of(title), channel=line.channel or "other")
        personas, roles = self.people.read(line.people or ())
        made = Placement(
            id=self.placement_ids.give(f"{step}-{name}", line.id if line.kind == PLACEMENT else ""),
            step=step,
            touchpoint=name,
            initiator=line.initiator or "",
            receiver=line.receiver or "",
            personas=personas,
            roles=roles,
        )
        self.placements[made.id] = made
        return made.id

    def feel(self, kind: str, name: str, score: float, number: int) -> None:
        """Let the expected emotion at a place be what the diagram says; a measured one is no matter of opinion."""
        found = [self.emotions[place] for place in self.place_of_points.get((kind, name), ())]
        value = score - NEUTRAL
        if len(found) > 1 or any(point.basis == "measured" for point in found):
            self.losses.append(
                Loss(
                    f"line {number + 1}",
                    LocalizedText(
                        de="Die geänderte Zufriedenheit wurde nicht übernommen: An dieser Stelle stehen mehrere oder "
                        "gemessene Emotionen.",
                        en="The changed satisfaction was not taken over: several emotions, or measured ones, stand "
                        "at this place.",
                    ),
                )
            )
        elif found:
            place = self.place_of_points[kind, name][0]
            self.emotions[place] = _replace(found[0], value=value)
        else:
            self.place_of_points[kind, name] = [len(self.emotions)]
            placement, step = (name, None) if kind == PLACEMENT else (None, name)
            made = self.emotion_ids.give(f"{name}-emotion")
            self.emotions.append(EmotionPoint(id=made, value=value, placement=placement, step=step))

    def remove(self) -> None:
        """Take out what the diagram no longer shows: lines, and steps that were there for them alone."""
        left = {*self.order}
        gone = [key for one in self.before.lines if (key := (one.kind, one.id)) not in left]
        stood = {self.placements.pop(name).step for kind, name in gone if kind == PLACEMENT}
        still = {one.step for one in self.placements.values()}
        for name in (stood - still) | {name for kind, name in gone if kind == STEP}:
            del self.steps[name]

    def document(self) -> JourneyMap:
        """Return the map; things keep their order unless the diagram has another one."""
        steps, placements = [*self.steps.values()], [*self.placements.values()]
        if self.order != [(one.kind, one.id) for one in self.before.lines]:
            place = {key: number for number, key in enumerate(self.order)}
            placements.sort(key=lambda one: place.get((PLACEMENT, one.id), len(place)))
            first = {one.step: place.get((PLACEMENT, one.id), len(place)) for one in reversed(placements)}
            steps.sort(key=lambda one: first.get(one.id, place.get((STEP, one.id), len(place))))
        return _replace(
            self.map,
            title=self.title(),
            scenario=self.scenario(),
            phases=tuple(self.phases.values()),
            steps=tuple(steps),
            touchpoints=tuple(self.touchpoints.values()),
            placements=tuple(placements),
            emotions=tuple(self.emotions),
            personas=tuple(self.people.personas),
        )

    def title(self) -> LocalizedText:
        title = self.after.title
        return self.map.title if not title or title == self.before.title else self.text(self.map.title, title)

    def scenario(self) -> LocalizedText:
        said = self.after.scenario
        return self.map.scenario if said in (None, self.before.scenario) else self.text(self.map.scenario, said or "")
