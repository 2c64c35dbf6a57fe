"""The value proposition canvas inside a map: jobs, pains and gains of a persona, and what answers them."""

from __future__ import annotations

from typing import Annotated

from wegmarke.documents import IdIn, OneOf, OneToFive
from wegmarke.domain import LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.document.shape import CardRef, PersonaRef, SolutionRef, Texts, Thing, TouchpointRef


class Solution(Thing, frozen=True, kw_only=True):
    """What we sell."""

    id: Annotated[str, IdIn("solutions")]
    title: LocalizedText
    kind: Annotated[str, OneOf(vocabulary.SOLUTION_KINDS)] = "solution"
    description: LocalizedText = LocalizedText()


class CanvasJob(Thing, frozen=True, kw_only=True):
    """What somebody tries to get done."""

    id: Annotated[str, IdIn("cards")]
    text: LocalizedText
    kind: Annotated[str, OneOf(vocabulary.JOB_KINDS)] = "functional"
    relevance: OneToFive | None = None


class CanvasPain(Thing, frozen=True, kw_only=True):
    """What makes a job hard."""

    id: Annotated[str, IdIn("cards")]
    text: LocalizedText
    kind: Annotated[str, OneOf(vocabulary.PAIN_KINDS)] | None = None
    severity: OneToFive | None = None


class CanvasGain(Thing, frozen=True, kw_only=True):
    """What would make a job a pleasure."""

    id: Annotated[str, IdIn("cards")]
    text: LocalizedText
    kind: Annotated[str, OneOf(vocabulary.GAIN_KINDS)] | None = None
    relevance: OneToFive | None = None


class CanvasAnswer(Thing, frozen=True, kw_only=True):
    """What relieves a pain or creates a gain, and at which touchpoints it reaches the customer."""

    id: Annotated[str, IdIn("cards")]
    text: LocalizedText
    addresses: tuple[CardRef, ...] = ()
    touchpoints: tuple[TouchpointRef, ...] = ()


class Canvas(Thing, frozen=True, kw_only=True):
    """A persona's side and our side of one solution."""

    id: Annotated[str, IdIn("canvases")]
    title: LocalizedText = LocalizedText()
    persona: PersonaRef | None = None
    solution: SolutionRef | None = None
    jobs: tuple[CanvasJob, ...] = ()
    pains: tuple[CanvasPain, ...] = ()
    gains: tuple[CanvasGain, ...] = ()
    products_services: Texts = ()
    pain_relievers: tuple[CanvasAnswer, ...] = ()
    gain_creators: tuple[CanvasAnswer, ...] = ()
