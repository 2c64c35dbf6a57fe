"""Say in words why an event does not fit the tracking plan."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wegmarke.domain.tracking_plan import EventType, PropertyKind, PropertyType, UnknownEvents, UnknownProperties
from wegmarke.ingest.plan_check import PlanCheck
from wegmarke.ingest.plan_values import fits

REASONS = ("unknown_event", "missing_property", "wrong_type", "not_allowed", "unknown_property")
"""Stable codes, the one that stands for the event first."""

_MOST_FAULTS = 10
_MOST_NAMES = 200
_LONGEST_QUOTE = 60
_KINDS = {
    PropertyKind.NUMBER: "a number such as 12 or -3.50",
    PropertyKind.BOOLEAN: "true or false",
    PropertyKind.DATE: "a date such as 2025-01-31, with or without a time",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing at which an event does not fit; `message` says what was expected and what came."""

    reason: str
    message: str


def faults(
    check: PlanCheck,
    name: str,
    properties: Sequence[tuple[str, str | None]],
    *,
    told: Sequence[tuple[str, str | None]] = (),
) -> list[Fault]:
    """Return why an event does not fit, the reason that stands for it first; an empty list where it fits.

    Args:
        check: the plan.
        name: of the event.
        properties: of the event.
        told: what its door set aside for the vault; it is there, and nothing else is asked of it.
    """
    event = next((expected for expected in check.plan.events if expected.name == name), None)
    if event is None:
        rejected = check.plan.unknown_events is UnknownEvents.REJECT
        return [Fault("unknown_event", _unknown("an event type", name, [e.name for e in check.plan.events]))] * rejected
    found = [*_missing(event, [*properties, *told]), *_wrong(check, event, properties)]
    return sorted(found, key=lambda fault: REASONS.index(fault.reason))


def in_words(found: Sequence[Fault]) -> str:
    """Write the faults of one event as a message with a remedy."""
    said = " ".join(fault.message for fault in found[:_MOST_FAULTS])
    more = f" And {len(found) - _MOST_FAULTS} more." if len(found) > _MOST_FAULTS else ""
    return f"{said}{more} Correct it in the source, or change the tracking plan and replay the event."


def _missing(event: EventType, properties: Sequence[tuple[str, str | None]]) -> Iterator[Fault]:
    there = {name for name, value in properties if value}
    for expected in event.properties:
        if expected.required and expected.name not in there:
            yield Fault("missing_property", f"properties.{expected.name}: expected a value; got none.")


def _wrong(check: PlanCheck, event: EventType, properties: Sequence[tuple[str, str | None]]) -> Iterator[Fault]:
    declared = {expected.name: expected for expected in event.properties}
    for name, value in properties:
        expected = declared.get(name)
        if expected is None:
            if check.plan.unknown_properties is UnknownProperties.REJECT:
                yield Fault("unknown_property", _unknown(f"a property of {event.name}", name, list(declared)))
        elif value and not fits(expected.kind, value):
            came = _quoted(check, event, expected, value)
            yield Fault("wrong_type", f"properties.{name}: expected {_KINDS[expected.kind]}; got {came}.")
        elif value and expected.allowed and value not in expected.allowed:
            listed = ", ".join(map(repr, expected.allowed[:20])) + (", …" if len(expected.allowed) > 20 else "")
            came = _quoted(check, event, expected, value)
            yield Fault("not_allowed", f"properties.{name}: expected one of {listed}; got {came}.")


def _quoted(check: PlanCheck, event: EventType, expected: PropertyType, value: str) -> str:
    # Messages are no place for personal values: they are grouped, exported and written to logs.
    if check.personal(event.name, expected.name):
        return f"a text of {len(value)} characters"
    return repr(value if len(value) <= _LONGEST_QUOTE else f"{value[:_LONGEST_QUOTE]}…")


def _unknown(what: str, name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name[:100], known, n=1) if len(known) <= _MOST_NAMES else []
    hint = f" Did you mean {near[0]!r}?" if near else ""
    shown = name if len(name) <= _LONGEST_QUOTE else f"{name[:_LONGEST_QUOTE]}…"
    return f"Expected {what} of the tracking plan; got {shown!r}.{hint}"
