"""Writes a map as slides."""

from __future__ import annotations

from typing import Final

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps.difference import thing_label
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.exchange import Loss, Writing
from wegmarke.maps.formats.left_behind import Held, left_behind
from wegmarke.maps.formats.pptx.deck import Deck
from wegmarke.maps.formats.pptx.personas import add_personas
from wegmarke.maps.formats.pptx.phases import add_journey

_HELD: Final[Held] = {
    "": ("title", "scenario", "status", "state", "owner"),
    "phases": ("title", "customer_goal", "company_goal", "expected_days"),
    "steps": ("phase", "title"),
    "touchpoints": ("title",),
    "placements": ("step", "touchpoint"),
    "personas": (
        "name", "job_title", "department", "seniority", "quote", "roles", "evidence", "avatar", "goals", "jobs",
        "pains", "gains", "needs", "decision_criteria", "information_sources", "objections", "preferred_channels",
        "avoided_channels",
    ),
    "lanes": ("type", "title", "cards"),
    "emotions": ("value", "basis", "phase", "step", "placement", "persona", "role"),
    "metrics": ("title", "measure", "target", "phase", "touchpoint"),
    "improvements": ("title", "phases", "steps", "touchpoints", "owner"),
    "initiatives": ("title", "phases", "steps", "touchpoints", "owner", "due"),
}  # fmt: skip


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
    losses = [*left_behind(document, _HELD)]
    for name in ("improvements", "initiatives"):
        label = thing_label(name)
        text = LocalizedText(de=f"{label.de} ohne Ort auf der Map.", en=f"{label.en} without a place on the map.")
        placeless = [not (one.phases or one.steps or one.touchpoints) for one in getattr(document, name)]
        losses += [Loss(f"{name}[{position}]", text) for position, is_lost in enumerate(placeless) if is_lost]
    return losses
