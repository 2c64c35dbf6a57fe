"""Writes a map as slides."""

from __future__ import annotations

from typing import Final

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps.difference import thing_label
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.exchange import Loss, Writing
from wegmarke.maps.formats.pptx.deck import Deck
from wegmarke.maps.formats.pptx.personas import add_personas
from wegmarke.maps.formats.pptx.phases import add_journey

_NOT_DRAWN: Final = (
    "company_profiles", "solutions", "buying_groups", "transitions", "contents", "processing_activities", "canvases",
    "automations", "risks", "proofs", "reviews", "comments",
)  # fmt: skip


def write(document: JourneyMap, numbers: MapNumbers | None = None, *, language: Language = Language.EN) -> Writing:
    """Write a map as slides of 16:9: an overview, one slide or more per phase, one per persona.

    Args:
        document: the map.
        numbers: stand in the table and, where satisfaction was measured, in the curve.
        language: what is written on the slides; a text that is missing in it appears in the other one.
    """
    deck = Deck(language)
    add_journey(deck, document, numbers)
    add_personas(deck, document)
    return Writing(deck.content(), tuple(_losses(document)))


def _losses(document: JourneyMap) -> list[Loss]:
    """Name what stands on no slide."""
    losses = []
    for name in _NOT_DRAWN:
        label = thing_label(name)
        text = LocalizedText(de=f"{label.de}: steht auf keiner Folie.", en=f"{label.en}: does not stand on any slide.")
        losses += [Loss(f"{name}[{position}]", text) for position in range(len(getattr(document, name)))]
    for name in ("improvements", "initiatives"):
        label = thing_label(name)
        text = LocalizedText(de=f"{label.de} ohne Ort auf der Map.", en=f"{label.en} without a place on the map.")
        placeless = [not (one.phases or one.steps or one.touchpoints) for one in getattr(document, name)]
        losses += [Loss(f"{name}[{position}]", text) for position, is_lost in enumerate(placeless) if is_lost]
    return losses
