"""What all things on a map share, and the kinds of fields that many of them have."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from wegmarke.documents import OneOf, Part, RefersTo, Within
from wegmarke.domain import LocalizedText
from wegmarke.maps import vocabulary

Texts: TypeAlias = tuple[LocalizedText, ...]
Ids: TypeAlias = tuple[str, ...]

PhaseRef: TypeAlias = Annotated[str, RefersTo("phases")]
StepRef: TypeAlias = Annotated[str, RefersTo("steps")]
PlacementRef: TypeAlias = Annotated[str, RefersTo("placements")]
TouchpointRef: TypeAlias = Annotated[str, RefersTo("touchpoints")]
PersonaRef: TypeAlias = Annotated[str, RefersTo("personas")]
CardRef: TypeAlias = Annotated[str, RefersTo("cards")]
ContentRef: TypeAlias = Annotated[str, RefersTo("contents")]
SolutionRef: TypeAlias = Annotated[str, RefersTo("solutions")]
MetricRef: TypeAlias = Annotated[str, RefersTo("metrics")]
ProofRef: TypeAlias = Annotated[str, RefersTo("proofs")]
ActivityRef: TypeAlias = Annotated[str, RefersTo("processing_activities")]

Role: TypeAlias = Annotated[str, OneOf(vocabulary.ROLES)]
Channel: TypeAlias = Annotated[str, OneOf(vocabulary.CHANNELS)]
EvidenceLevel: TypeAlias = Annotated[str, OneOf(vocabulary.EVIDENCE_LEVELS)]
EmotionValue: TypeAlias = Annotated[float, Within(-2, 2)]


class Thing(Part, frozen=True, kw_only=True):
    """Anything with an id of its own.

    Attributes:
        tags: words to find it by.
        external_refs: what other systems call it, e.g. `crm:4711`.
    """

    tags: Ids = ()
    external_refs: Ids = ()


class Anchored(Thing, frozen=True, kw_only=True):
    """A thing that stands at exactly one place of the map: a phase, a step, or a touchpoint at a step."""

    phase: PhaseRef | None = None
    step: StepRef | None = None
    placement: PlacementRef | None = None


__all__ = [
    "ActivityRef",
    "Anchored",
    "CardRef",
    "Channel",
    "ContentRef",
    "EmotionValue",
    "EvidenceLevel",
    "Ids",
    "MetricRef",
    "PersonaRef",
    "PhaseRef",
    "PlacementRef",
    "ProofRef",
    "Role",
    "SolutionRef",
    "StepRef",
    "Texts",
    "Thing",
    "TouchpointRef",
]
