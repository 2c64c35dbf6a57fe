"""The outline of a map as CJML holds it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wegmarke.domain import Language
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.cjml.channels import from_cjml, to_cjml
from wegmarke.maps.formats.outline import PLACEMENT, Line, Outline, outline_of
from wegmarke.maps.formats.xml_text import legal

_NOTHING: Final = "-"


def told(text: str) -> str:
    """Return a text as it comes back from a document: without blanks around it."""
    return legal(text).strip()


def cjml_outline(document: JourneyMap, language: Language) -> Outline:
    """Return what CJML says of a map: no emotions, nearest channels, and who takes part as actors.

    Where nobody said who begins a touchpoint, its first persona does.
    """
    outline = outline_of(document, language, told)
    personas = {one.id: one.personas for one in document.placements}
    return replace(
        outline,
        title=outline.title or _NOTHING,
        scenario=outline.scenario or None,
        sections=tuple(replace(one, title=one.title or _NOTHING, goal=one.goal or None) for one in outline.sections),
        lines=tuple(_line(one, personas.get(one.id, ())) for one in outline.lines),
    )


def _line(line: Line, personas: tuple[str, ...]) -> Line:
    line = replace(line, title=line.title or _NOTHING)
    if line.kind != PLACEMENT:
        return replace(line, score=None, people=None, initiator="", receiver="")
    initiator, receiver = told(line.initiator or ""), told(line.receiver or "")
    if not initiator and not receiver and personas:
        initiator = personas[0]
    return replace(
        line,
        score=None,
        people=None,
        initiator=initiator,
        receiver=receiver,
        channel=from_cjml(to_cjml(line.channel or "other")),
    )
