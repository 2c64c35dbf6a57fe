"""The journey map as a document: one frozen value per thing that stands on the sheet.

Objects refer to each other by id. Ids are short texts a person may choose (`ph_awareness`) and stay
the same across versions. Fields that a newer program wrote are kept by the reader (see `documents`).
The words and enums follow the glossary; source of the structure: the map specification, version 1.
"""

from __future__ import annotations

from wegmarke.documents import Part
from wegmarke.domain import CanonicalPhase, LocalizedText, Measure
from wegmarke.rules import Rule

FORMAT = "journey-map/1"


class Phase(Part, frozen=True, kw_only=True):
    """A column of the map: the customer's own name for it, and the canonical phase underneath."""

    id: str
    title: LocalizedText
    canonical: CanonicalPhase
    customer_goal: LocalizedText = LocalizedText()
    company_goal: LocalizedText = LocalizedText()
    expected_days: float | None = None


class Step(Part, frozen=True, kw_only=True):
    """What the customer does inside a phase, in order of the document."""

    id: str
    phase: str
    title: LocalizedText
    optional: bool = False
    repeatable: bool = False


class Persona(Part, frozen=True, kw_only=True):
    """A fictional type of person the map is drawn for; holds no personal data."""

    id: str
    name: LocalizedText
    job_title: LocalizedText = LocalizedText()
    quote: LocalizedText = LocalizedText()
    roles: tuple[str, ...] = ()
    goals: tuple[LocalizedText, ...] = ()
    jobs: tuple[LocalizedText, ...] = ()
    pains: tuple[LocalizedText, ...] = ()
    gains: tuple[LocalizedText, ...] = ()
    decision_criteria: tuple[LocalizedText, ...] = ()
    information_sources: tuple[LocalizedText, ...] = ()
    objections: tuple[LocalizedText, ...] = ()
    evidence: str = "assumption"


class Touchpoint(Part, frozen=True, kw_only=True):
    """A planned place of contact and the rule that recognises its events.

    Attributes:
        mode: online, offline or hybrid.
        influence: direct or indirect (whether the company can shape it itself).
        ownership: owned, paid, earned or partner.
        rule: recognises events; None for a touchpoint that cannot be measured yet.
        moment_of_truth: True where the decision of the customer hangs on it.
    """

    id: str
    title: LocalizedText
    channel: str = "other"
    mode: str = "online"
    influence: str = "direct"
    ownership: str = "owned"
    moment_of_truth: bool = False
    rule: Rule | None = None


class Placement(Part, frozen=True, kw_only=True):
    """One touchpoint at one step. A touchpoint counts for the phase of its first placement."""

    step: str
    touchpoint: str


class Card(Part, frozen=True, kw_only=True):
    """A text in a lane, anchored at a phase or a step."""

    text: LocalizedText
    phase: str | None = None
    step: str | None = None
    severity: int | None = None


class Lane(Part, frozen=True, kw_only=True):
    """A row of the map; `type` is one of the lane types of the map specification."""

    id: str
    type: str
    title: LocalizedText = LocalizedText()
    cards: tuple[Card, ...] = ()


class EmotionPoint(Part, frozen=True, kw_only=True):
    """Expected emotion of one persona (or of all) in one phase, -2 to +2: a hypothesis, not data."""

    phase: str
    value: float
    persona: str | None = None
    note: LocalizedText = LocalizedText()


class Metric(Part, frozen=True, kw_only=True):
    """A named number at a phase or touchpoint, with a target.

    Attributes:
        measure: what is counted.
        target: in the unit of the measure: share 0..1, days, major currency units, count, score.
        direction: `up` when more is better, `down` when less is better.
        breakdown: `month`, or the name of an event property, for one row per group.
    """

    id: str
    title: LocalizedText
    measure: Measure
    phase: str | None = None
    touchpoint: str | None = None
    property: str | None = None
    target: float | None = None
    direction: str = "up"
    breakdown: str | None = None


class JourneyMap(Part, frozen=True, kw_only=True):
    """One map: the sheet a team agrees on.

    Attributes:
        time_zone: zone for calendar grouping of the measured numbers; None takes the workspace's.
        status: draft, in_review, approved, live or retired. The live map is the reference for
            phases of touches.
        state: hypothesis, as_is or to_be.
    """

    format: str = FORMAT
    id: str
    title: LocalizedText
    scenario: LocalizedText = LocalizedText()
    customer_goal: LocalizedText = LocalizedText()
    status: str = "draft"
    state: str = "hypothesis"
    owner: str = ""
    time_zone: str | None = None
    personas: tuple[Persona, ...] = ()
    phases: tuple[Phase, ...] = ()
    steps: tuple[Step, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    placements: tuple[Placement, ...] = ()
    lanes: tuple[Lane, ...] = ()
    emotions: tuple[EmotionPoint, ...] = ()
    metrics: tuple[Metric, ...] = ()

    def phase_of_touchpoint(self) -> dict[str, str]:
        """Map each placed touchpoint to the phase of its first placement."""
        phase_of_step = {step.id: step.phase for step in self.steps}
        phases: dict[str, str] = {}
        for placement in self.placements:
            phases.setdefault(placement.touchpoint, phase_of_step[placement.step])
        return phases
