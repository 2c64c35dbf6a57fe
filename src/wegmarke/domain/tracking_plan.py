"""The tracking plan: all event types we accept, and how far what arrives is covered by it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime

from wegmarke.domain.text import LocalizedText


class PropertyKind(enum.StrEnum):
    """What the text of a property must read as."""

    TEXT = "text"  # anything
    NUMBER = "number"  # 12, -3.50, 1e6
    BOOLEAN = "boolean"  # true or false
    DATE = "date"  # 2025-01-31, also with a time: 2025-01-31T14:05:00Z
    CHOICE = "choice"  # one of the allowed values


class UnknownEvents(enum.StrEnum):
    """What becomes of events whose type is not declared."""

    ACCEPT = "accept"  # stored and shown as not declared
    REJECT = "reject"  # kept as rejected


class UnknownProperties(enum.StrEnum):
    """What becomes of properties that a declared event type does not name."""

    ACCEPT = "accept"  # stored and shown as not declared
    REJECT = "reject"  # the whole event is kept as rejected
    LEAVE_OUT = "drop"  # removed from the event and counted


@dataclass(frozen=True, slots=True)
class PropertyType:
    """A declared property.

    Attributes:
        personal: whether it is removed before the event is stored; None leaves it to the list of names that are
            always treated as personal.
        allowed: the values it may have, as they are written; empty for any.
    """

    name: str
    kind: PropertyKind = PropertyKind.TEXT
    required: bool = False
    personal: bool | None = None
    allowed: tuple[str, ...] = ()
    example: str = ""
    description: LocalizedText = field(default_factory=LocalizedText)


@dataclass(frozen=True, slots=True)
class EventType:
    """A declared event name with its meaning and its properties."""

    name: str
    title: LocalizedText = field(default_factory=LocalizedText)
    description: LocalizedText = field(default_factory=LocalizedText)
    properties: tuple[PropertyType, ...] = ()


@dataclass(frozen=True, slots=True)
class TrackingPlan:
    """All event types we accept, and what becomes of everything else."""

    events: tuple[EventType, ...] = ()
    unknown_events: UnknownEvents = UnknownEvents.ACCEPT
    unknown_properties: UnknownProperties = UnknownProperties.ACCEPT


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version of the tracking plan; versions count from 1 and are never changed.

    Attributes:
        text: the YAML document as it was written.
        created_at: when it began to hold.
    """

    version: int
    created_at: datetime
    text: str
    plan: TrackingPlan


@dataclass(frozen=True, slots=True)
class PropertyCoverage:
    """One property of one event type, as declared and as seen.

    Attributes:
        events: stored events that carry it.
        share: of all stored events of this name; None where there are none.
        removed: events from which it was removed before they were stored.
        why: `personal` or `undeclared` where it was removed.
        last_at: when it last arrived.
    """

    name: str
    declared: bool
    personal: bool
    events: int
    share: float | None
    removed: int
    why: str
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventCoverage:
    """One event name, as declared and as seen.

    Attributes:
        share: of all stored events.
        last_at: when one last arrived.
        rejected: kept as rejected because nobody declared it.
    """

    name: str
    declared: bool
    events: int
    share: float | None
    last_at: datetime | None
    rejected: int = 0
    properties: tuple[PropertyCoverage, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """The tracking plan beside what was seen.

    Attributes:
        version: number of the plan, 0 where there is none.
        events: stored events in all.
        covered: of these, events whose type is declared.
        declared: declared event types.
        seen: of these, types with at least one stored event.
        lines: one per event name, most frequent first, then the declared ones that were never seen.
    """

    version: int
    events: int
    covered: int
    declared: int
    seen: int
    lines: tuple[EventCoverage, ...] = ()

    @property
    def share_covered(self) -> float | None:
        """Return the share of stored events whose type is declared."""
        return self.covered / self.events if self.events else None

    @property
    def share_seen(self) -> float | None:
        """Return the share of declared types that were seen."""
        return self.seen / self.declared if self.declared else None
