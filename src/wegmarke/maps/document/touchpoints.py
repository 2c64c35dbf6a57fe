"""Places of contact: the library of touchpoints, where they are used, what is expected there, and contents."""

from __future__ import annotations

from typing import Annotated

from wegmarke.documents import Count, Day, Days, IdIn, OneOf, OneToFive, Part, Url
from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.document.shape import (
    ActivityRef,
    Channel,
    ContentRef,
    EmotionValue,
    PersonaRef,
    PlacementRef,
    Role,
    StepRef,
    Thing,
    TouchpointRef,
)
from wegmarke.rules import Rule


class Touchpoint(Thing, frozen=True, kw_only=True):
    """A planned place of contact and the rule that recognises its events; its id means the same on every map.

    Attributes:
        mode: online, offline or hybrid.
        influence: direct or indirect (whether the company can shape it itself).
        ownership: owned, paid, earned or partner.
        rule: recognises events; None for a touchpoint that cannot be measured yet.
        success_rule, failure_rule: tell among these events those that went well or badly.
        unit: what the events belong to.
        moment_of_truth: True where the decision of the customer hangs on it.
        owner_team, system: who and what runs it.
    """

    id: Annotated[str, IdIn("touchpoints")]
    title: LocalizedText
    channel: Channel = "other"
    mode: Annotated[str, OneOf(vocabulary.MODES)] = "online"
    influence: Annotated[str, OneOf(vocabulary.INFLUENCES)] = "direct"
    ownership: Annotated[str, OneOf(vocabulary.OWNERSHIPS)] = "owned"
    moment_of_truth: bool = False
    rule: Rule | None = None
    success_rule: Rule | None = None
    failure_rule: Rule | None = None
    unit: Annotated[str, OneOf(vocabulary.SUBJECTS)] | None = None
    description: LocalizedText = LocalizedText()
    direction: Annotated[str, OneOf(vocabulary.DIRECTIONS_OF_CONTACT)] | None = None
    interaction: Annotated[str, OneOf(vocabulary.INTERACTIONS)] | None = None
    owner_team: str = ""
    system: str = ""
    contents: tuple[ContentRef, ...] = ()
    processing_activity: ActivityRef | None = None


class Expectation(Part, frozen=True, kw_only=True):
    """What should happen at a placement.

    Attributes:
        after, before: placements this one follows or precedes.
        max_delay_days: after the last of the placements it follows.
    """

    occurrence: Annotated[str, OneOf(vocabulary.OCCURRENCES)] = "should"
    min_count: Count | None = None
    max_count: Count | None = None
    after: tuple[PlacementRef, ...] = ()
    before: tuple[PlacementRef, ...] = ()
    max_delay_days: Days | None = None
    allowed_channels: tuple[Channel, ...] = ()
    success_rule: Rule | None = None
    failure_rule: Rule | None = None


class Placement(Thing, frozen=True, kw_only=True):
    """One touchpoint at one step. A touchpoint counts for the phase of its first placement.

    Attributes:
        initiator, receiver: the id of a persona, or the name of a team or system.
        planned_satisfaction: -2 to +2.
    """

    id: Annotated[str, IdIn("placements")] = ""
    step: StepRef
    touchpoint: TouchpointRef
    initiator: str = ""
    receiver: str = ""
    personas: tuple[PersonaRef, ...] = ()
    roles: tuple[Role, ...] = ()
    expectation: Expectation | None = None
    importance_customer: OneToFive | None = None
    importance_company: OneToFive | None = None
    planned_satisfaction: EmotionValue | None = None


class Content(Thing, frozen=True, kw_only=True):
    """Something to read, watch or fill in.

    Attributes:
        phases: canonical phases it is made for.
        expires: it must not be used after this day.
    """

    id: Annotated[str, IdIn("contents")]
    title: LocalizedText
    format: Annotated[str, OneOf(vocabulary.CONTENT_FORMATS)] = "other"
    url: Url | None = None
    phases: tuple[CanonicalPhase, ...] = ()
    personas: tuple[PersonaRef, ...] = ()
    expires: Day | None = None
