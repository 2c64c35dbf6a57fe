"""What a team says about its map: proofs, reviews, comments; and what is processed at its places, with which right."""

from __future__ import annotations

from typing import Annotated

from wegmarke.documents import Count, Day, Days, IdIn, OneOf
from wegmarke.domain import LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.document.shape import Anchored, CardRef, PersonaRef, Texts, Thing, TouchpointRef


class Proof(Thing, frozen=True, kw_only=True):
    """What stands behind a persona or a card.

    Attributes:
        reference: where it can be read, never a person's name.
        consent_ok: whoever was asked agreed to this use.
    """

    id: Annotated[str, IdIn("proofs")]
    title: LocalizedText
    kind: Annotated[str, OneOf(vocabulary.PROOF_KINDS)] = "other"
    source: str = ""
    date: Day | None = None
    sample_size: Count | None = None
    consent_ok: bool = False
    excerpt: LocalizedText = LocalizedText()
    reference: str = ""


class Review(Thing, frozen=True, kw_only=True):
    """A look at the map that is due or was done.

    Attributes:
        cadence_days: it is due again so long after.
        reviewer: a team or a role.
    """

    id: Annotated[str, IdIn("reviews")]
    scope: LocalizedText
    due: Day | None = None
    cadence_days: Days | None = None
    reviewer: str = ""
    result: Annotated[str, OneOf(vocabulary.REVIEW_RESULTS)] | None = None
    follow_ups: Texts = ()


class Comment(Anchored, frozen=True, kw_only=True):
    """A remark at a place, a card, a touchpoint or a persona; at the whole map where none is named.

    Who wrote it is told by the versions of the map.
    """

    id: Annotated[str, IdIn("comments")]
    text: LocalizedText
    card: CardRef | None = None
    touchpoint: TouchpointRef | None = None
    persona: PersonaRef | None = None
    resolved: bool = False


class ProcessingActivity(Thing, frozen=True, kw_only=True):
    """An entry of the register of processing activities that touchpoints refer to."""

    id: Annotated[str, IdIn("processing_activities")]
    title: LocalizedText
    purpose: LocalizedText = LocalizedText()
    lawful_basis: Annotated[str, OneOf(vocabulary.LAWFUL_BASES)] | None = None
    data_categories: Texts = ()
    subjects: Texts = ()
    recipients: Texts = ()
    third_country: LocalizedText = LocalizedText()
    retention: LocalizedText = LocalizedText()
    processor: str = ""
    ad_consent_needed: bool = False
    dpia: bool = False


class Automation(Anchored, frozen=True, kw_only=True):
    """A step of a journey of the workspace that acts at a place of the map.

    Attributes:
        journey, journey_version, journey_step: ids inside the workspace.
    """

    id: Annotated[str, IdIn("automations")]
    kind: Annotated[str, OneOf(vocabulary.AUTOMATION_KINDS)]
    title: LocalizedText = LocalizedText()
    journey: str = ""
    journey_version: Count | None = None
    journey_step: str = ""
    state: Annotated[str, OneOf(vocabulary.AUTOMATION_STATES)] = "planned"
