"""Read a tracking plan from its YAML document: every problem is found and reported together."""

from __future__ import annotations

import enum
import re

from wegmarke.domain import DocumentInvalid, LocalizedText, Problem
from wegmarke.domain.tracking_plan import (
    EventType,
    PropertyKind,
    PropertyType,
    TrackingPlan,
    UnknownEvents,
    UnknownProperties,
)
from wegmarke.ingest.plan_values import fits
from wegmarke.sources import Listing, Section, Values, read_document

FORMAT = "tracking-plan/1"
MOST_EVENT_TYPES = 2_000
MOST_PROPERTIES = 500
MOST_ALLOWED = 1_000
LONGEST_NAME = 200

_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_REMEDIES = {
    PropertyKind.NUMBER: "Write e.g. `12` or `-3.50`.",
    PropertyKind.BOOLEAN: "Write `true` or `false`.",
    PropertyKind.DATE: "Write e.g. `2025-01-31` or `2025-01-31T14:05:00Z`.",
}


def parse_plan(text: str, *, name: str = "tracking plan") -> TrackingPlan:
    """Read a tracking plan.

    Raises:
        DocumentInvalid: the plan has problems; all of them are listed, in the order of their lines.

    >>> parse_plan("format: tracking-plan/1").unknown_events
    <UnknownEvents.ACCEPT: 'accept'>
    """
    values = Values()
    plan = _plan(read_document(text, name, start=f"format: {FORMAT}"), values)
    if values.problems:
        count = len(values.problems)
        raise DocumentInvalid(
            f"The {name} has {count} problem{'s' if count > 1 else ''}; nothing was changed.",
            problems=sorted(values.problems, key=_line),
        )
    return plan


def _line(problem: Problem) -> int:
    found = re.search(r" line (\d+)", problem.where)
    return int(found[1]) if found else 0


def _plan(document: Section, values: Values) -> TrackingPlan:
    values.known(document, "format", "unknown_events", "unknown_properties", "events")
    values.one_of(document, "format", [FORMAT], required=True)
    unknown_events = values.one_of(document, "unknown_events", _words(UnknownEvents))
    unknown_properties = values.one_of(document, "unknown_properties", _words(UnknownProperties))
    sections = values.sections(document, "events") if _holds_something(document, "events") else []
    if len(sections) > MOST_EVENT_TYPES:
        remedy = "Remove event types that nobody sends."
        values.problem(
            document, "events", f"at most {MOST_EVENT_TYPES} event types", f"{len(sections)}", remedy, "many"
        )
        sections = []
    return TrackingPlan(
        events=_event_types(sections, values),
        unknown_events=UnknownEvents(unknown_events or UnknownEvents.ACCEPT),
        unknown_properties=UnknownProperties(unknown_properties or UnknownProperties.ACCEPT),
    )


def _words(choices: type[enum.StrEnum]) -> list[str]:
    return [choice.value for choice in choices]


def _holds_something(document: Section, name: str) -> bool:
    item = document.items.get(name)
    return item is not None and not (isinstance(item, Listing) and not item.items)


def _event_types(sections: list[Section], values: Values) -> tuple[EventType, ...]:
    found: dict[str, EventType] = {}
    for section in sections:
        event = _event_type(section, values)
        if event.name in found:
            remedy = "Put both into one, or rename one."
            values.problem(section, "name", "every event type once", f"{event.name!r} again", remedy, "repeated_name")
        found[event.name] = event
    return tuple(found.values())


def _event_type(section: Section, values: Values) -> EventType:
    values.known(section, "name", "title", "description", "properties")
    name = values.text(section, "name", required=True) or ""
    _check_name(section, "name", name, values)
    properties = values.section(section, "properties")
    names = list(properties.items) if properties is not None else []
    if properties is not None and len(names) > MOST_PROPERTIES:
        remedy = "Split the event type."
        values.problem(section, "properties", f"at most {MOST_PROPERTIES}", f"{len(names)}", remedy, "many")
        names = []
    return EventType(
        name=name,
        title=_localized(section, "title", values),
        description=_localized(section, "description", values),
        properties=tuple(_property(properties, inner, values) for inner in names) if properties is not None else (),
    )


def _check_name(section: Section, place: str, name: str, values: Values) -> None:
    if len(name) > LONGEST_NAME or _UNWRITABLE.search(name):
        expected = f"a name of at most {LONGEST_NAME} characters without control characters"
        values.problem(section, place, expected, ascii(name)[:60], "Shorten or correct it.", "name")


def _localized(section: Section, name: str, values: Values) -> LocalizedText:
    if not isinstance(section.items.get(name), Section):
        return LocalizedText.of(values.text(section, name) or "")
    inner = values.section(section, name)
    assert inner is not None  # it is a section, see above
    values.known(inner, "de", "en")
    return LocalizedText(de=values.text(inner, "de") or "", en=values.text(inner, "en") or "")


def _property(sections: Section, name: str, values: Values) -> PropertyType:
    if not name:
        values.problem(sections, name, "the name of a property", "nothing", "Write it before the colon.", "name")
    _check_name(sections, name, name, values)
    if values.is_text(sections, name):
        return PropertyType(name, _kind(sections, name, values))
    section = values.section(sections, name)
    if section is None:
        return PropertyType(name)
    values.known(section, "type", "required", "personal", "allowed", "example", "description")
    personal = values.one_of(section, "personal", ["true", "false"])
    found = PropertyType(
        name=name,
        kind=_kind(section, "type", values),
        required=values.flag(section, "required"),
        personal=None if personal is None else personal == "true",
        allowed=tuple(values.texts(section, "allowed")),
        example=values.text(section, "example") or "",
        description=_localized(section, "description", values),
    )
    _check_values(section, found, values)
    return found


def _kind(section: Section, name: str, values: Values) -> PropertyKind:
    return PropertyKind(values.one_of(section, name, _words(PropertyKind)) or PropertyKind.TEXT)


def _check_values(section: Section, found: PropertyType, values: Values) -> None:
    """Note allowed values and examples that the property itself would refuse."""
    if found.kind is PropertyKind.CHOICE and not found.allowed:
        remedy = "Write e.g. `allowed: [basic, pro]`."
        values.problem(section, "allowed", "the values to choose from", "none", remedy, "missing_key")
    if len(found.allowed) > MOST_ALLOWED:
        came = f"{len(found.allowed)}"
        values.problem(section, "allowed", f"at most {MOST_ALLOWED} values", came, "Choose type `text`.", "many")
    remedy = _REMEDIES.get(found.kind, "Correct the value.")
    for place, given in (("allowed", found.allowed), ("example", (found.example,) if found.example else ())):
        wrong = [text for text in given if not fits(found.kind, text)]
        if wrong:
            values.problem(section, place, f"a {found.kind}", repr(wrong[0]), remedy, "wrong_value")
    if found.example and found.allowed and found.example not in found.allowed:
        expected = f"one of {', '.join(map(repr, found.allowed[:20]))}"
        values.problem(section, "example", expected, repr(found.example), "Choose one.", "wrong_value")
