"""Checks what a map says, after its fields have been read: references, lists, ranges, anchors.

A check is skipped where its ground is a placeholder (see `reading`): a step that points to a phase
whose id could not be read, is not reported as pointing nowhere.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from wegmarke.documents import Path, Reading, show_path
from wegmarke.domain import Measure, Problem
from wegmarke.maps import vocabulary
from wegmarke.maps.document import JourneyMap, Lane, Metric, Persona, Touchpoint

MAX_ID: Final = 100
EMOTIONS: Final = (-2.0, 2.0)
SEVERITIES: Final = (1, 5)

_ID: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_.-]{{0,{MAX_ID - 1}}}")
_COLLECTIONS: Final = ("personas", "phases", "steps", "touchpoints", "lanes", "metrics")
_OPEN: Final = float("inf")
_RANGES: Final = {
    Measure.CONVERSION: (0.0, 1.0),
    Measure.NPS: (-100.0, 100.0),
    Measure.SATISFACTION: EMOTIONS,
}
_ANSWERS: Final = (Measure.NPS, Measure.SATISFACTION)


class _HasId(Protocol):
    id: str


def map_problems(journey_map: JourneyMap, reading: Reading | None = None) -> list[Problem]:
    """List what is wrong with a map; `reading` tells lines and which values are placeholders."""
    return list(_Checks(journey_map, reading or Reading({}, "map")).all())


class _Checks:
    """The checks of one map, with the ids that references may point to."""

    def __init__(self, journey_map: JourneyMap, reading: Reading) -> None:
        self.map = journey_map
        self.reading = reading
        self.known = {name: self._ids(name) for name in _COLLECTIONS}

    def all(self) -> Iterator[Problem]:
        """Yield every problem, in the order of the document."""
        yield from self._identity()
        yield from self._header()
        for position, persona in enumerate(self.map.personas):
            yield from self._persona(persona, ("personas", position))
        for position, phase in enumerate(self.map.phases):
            yield from self._range(("phases", position, "expected_days"), 0, _OPEN, phase.expected_days)
        for position, step in enumerate(self.map.steps):
            yield from self._reference("phases", step.phase, ("steps", position, "phase"))
        for position, touchpoint in enumerate(self.map.touchpoints):
            yield from self._touchpoint(touchpoint, ("touchpoints", position))
        yield from self._placements()
        for position, lane in enumerate(self.map.lanes):
            yield from self._lane(lane, ("lanes", position))
        yield from self._emotions()
        for position, metric in enumerate(self.map.metrics):
            yield from self._metric(metric, ("metrics", position))

    def _ids(self, collection: str) -> set[str] | None:
        """Return the ids of a collection; None where one of them could not be read."""
        members: Sequence[_HasId] = getattr(self.map, collection)
        places = [(collection,), *((collection, position) for position in range(len(members)))]
        if any(place in self.reading.unreadable for place in places) or any(not member.id for member in members):
            return None
        return {member.id for member in members}

    def _identity(self) -> Iterator[Problem]:
        yield from self._id(self.map.id, ("id",))
        for collection in _COLLECTIONS:
            seen: dict[str, int] = {}
            for position, member in enumerate(getattr(self.map, collection)):
                path = (collection, position, "id")
                yield from self._id(member.id, path)
                if member.id and seen.setdefault(member.id, position) != position:
                    came = f"{member.id!r}, as in {collection}[{seen[member.id]}]"
                    remedy = "Give one of them another id and adapt what refers to it."
                    yield self._problem(path, "an id of its own", came, remedy, "duplicate_id")

    def _id(self, found: str, path: Path) -> Iterator[Problem]:
        if found and not _ID.fullmatch(found):
            expected = f"up to {MAX_ID} letters a–z, digits, _ . - with a letter or digit first"
            yield self._problem(
                path, expected, repr(found[:60]), "Choose another id; titles may hold any text.", "bad_id"
            )

    def _header(self) -> Iterator[Problem]:
        yield from self._choice(vocabulary.STATUSES, self.map.status, ("status",))
        yield from self._choice(vocabulary.STATES, self.map.state, ("state",))
        zone = self.map.time_zone
        if zone is not None and not _is_zone(zone):
            remedy = "Write a name such as Europe/Berlin, or leave it out for the zone of the workspace."
            yield self._problem(("time_zone",), "an IANA time zone", repr(zone), remedy, "unknown_zone")

    def _persona(self, persona: Persona, path: Path) -> Iterator[Problem]:
        for position, role in enumerate(persona.roles):
            yield from self._choice(vocabulary.ROLES, role, (*path, "roles", position))
        yield from self._choice(vocabulary.EVIDENCE_LEVELS, persona.evidence, (*path, "evidence"))

    def _touchpoint(self, touchpoint: Touchpoint, path: Path) -> Iterator[Problem]:
        yield from self._choice(vocabulary.CHANNELS, touchpoint.channel, (*path, "channel"))
        yield from self._choice(vocabulary.MODES, touchpoint.mode, (*path, "mode"))
        yield from self._choice(vocabulary.INFLUENCES, touchpoint.influence, (*path, "influence"))
        yield from self._choice(vocabulary.OWNERSHIPS, touchpoint.ownership, (*path, "ownership"))

    def _placements(self) -> Iterator[Problem]:
        seen: set[tuple[str, str]] = set()
        for position, placement in enumerate(self.map.placements):
            path = ("placements", position)
            yield from self._reference("steps", placement.step, (*path, "step"))
            yield from self._reference("touchpoints", placement.touchpoint, (*path, "touchpoint"))
            pair = (placement.step, placement.touchpoint)
            if all(pair) and pair in seen:
                came = f"{placement.touchpoint!r} at {placement.step!r} again"
                yield self._problem(path, "every touchpoint once per step", came, "Remove one of them.", "duplicate")
            seen.add(pair)

    def _lane(self, lane: Lane, path: Path) -> Iterator[Problem]:
        yield from self._choice(vocabulary.LANE_TYPES, lane.type, (*path, "type"))
        for position, card in enumerate(lane.cards):
            place = (*path, "cards", position)
            if place not in self.reading.unreadable:
                yield from self._anchor({"phase": card.phase, "step": card.step}, place)
            yield from self._range((*place, "severity"), *SEVERITIES, card.severity)

    def _emotions(self) -> Iterator[Problem]:
        seen: set[tuple[str, str | None]] = set()
        for position, emotion in enumerate(self.map.emotions):
            path = ("emotions", position)
            yield from self._reference("phases", emotion.phase, (*path, "phase"))
            if emotion.persona is not None:
                yield from self._reference("personas", emotion.persona, (*path, "persona"))
            yield from self._range((*path, "value"), *EMOTIONS, emotion.value)
            pair = (emotion.phase, emotion.persona)
            if emotion.phase and pair in seen:
                whom = f"of {emotion.persona!r} " if emotion.persona else ""
                came = f"a second one {whom}in {emotion.phase!r}"
                yield self._problem(path, "one emotion per phase and persona", came, "Remove one of them.", "duplicate")
            seen.add(pair)

    def _metric(self, metric: Metric, path: Path) -> Iterator[Problem]:
        if path in self.reading.unreadable:
            return
        yield from self._anchor({"phase": metric.phase, "touchpoint": metric.touchpoint}, path)
        yield from self._choice(vocabulary.DIRECTIONS, metric.direction, (*path, "direction"))
        yield from self._range((*path, "target"), *_RANGES.get(metric.measure, (0.0, _OPEN)), metric.target)
        if metric.measure in _ANSWERS and not metric.property and (*path, "measure") not in self.reading.unreadable:
            remedy = "Name the event property that holds the answer, e.g. property: score."
            yield self._problem((*path, "property"), "the property with the answer", "nothing", remedy, "missing_field")

    def _anchor(self, places: Mapping[str, str | None], path: Path) -> Iterator[Problem]:
        named = {name: place for name, place in places.items() if place is not None}
        if len(named) != 1:
            expected = f"exactly one of {' and '.join(places)}"
            came = " and ".join(named) or "neither"
            yield self._problem(path, expected, came, "Say where on the map it stands.", "anchor")
        for name, place in named.items():
            yield from self._reference(f"{name}s", place, (*path, name))

    def _reference(self, collection: str, found: str, path: Path) -> Iterator[Problem]:
        known = self.known[collection]
        if found and known is not None and found not in known:
            expected = f"the id of one of the {collection}"
            remedy = f"Known: {_listed(known)}." if known else f"The map has no {collection} yet; add it there."
            yield self._problem(path, expected, repr(found[:60]), remedy, "unknown_reference")

    def _choice(self, allowed: Iterable[str], found: str, path: Path) -> Iterator[Problem]:
        if found not in allowed and path not in self.reading.unreadable:
            expected = f"one of {', '.join(allowed)}"
            yield self._problem(path, expected, repr(found[:60]), "Choose from the list.", "unknown_value")

    def _range(self, path: Path, low: float, high: float, found: float | None) -> Iterator[Problem]:
        if found is not None and not low <= found <= high and path not in self.reading.unreadable:
            expected = f"a number from {low:g} to {high:g}" if high < _OPEN else f"{low:g} or more"
            yield self._problem(path, expected, f"{found:g}", "Correct the number.", "out_of_range")

    def _problem(self, path: Path, expected: str, came: str, remedy: str, code: str) -> Problem:
        return Problem(show_path(path, self.reading.lines, self.reading.what), expected, came, remedy, code)


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True


def _listed(known: Iterable[str]) -> str:
    names = sorted(known)
    return ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
