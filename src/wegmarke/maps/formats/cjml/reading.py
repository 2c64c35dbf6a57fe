"""A map from a CJML document: order of elements free, ids trimmed, references looked up again."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import msgspec

from wegmarke.domain import Language, LocalizedText, Problem
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.bytes_read import refuse
from wegmarke.maps.formats.cjml.actors import ACTORS, Actors
from wegmarke.maps.formats.cjml.points import POINTS, Point, point_of
from wegmarke.maps.formats.cjml.shown import cjml_outline, told
from wegmarke.maps.formats.exchange import Loss, Reading
from wegmarke.maps.formats.outline import (
    PLACEMENT,
    STEP,
    FreshIds,
    Line,
    Outline,
    Section,
    applied,
    likely_language,
    matched,
)
from wegmarke.maps.formats.xml_text import Element, Tree, tree_of
from wegmarke.maps.native import dump_map_json, load_map

_JOURNEYS: Final = ("plannedjourney", "actualjourney", "journey")
_replace = msgspec.structs.replace


def read_cjml(content: bytes, earlier: JourneyMap | None) -> Reading:
    """Read the first planned journey of a document; with none, the first other one.

    Args:
        content: the document.
        earlier: the map to update; it keeps what CJML has no room for.

    Raises:
        DocumentInvalid: for what is no CJML, defines entities, or makes a map with problems.
    """
    tree = tree_of(content, (*POINTS, *ACTORS))
    journey = _journey(tree)
    losses = [*_document_losses(tree, journey)]
    outline, points = _outline(journey, losses)
    document = earlier or _empty(journey, outline)
    language = likely_language(document, outline, told) if earlier else Language.EN
    before = cjml_outline(document, language)
    actors = Actors(document, journey, language)
    outline = replace(
        outline, lines=tuple(_resolved(*pair, actors) for pair in zip(outline.lines, points, strict=True))
    )
    base = _replace(document, personas=actors.personas)
    reading = applied(base, before, matched(outline, before), language, told)
    return Reading(load_map(dump_map_json(reading.document)), (*losses, *reading.losses))


def _journey(tree: Tree) -> Element:
    found = tree.root.all(*_JOURNEYS)
    chosen = next((one for name in _JOURNEYS for one in found if one.name == name), None)
    if chosen is None and (tree.root.name in ("cjml", *_JOURNEYS) or tree.root.all(*POINTS)):
        chosen = tree.root
    if chosen is None:
        came = f"<{tree.root.name[:60]}>"
        remedy = "Choose a file with touchpoints of a planned journey."
        refuse([Problem("file", "a CJML document", came, remedy, "not_readable")])
    return chosen


def _outline(journey: Element, losses: list[Loss]) -> tuple[Outline, list[Point]]:
    sections = tuple(
        Section(
            one.attributes.get("phaseid") or one.attributes.get("id", ""),
            _text(one, "phasename", "name") or one.attributes.get("name", "") or one.text,
            _text(one, "phasedescription", "description") or None,
        )
        for one in journey.all("journeyphase", "phase")
        if one.children or one.text or len(one.attributes) > 1
    )
    points = [point_of(one) for one in journey.all(*POINTS)]
    lines = tuple(_lines(points, sections, losses))
    title = _text(journey, "journeytitle", "title", "name") or journey.attributes.get("title")
    scenario = _text(journey, "journeyshortsummary", "journeylongsummary") or None
    return Outline(title or None, scenario, sections, lines), points


def _lines(points: list[Point], sections: tuple[Section, ...], losses: list[Loss]) -> list[Line]:
    places = {one.title.casefold(): place for place, one in enumerate(sections)}
    places |= {one.id: place for place, one in enumerate(sections) if one.id}
    lines: list[Line] = []
    place = -1
    for number, point in enumerate(points, 1):
        found = places.get(point.phase, places.get(point.phase.casefold()))
        if point.phase and found is None:
            text = LocalizedText(
                de=f"Die Phase {point.phase[:60]!r} gibt es im Dokument nicht; die Phase davor gilt.",
                en=f"The document has no phase {point.phase[:60]!r}; the phase before it holds.",
            )
            losses.append(Loss(f"touchpoint {number}", text))
        if found is not None:
            place = found
        if point.is_unreadable:
            losses.append(Loss(f"touchpoint {number}", _UNREADABLE))
        kind = STEP if point.sort == STEP else PLACEMENT
        channel = point.channel if kind == PLACEMENT else None
        lines.append(
            Line(place, point.title or point.name, point.name, kind, point.satisfaction, None, channel=channel)
        )
    return lines


def _resolved(line: Line, point: Point, actors: Actors) -> Line:
    if line.kind == STEP:
        return replace(line, initiator="", receiver="")
    return replace(line, initiator=actors.read(point.initiator), receiver=actors.read(point.receiver))


def _empty(journey: Element, outline: Outline) -> JourneyMap:
    title = outline.title or "Journey"
    name = FreshIds("journey").give(title, _text(journey, "journeyid", "id") or journey.attributes.get("id", ""))
    return JourneyMap(id=name, title=LocalizedText.of(title))


def _text(element: Element, *names: str) -> str:
    found = element.child(*names)
    return found.text if found is not None else ""


def _document_losses(tree: Tree, journey: Element) -> list[Loss]:
    losses = []
    if tree.damaged:
        text = LocalizedText(
            de=f"Das Dokument ist beschädigt ({tree.damaged}) und wurde gelesen, so weit es geht.",
            en=f"The document is damaged ({tree.damaged}) and was read as far as it goes.",
        )
        losses.append(Loss("file", text))
    left = len(tree.root.all(*_JOURNEYS)) - (journey.name in _JOURNEYS and journey is not tree.root)
    if left > 0:
        text = LocalizedText(de=f"Weitere Journeys im Dokument: {left}", en=f"More journeys in the document: {left}")
        losses.append(Loss("file", text))
    if journey.name == "actualjourney":
        losses.append(Loss("actualJourney", _ACTUAL))
    return losses


_UNREADABLE: Final = LocalizedText(
    de="Die Zufriedenheit steht nicht zwischen 1 und 5 und wurde nicht gelesen.",
    en="The rating is not between 1 and 5 and was not read.",
)
_ACTUAL: Final = LocalizedText(
    de="Die Journey einer einzelnen Person: Zeitpunkte und Abweichungen gehören nicht in eine Map; ihre Zufriedenheit "
    "gilt als Erwartung.",
    en="The journey of a single person: times and deviations are no part of a map; its satisfaction is taken as what "
    "is expected.",
)
