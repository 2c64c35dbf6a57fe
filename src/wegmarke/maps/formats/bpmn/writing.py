"""Writes the process of a map as BPMN 2.0 XML, in the order of elements that the schema of the OMG asks for."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

from wegmarke.domain import Language
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps import vocabulary
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.bpmn import layout
from wegmarke.maps.formats.bpmn.process import CHOICE, Arrow, Piece, Process, process_of
from wegmarke.maps.formats.exchange import Writing
from wegmarke.maps.formats.left_behind import Held, left_behind
from wegmarke.maps.formats.outline import shown_language
from wegmarke.maps.formats.xml_text import add, legal, written

_NAMESPACES: Final = {
    "xmlns": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "xmlns:bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "xmlns:dc": "http://www.omg.org/spec/DD/20100524/DC",
    "xmlns:di": "http://www.omg.org/spec/DD/20100524/DI",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_HELD: Final[Held] = {
    "": ("title", "scenario"),
    "phases": ("title",),
    "steps": ("phase", "title", "repeatable"),
    "transitions": ("from_step", "to_step", "kind", "condition", "expected_share"),
    "touchpoints": ("title", "channel"),
    "placements": ("step", "touchpoint"),
}


def write_bpmn(document: JourneyMap, numbers: MapNumbers | None) -> Writing:
    """Write a map in the language it would be shown in."""
    return write_bpmn_in(document, numbers, shown_language(document))


def write_bpmn_in(document: JourneyMap, _: MapNumbers | None, language: Language) -> Writing:
    """Write a map in one language."""
    process = process_of(document, language)
    root = ET.Element("definitions", _NAMESPACES, id="definitions", targetNamespace="https://wegmarke.invalid/maps")
    collaboration = add(root, "collaboration", id="collaboration")
    title = document.title.get(language)
    add(collaboration, "participant", id="participant", name=title, processRef="process")
    _process(root, document, process, language)
    _drawn(root, document, process)
    return Writing(written(root), left_behind(document, _HELD))


def _process(root: ET.Element, document: JourneyMap, process: Process, language: Language) -> None:
    above = add(root, "process", id="process", name=document.title.get(language), isExecutable="false")
    if document.scenario:
        add(above, "documentation", document.scenario.get(language))
    if document.phases:
        lanes = add(above, "laneSet", id="lanes")
        for row, phase in enumerate(document.phases):
            lane = add(lanes, "lane", id=f"lane_{row + 1}", name=phase.title.get(language))
            for piece in process.pieces:
                if piece.row == row:
                    add(lane, "flowNodeRef", piece.id)
    said = _touchpoints(document, language)
    away: dict[str, list[Arrow]] = {}
    into: dict[str, list[Arrow]] = {}
    for arrow in process.arrows:
        away.setdefault(arrow.start, []).append(arrow)
        into.setdefault(arrow.end, []).append(arrow)
    for piece in process.pieces:
        _piece(above, piece, into.get(piece.id, []), away.get(piece.id, []), said)
    choices = {piece.id for piece in process.pieces if piece.kind == CHOICE}
    for arrow in process.arrows:
        made = add(above, "sequenceFlow", id=arrow.id, sourceRef=arrow.start, targetRef=arrow.end)
        if arrow.name:
            made.set("name", legal(arrow.name))
            if arrow.start in choices:
                add(made, "conditionExpression", arrow.name, **{"xsi:type": "tFormalExpression"})


def _piece(above: ET.Element, piece: Piece, into: list[Arrow], away: list[Arrow], said: dict[str, list[str]]) -> None:
    made = add(above, piece.kind, id=piece.id)
    if piece.name:
        made.set("name", legal(piece.name))
    if piece.step is not None and piece.step.id in said:
        add(made, "documentation", "\n".join(said[piece.step.id]))
    for arrow in into:
        add(made, "incoming", arrow.id)
    for arrow in away:
        add(made, "outgoing", arrow.id)
    if piece.step is not None and piece.step.repeatable:
        add(made, "standardLoopCharacteristics")


def _touchpoints(document: JourneyMap, language: Language) -> dict[str, list[str]]:
    """Return the touchpoints of each step with their channels, for what tasks say about themselves."""
    touchpoints = {one.id: one for one in document.touchpoints}
    said: dict[str, list[str]] = {}
    for placement in document.placements:
        touchpoint = touchpoints[placement.touchpoint]
        channel = vocabulary.CHANNELS[touchpoint.channel].get(language)
        said.setdefault(placement.step, []).append(f"{touchpoint.title.get(language)} ({channel})")
    return said


def _drawn(root: ET.Element, document: JourneyMap, process: Process) -> None:
    drawn = add(root, "bpmndi:BPMNDiagram", id="diagram")
    plane = add(drawn, "bpmndi:BPMNPlane", id="plane", bpmnElement="collaboration")
    rows = len(document.phases)
    _shape(plane, "participant", layout.pool(process, rows), isHorizontal="true")
    for row in range(rows):
        _shape(plane, f"lane_{row + 1}", layout.lane(process, row, rows), isHorizontal="true")
    boxes = {piece.id: layout.box_of(piece) for piece in process.pieces}
    for name, box in boxes.items():
        _shape(plane, name, box)
    for arrow in process.arrows:
        line = add(plane, "bpmndi:BPMNEdge", id=f"{arrow.id}_line", bpmnElement=arrow.id)
        for x, y in layout.waypoints(boxes[arrow.start], boxes[arrow.end]):
            add(line, "di:waypoint", x=str(x), y=str(y))


def _shape(plane: ET.Element, name: str, box: layout.Box, **more: str) -> None:
    shape = add(plane, "bpmndi:BPMNShape", id=f"{name}_shape", bpmnElement=name, **more)
    add(shape, "dc:Bounds", x=str(box.x), y=str(box.y), width=str(box.width), height=str(box.height))
