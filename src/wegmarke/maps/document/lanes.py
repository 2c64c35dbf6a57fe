"""The rows of a map and the cards in them."""

from __future__ import annotations

from typing import Annotated

from wegmarke.documents import Amount, IdIn, OneOf, OneToFive, Part, Url
from wegmarke.domain import LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.document.shape import (
    Anchored,
    CardRef,
    ContentRef,
    EvidenceLevel,
    PersonaRef,
    ProofRef,
    Role,
    SolutionRef,
    Thing,
)


class WebLink(Part, frozen=True, kw_only=True):
    """An address that belongs to a card."""

    title: LocalizedText
    url: Url


class Card(Anchored, frozen=True, kw_only=True):
    """A text in a lane, anchored at a phase, a step or a placement.

    Attributes:
        until: id of the last phase (or step) it spans, where it is anchored at a phase (or step).
        severity: of a pain, 1 to 5.
        relevance: of a gain, goal, need or question, 1 to 5.
        frequency: how often it happens, in words.
        addresses: pains and gains this reliever or creator answers.
        map: id of the map that looks closer, on a card of a lane of nested maps.
        image: name of a file of the workspace.
        personas, roles: for whom it holds; for all where none is named.
    """

    id: Annotated[str, IdIn("cards")] = ""
    text: LocalizedText
    until: str | None = None
    severity: OneToFive | None = None
    relevance: OneToFive | None = None
    frequency: LocalizedText = LocalizedText()
    pain_kind: Annotated[str, OneOf(vocabulary.PAIN_KINDS)] | None = None
    gain_kind: Annotated[str, OneOf(vocabulary.GAIN_KINDS)] | None = None
    status: Annotated[str, OneOf(vocabulary.CARD_STATUSES)] | None = None
    personas: tuple[PersonaRef, ...] = ()
    roles: tuple[Role, ...] = ()
    addresses: tuple[CardRef, ...] = ()
    content: ContentRef | None = None
    solution: SolutionRef | None = None
    evidence: EvidenceLevel | None = None
    proofs: tuple[ProofRef, ...] = ()
    links: tuple[WebLink, ...] = ()
    map: str | None = None
    image: str | None = None


class Lane(Thing, frozen=True, kw_only=True):
    """A row of the map; `type` is one of the lane types of the map specification.

    Attributes:
        source: whether its cards are written by hand, come from data, or both.
        personas: for whom it is drawn; for all where none is named.
        screen_only: it is left out in print.
    """

    id: Annotated[str, IdIn("lanes")]
    type: Annotated[str, OneOf(vocabulary.LANE_TYPES)]
    title: LocalizedText = LocalizedText()
    source: Annotated[str, OneOf(vocabulary.LANE_SOURCES)] | None = None
    hidden: bool = False
    screen_only: bool = False
    height_mm: Amount | None = None
    personas: tuple[PersonaRef, ...] = ()
    cards: tuple[Card, ...] = ()
