"""The map as a whole: its header, and the collections of everything that stands on it."""

from __future__ import annotations

from typing import Annotated, Final

from wegmarke.documents import IdIn, OneOf, Part
from wegmarke.domain import LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.document.backlog import Improvement, Initiative, Risk
from wegmarke.maps.document.buying_groups import BuyingGroup
from wegmarke.maps.document.canvas import Canvas, Solution
from wegmarke.maps.document.emotions import EmotionPoint
from wegmarke.maps.document.governance import Automation, Comment, ProcessingActivity, Proof, Review
from wegmarke.maps.document.lanes import Card, Lane
from wegmarke.maps.document.metrics import Metric
from wegmarke.maps.document.personas import CompanyProfile, Persona
from wegmarke.maps.document.phases import Phase, Step, Transition
from wegmarke.maps.document.shape import Anchored, Thing
from wegmarke.maps.document.touchpoints import Content, Placement, Touchpoint

FORMAT: Final = "journey-map/2"


class ParentPlace(Part, frozen=True, kw_only=True):
    """Where a closer look belongs: a map, and a phase or step of it."""

    map: str
    phase: str | None = None
    step: str | None = None


class Dimensions(Part, frozen=True, kw_only=True):
    """What a map holds for; empty where it holds for all."""

    country: str = ""
    brand: str = ""
    product: str = ""
    segment: str = ""


class JourneyMap(Thing, frozen=True, kw_only=True):
    """One map: the sheet a team agrees on.

    Attributes:
        time_zone: zone for calendar grouping of the measured numbers; None takes the workspace's.
        status: draft, in_review, approved, live or retired: where this version stands, not a part of what it says.
            The live map is the reference for phases of touches.
        state: hypothesis, as_is or to_be.
        parent: where this map looks closer.
    """

    format: str = FORMAT
    id: Annotated[str, IdIn("maps")]
    title: LocalizedText
    scenario: LocalizedText = LocalizedText()
    trigger_event: LocalizedText = LocalizedText()
    customer_goal: LocalizedText = LocalizedText()
    scope_start: LocalizedText = LocalizedText()
    scope_end: LocalizedText = LocalizedText()
    status: Annotated[str, OneOf(vocabulary.STATUSES)] = "draft"
    state: Annotated[str, OneOf(vocabulary.STATES)] = "hypothesis"
    level: Annotated[str, OneOf(vocabulary.LEVELS)] | None = None
    owner: str = ""
    time_zone: str | None = None
    parent: ParentPlace | None = None
    dimensions: Dimensions = Dimensions()
    company_profiles: tuple[CompanyProfile, ...] = ()
    personas: tuple[Persona, ...] = ()
    solutions: tuple[Solution, ...] = ()
    buying_groups: tuple[BuyingGroup, ...] = ()
    phases: tuple[Phase, ...] = ()
    steps: tuple[Step, ...] = ()
    transitions: tuple[Transition, ...] = ()
    contents: tuple[Content, ...] = ()
    processing_activities: tuple[ProcessingActivity, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    placements: tuple[Placement, ...] = ()
    lanes: tuple[Lane, ...] = ()
    emotions: tuple[EmotionPoint, ...] = ()
    metrics: tuple[Metric, ...] = ()
    canvases: tuple[Canvas, ...] = ()
    automations: tuple[Automation, ...] = ()
    improvements: tuple[Improvement, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    risks: tuple[Risk, ...] = ()
    proofs: tuple[Proof, ...] = ()
    reviews: tuple[Review, ...] = ()
    comments: tuple[Comment, ...] = ()

    def phase_of_touchpoint(self) -> dict[str, str]:
        """Map each placed touchpoint to the phase of its first placement."""
        phase_of_step = self.phase_of_step()
        phases: dict[str, str] = {}
        for placement in self.placements:
            phases.setdefault(placement.touchpoint, phase_of_step[placement.step])
        return phases

    def phase_of_step(self) -> dict[str, str]:
        """Map each step to its phase."""
        return {step.id: step.phase for step in self.steps}

    def phase_of_placement(self) -> dict[str, str]:
        """Map each placement to the phase of its step."""
        phase_of_step = self.phase_of_step()
        return {placement.id: phase_of_step[placement.step] for placement in self.placements}

    def phases_of(self, things: tuple[Anchored, ...]) -> list[str | None]:
        """Return for each thing the phase it stands in, wherever inside it; None for one that has no place."""
        by_step, by_placement = self.phase_of_step(), self.phase_of_placement()
        return [
            thing.phase or by_step.get(thing.step or "") or by_placement.get(thing.placement or "") for thing in things
        ]

    def cards(self, *types: str) -> list[Card]:
        """Return the cards of all lanes of some types; of all lanes where none is named."""
        return [card for lane in self.lanes if not types or lane.type in types for card in lane.cards]
