"""A map as a planned journey of CJML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.cjml.channels import from_cjml, to_cjml
from wegmarke.maps.formats.cjml.shown import cjml_outline
from wegmarke.maps.formats.exchange import Loss, Writing
from wegmarke.maps.formats.left_behind import Held, left_behind
from wegmarke.maps.formats.outline import PLACEMENT, FreshIds, Line, Outline, shown_language
from wegmarke.maps.formats.xml_text import add, legal, written

_HELD: Final[Held] = {
    "": ("title", "scenario"),
    "phases": ("title", "customer_goal"),
    "steps": ("phase",),
    "touchpoints": ("title", "channel"),
    "placements": ("step", "touchpoint", "initiator", "receiver"),
    "personas": ("name",),
}
"""The canonical phase is guessed again from titles, so it counts as left behind."""


def write_cjml(document: JourneyMap, numbers: MapNumbers | None) -> Writing:
    """Write a map in the language it would be shown in."""
    return write_cjml_in(document, numbers, shown_language(document))


def write_cjml_in(document: JourneyMap, _: MapNumbers | None, language: Language) -> Writing:
    """Write a map in one language."""
    outline = cjml_outline(document, language)
    root = ET.Element("CJML", version="2.0")
    journey = add(root, "plannedJourney")
    add(journey, "journeyID", document.id)
    add(journey, "journeyTitle", outline.title)
    _phases(journey, outline)
    if outline.scenario:
        add(journey, "journeyShortSummary", outline.scenario)
    actors = _actors(journey, document, outline, language)
    touchpoints = add(journey, "touchpoints")
    for line in outline.lines:
        _touchpoint(touchpoints, line, outline, actors)
    return Writing(written(root), (*left_behind(document, _HELD), *_more_losses(document, language)))


def _phases(journey: ET.Element, outline: Outline) -> None:
    if outline.sections:
        phases = add(journey, "journeyPhases")
        for section in outline.sections:
            phase = add(phases, "journeyPhase", phaseID=section.id)
            add(phase, "phaseName", section.title)
            if section.goal:
                add(phase, "phaseDescription", section.goal)


def _actors(journey: ET.Element, document: JourneyMap, outline: Outline, language: Language) -> dict[str, str]:
    """Write all actors; return the id of each by what lines call it."""
    above = add(journey, "actors")
    for persona in document.personas:
        add(add(above, "endUser", actorID=persona.id), "actorName", persona.name.get(language))
    actors = {persona.id: persona.id for persona in document.personas}
    ids = FreshIds("provider", actors)
    for line in outline.lines:
        for name in (line.initiator, line.receiver):
            if name and name not in actors:
                actors[name] = ids.give(name)
                team = add(above, "serviceProvider", actorID=actors[name])
                add(team, "companyName", name)
                add(team, "providerType", "internal")
    return actors


def _touchpoint(above: ET.Element, line: Line, outline: Outline, actors: dict[str, str]) -> None:
    is_placement = line.kind == PLACEMENT
    is_talk = is_placement and bool(line.initiator and line.receiver)
    point = add(above, "plannedCommunicationPoint" if is_talk else "plannedAction")
    add(point, "touchpointID", line.id)
    add(point, "belongsTo", phaseIDref=outline.sections[line.section].id)
    for part, name in (("initiator", line.initiator), ("receiver", line.receiver)):
        if part == "initiator" or name:
            actor = add(point, part)
            if name:
                add(actor, "refersTo", actorIDref=actors[name])
            add(actor, f"{part}Label", line.title)
    if is_placement:
        add(add(point, "channel"), "channelName", to_cjml(line.channel or "other"))
    if not is_talk:
        add(point, "category", line.kind)


def _more_losses(document: JourneyMap, language: Language) -> Iterator[Loss]:
    near = sum(from_cjml(to_cjml(one.channel)) != one.channel for one in document.touchpoints)
    if near:
        text = LocalizedText(de=f"Kontaktpunkt: genauer Kanal ({near})", en=f"Touchpoint: exact channel ({near})")
        yield Loss("touchpoints[].channel", text)
    placed = {one.touchpoint for one in document.placements}
    unplaced = sum(one.id not in placed for one in document.touchpoints)
    if unplaced:
        text = LocalizedText(
            de=f"Kontaktpunkte ohne Einsatz: {unplaced}", en=f"Touchpoints without any use: {unplaced}"
        )
        yield Loss("touchpoints", text)
    at_step = {one.step for one in document.placements}
    titles = sum(bool(one.title) for one in document.steps if one.id in at_step)
    if titles:
        text = LocalizedText(
            de=f"Schritte mit Kontaktpunkten: Titel ({titles})", en=f"Steps with touchpoints: title ({titles})"
        )
        yield Loss("steps[].title", text)
    other = "EN" if language is Language.DE else "DE"
    both = sum(bool(one.title.de and one.title.en and one.title.de != one.title.en)
               for things in (document.phases, document.touchpoints) for one in things)  # fmt: skip
    if both:
        text = LocalizedText(
            de=f"Texte in der anderen Sprache ({other}): {both} Titel",
            en=f"Texts in the other language ({other}): {both} titles",
        )
        yield Loss("title", text)
    yield from illegal_signs(document)


def illegal_signs(document: JourneyMap) -> Iterator[Loss]:
    """Say that signs are replaced which XML cannot hold."""
    from wegmarke.maps.native import dump_map_json

    text = dump_map_json(document)
    if legal(text) != text:
        yield Loss(
            "file",
            LocalizedText(
                de="Zeichen, die XML nicht halten kann, sind durch � ersetzt.",
                en="Signs that XML cannot hold are replaced by �.",
            ),
        )
