"""The tracking plan beside what was seen: declared but never seen, seen but not declared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wegmarke.domain.tracking_plan import (
    Coverage,
    EventCoverage,
    EventType,
    PlanVersion,
    PropertyCoverage,
)
from wegmarke.ingest.plan_check import PlanCheck


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """Stored events of one name; `last_at` is when one last arrived."""

    name: str
    events: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class SeenProperty:
    """Stored events of one name that carry one property; `last_at` is when one last arrived."""

    event: str
    name: str
    events: int
    last_at: datetime


Removed = tuple[str, str, str, int, datetime]
"""Event, property, why, number of events and last arrival, as `plan_versions.removed_so_far` gives them."""


def compare(
    version: PlanVersion | None,
    seen: Sequence[SeenEvent],
    properties: Sequence[SeenProperty],
    removed: Sequence[Removed] = (),
    rejected: Mapping[str, int] | None = None,
) -> Coverage:
    """Lay the plan beside what is stored and what was not.

    Args:
        version: the plan that holds; None where there is none.
        seen: stored events by name.
        properties: their properties.
        removed: properties that were taken out before.
        rejected: events that were rejected because nobody declared them, by name.
    """
    refused = dict(rejected or {})
    check = PlanCheck(version.plan if version is not None else None)
    declared = {event.name: event for event in check.plan.events}
    stored = {event.name: event for event in seen}
    parts = _Parts(check, properties, removed)
    total = sum(event.events for event in seen)
    names = [event.name for event in sorted(seen, key=lambda event: (-event.events, event.name))]
    names += sorted((name for name in refused if name not in stored), key=lambda name: (-refused[name], name))
    # Removed properties of events that are not stored yet, or under the name for all that are too many.
    names += sorted({line[0] for line in removed} - {*names, *declared})
    names += [name for name in declared if name not in {*stored, *refused}]
    lines = [
        EventCoverage(
            name=name,
            declared=name in declared,
            events=stored[name].events if name in stored else 0,
            share=stored[name].events / total if name in stored and total else None,
            last_at=stored[name].last_at if name in stored else None,
            rejected=refused.get(name, 0),
            properties=tuple(parts.of(name, declared.get(name), stored.get(name))),
        )
        for name in names
    ]
    return Coverage(
        version=version.version if version is not None else 0,
        events=total,
        covered=sum(line.events for line in lines if line.declared),
        declared=len(declared),
        seen=sum(line.declared and line.events > 0 for line in lines),
        lines=tuple(lines),
    )


class _Parts:
    """Properties by event: declared, stored and removed ones together."""

    def __init__(self, check: PlanCheck, properties: Sequence[SeenProperty], removed: Sequence[Removed]) -> None:
        self._check = check
        self._stored: dict[str, dict[str, SeenProperty]] = defaultdict(dict)
        for found in properties:
            self._stored[found.event][found.name] = found
        self._removed: dict[str, dict[str, list[Removed]]] = defaultdict(lambda: defaultdict(list))
        for line in removed:
            self._removed[line[0]][line[1]].append(line)

    def of(self, name: str, event: EventType | None, seen: SeenEvent | None) -> list[PropertyCoverage]:
        """Return the properties of an event, most frequent first, then those never seen in the plan's order."""
        declared = [found.name for found in event.properties] if event is not None else []
        arrived = {*self._stored[name], *self._removed[name]}
        lines = [
            self._line(name, inner, inner in declared, seen) for inner in dict.fromkeys([*declared, *sorted(arrived)])
        ]
        return sorted(lines, key=lambda line: -(line.events + line.removed))

    def _line(self, event: str, name: str, declared: bool, seen: SeenEvent | None) -> PropertyCoverage:
        stored, removed = self._stored[event].get(name), self._removed[event].get(name, [])
        events = stored.events if stored is not None else 0
        instants = [line[4] for line in removed] + ([stored.last_at] if stored is not None else [])
        return PropertyCoverage(
            name=name,
            declared=declared,
            personal=self._check.personal(event, name),
            events=events,
            share=events / seen.events if seen is not None and seen.events else None,
            removed=sum(line[3] for line in removed),
            why=max(removed, key=lambda line: line[4])[2] if removed else "",
            last_at=max(instants, default=None),
        )
