"""The outline of a map: its phases as sections; touchpoints at steps, and steps without any, as lines."""

from __future__ import annotations

from collections.abc import Callable

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps import vocabulary
from wegmarke.maps.document import JourneyMap, Placement, Step
from wegmarke.maps.formats.outline.feelings import Feelings, score
from wegmarke.maps.formats.outline.shape import PLACEMENT, STEP, Line, Outline, Section


def shown_language(document: JourneyMap) -> Language:
    """Return the language a map is shown in where a format shows one and nobody chose: English if it is written."""
    return Language.EN if document.title.en else Language.DE


def outline_of(
    document: JourneyMap,
    language: Language,
    told: Callable[[str], str] = str,
    numbers: MapNumbers | None = None,
) -> Outline:
    """Return what a diagram shows of a map.

    Args:
        document: the map.
        language: of all texts.
        told: how a format changes a text that it writes.
        numbers: what was measured; an emotion measured at a touchpoint goes before what the map says.
    """
    drawing = _Drawing(document, language, told, Feelings.of(document, numbers))
    return Outline(
        title=drawing.text(document.title),
        scenario=drawing.text(document.scenario),
        sections=tuple(
            Section(phase.id, drawing.text(phase.title), drawing.text(phase.customer_goal)) for phase in document.phases
        ),
        lines=tuple(drawing.lines()),
    )


class _Drawing:
    """One outline in the making."""

    def __init__(
        self, document: JourneyMap, language: Language, told: Callable[[str], str], feelings: Feelings
    ) -> None:
        self.document = document
        self.language = language
        self.told = told
        self.feelings = feelings
        self.touchpoints = {one.id: one for one in document.touchpoints}
        self.personas = {one.id: self.text(one.name) or one.id for one in document.personas}
        self.at_step: dict[str, list[Placement]] = {}
        for placement in document.placements:
            self.at_step.setdefault(placement.step, []).append(placement)

    def text(self, text: LocalizedText) -> str:
        return self.told(text.get(self.language))

    def lines(self) -> list[Line]:
        in_phase: dict[str, list[Step]] = {}
        for step in self.document.steps:
            in_phase.setdefault(step.phase, []).append(step)
        return [
            line
            for number, phase in enumerate(self.document.phases)
            for step in in_phase.get(phase.id, ())
            for line in self.lines_of_step(step, number)
        ]

    def lines_of_step(self, step: Step, section: int) -> list[Line]:
        placements = self.at_step.get(step.id)
        if not placements:
            shown = score(self.feelings.at_step(step.id))
            return [Line(section, self.text(step.title), step.id, STEP, shown, ())]
        return [self.placed(placement, section) for placement in placements]

    def placed(self, placement: Placement, section: int) -> Line:
        touchpoint = self.touchpoints[placement.touchpoint]
        people = [self.personas[name] for name in placement.personas] or [
            self.text(vocabulary.ROLES[role]) for role in placement.roles
        ]
        return Line(
            section,
            self.text(touchpoint.title),
            placement.id,
            PLACEMENT,
            score(self.feelings.at_placement(placement.id, placement.step, placement.touchpoint)),
            tuple(dict.fromkeys(people)),
            placement.initiator,
            placement.receiver,
            touchpoint.channel,
        )
