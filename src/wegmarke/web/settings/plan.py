"""The tracking plan and its coverage, written for a reader."""

from __future__ import annotations

from dataclasses import dataclass

from wegmarke.domain.tracking_plan import (
    Coverage,
    EventCoverage,
    EventType,
    PropertyCoverage,
    PropertyKind,
    PropertyType,
    UnknownEvents,
    UnknownProperties,
)
from wegmarke.i18n import marked
from wegmarke.web.reader import Reader

KINDS = {
    PropertyKind.TEXT: marked("property type", "Text"),
    PropertyKind.NUMBER: marked("property type", "Number"),
    PropertyKind.BOOLEAN: marked("property type", "True or false"),
    PropertyKind.DATE: marked("property type", "Date"),
    PropertyKind.CHOICE: marked("property type", "Choice"),
}
UNKNOWN_EVENTS = {
    UnknownEvents.ACCEPT: marked("unknown events", "are stored"),
    UnknownEvents.REJECT: marked("unknown events", "are rejected"),
}
UNKNOWN_PROPERTIES = {
    UnknownProperties.ACCEPT: marked("unknown properties", "are stored"),
    UnknownProperties.REJECT: marked("unknown properties", "reject the event"),
    UnknownProperties.LEAVE_OUT: marked("unknown properties", "are removed and counted"),
}
_MOST_ALLOWED = 12

SAMPLE = """\
format: tracking-plan/1
unknown_events: accept        # accept, reject
unknown_properties: drop      # accept, reject, drop
events:
  - name: quote_sent
    title: {de: Angebot verschickt, en: Quote sent}
    description: …
    properties:
      seats: number           # text, number, boolean, date, choice
      plan: {type: choice, allowed: [basic, pro], required: true, example: pro}
      contact: {personal: true}
      name: {personal: false}
"""
"""A document with everything that can stand in one."""


@dataclass(frozen=True, slots=True)
class PropertyLine:
    """A declared property."""

    name: str
    kind: str
    notes: tuple[str, ...]
    allowed: str
    example: str
    description: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """A declared event type."""

    name: str
    title: str
    description: str
    count: str
    properties: tuple[PropertyLine, ...]


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One event name or property beside the plan.

    Attributes:
        status: on_target where both sides agree, attention for undeclared, none for never seen, alert for rejected.
        width: share of all events, 0..100, for the bar.
    """

    name: str
    status: str
    word: str
    events: str
    share: str
    width: float
    last_at: str
    properties: tuple[CoverageLine, ...] = ()


def event_line(event: EventType, reader: Reader) -> EventLine:
    """Write one declared event type."""
    t = reader.t
    return EventLine(
        name=event.name,
        title=event.title.get(reader.language),
        description=event.description.get(reader.language),
        count=t.ngettext("%(n)s property", "%(n)s properties", len(event.properties)),
        properties=tuple(_property_line(found, reader) for found in event.properties),
    )


def _property_line(found: PropertyType, reader: Reader) -> PropertyLine:
    t = reader.t
    notes = []
    if found.required:
        notes.append(t.pgettext("property", "required"))
    if found.personal:
        notes.append(t.pgettext("property", "personal"))
    if found.personal is False:
        notes.append(t.pgettext("property", "not personal"))
    more = ", …" if len(found.allowed) > _MOST_ALLOWED else ""
    return PropertyLine(
        name=found.name,
        kind=t.label(KINDS[found.kind]),
        notes=tuple(notes),
        allowed=", ".join(found.allowed[:_MOST_ALLOWED]) + more,
        example=found.example,
        description=found.description.get(reader.language),
    )


def coverage_lines(coverage: Coverage, reader: Reader, *, missing: bool = False) -> list[CoverageLine]:
    """Write the coverage; `missing` keeps only what is missing on one side, or was removed."""
    lines = [_event_coverage(line, reader) for line in coverage.lines]
    if not missing:
        return lines
    return [
        line for line in lines if line.status != "on_target" or any(p.status != "on_target" for p in line.properties)
    ]


def _event_coverage(line: EventCoverage, reader: Reader) -> CoverageLine:
    t, f = reader.t, reader.formats
    if line.rejected:
        said = t.ngettext("not declared, %(n)s rejected", "not declared, %(n)s rejected", line.rejected)
        status, word = "alert", said
    elif not line.declared:
        status, word = "attention", t.pgettext("coverage", "seen, not declared")
    elif not line.events:
        status, word = "none", t.pgettext("coverage", "declared, never seen")
    else:
        status, word = "on_target", t.pgettext("coverage", "declared and seen")
    return CoverageLine(
        name=line.name,
        status=status,
        word=word,
        events=f.number(line.events),
        share=f.percent(line.share, 1),
        width=round(100 * (line.share or 0), 2),
        last_at=f.instant(line.last_at, reader.zone),
        properties=tuple(_property_coverage(line, found, reader) for found in line.properties),
    )


def _property_coverage(event: EventCoverage, found: PropertyCoverage, reader: Reader) -> CoverageLine:
    f = reader.formats
    status, word = _property_word(event, found, reader)
    return CoverageLine(
        name=found.name,
        status=status,
        word=word,
        events=f.number(found.events),
        share=f.percent(found.share, 1),
        width=round(100 * (found.share or 0), 2),
        last_at=f.instant(found.last_at, reader.zone),
    )


def _property_word(event: EventCoverage, found: PropertyCoverage, reader: Reader) -> tuple[str, str]:
    t = reader.t
    if found.removed and found.why == "personal":
        said = t.ngettext("personal, removed from %(n)s event", "personal, removed from %(n)s events", found.removed)
        return "on_target" if found.declared else "attention", said
    if found.removed:
        return "attention", t.ngettext(
            "not declared, removed from %(n)s event", "not declared, removed from %(n)s events", found.removed
        )
    if found.declared and found.events:
        return "on_target", t.pgettext("coverage", "declared and seen")
    if found.declared:
        return "none", t.pgettext("coverage", "declared, never seen")
    if event.declared:
        return "attention", t.pgettext("coverage", "seen, not declared")
    return "none", t.pgettext("coverage", "seen")
