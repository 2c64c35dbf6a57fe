"""Checks what a map says, after its fields have been read.

What a single field takes is marked there (see `documents.marks`). Here stands what one field says about another:
anchors, cycles, what may not come twice, how large a map may be. A check is skipped where its ground is a placeholder.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator, Mapping
from typing import Final

from wegmarke.documents import MarkChecks, Path, Reading
from wegmarke.domain import Measure, Problem
from wegmarke.maps.cycles import cycles
from wegmarke.maps.document import Automation, Card, EmotionPoint, JourneyMap, Lane, Metric, Placement

MAX_CARDS: Final = 5_000
_RANGES: Final = {
    Measure.CONVERSION: (0.0, 1.0),
    Measure.NPS: (-100.0, 100.0),
    Measure.SATISFACTION: (-2.0, 2.0),
}
_OPEN: Final = float("inf")
_ANSWERS: Final = (Measure.NPS, Measure.SATISFACTION)


def map_problems(journey_map: JourneyMap, reading: Reading | None = None) -> list[Problem]:
    """List what is wrong with a map, part by part; `reading` tells lines and which values are placeholders."""
    reading = reading or Reading({}, "map")
    marks = MarkChecks(journey_map, reading)
    return [*marks.all(), *_Checks(journey_map, reading, marks).all()]


class _Checks:
    """The checks of one map that look at more than one field."""

    def __init__(self, journey_map: JourneyMap, reading: Reading, marks: MarkChecks) -> None:
        self.map = journey_map
        self.reading = reading
        self.problem = marks.problem

    def all(self) -> Iterator[Problem]:
        """Yield every problem."""
        yield from self._header()
        yield from self._reporting()
        yield from self._placements()
        yield from self._order_of_placements()
        for position, lane in enumerate(self.map.lanes):
            yield from self._lane(lane, ("lanes", position))
        yield from self._number_of_cards()
        yield from self._emotions()
        for position, metric in enumerate(self.map.metrics):
            yield from self._metric(metric, ("metrics", position))
        for position, automation in enumerate(self.map.automations):
            yield from self._anchor(_anchors(automation), ("automations", position))

    def _header(self) -> Iterator[Problem]:
        zone = self.map.time_zone
        if zone is not None and not _is_zone(zone):
            remedy = "Write a name such as Europe/Berlin, or leave it out for the zone of the workspace."
            yield self.problem(("time_zone",), "an IANA time zone", repr(zone), remedy, "unknown_zone")
        parent = self.map.parent
        if parent is not None and parent.map == self.map.id:
            remedy = "Name the map whose phase or step this one looks at more closely."
            yield self.problem(("parent", "map"), "the id of another map", "this map's own id", remedy, "cycle")
        if parent is not None and parent.phase and parent.step:
            remedy = "Keep the closer one."
            yield self.problem(("parent",), "at most one of phase and step", "both", remedy, "anchor")

    def _reporting(self) -> Iterator[Problem]:
        """Report who reports to themselves, across any number of personas."""
        for position, group in enumerate(self.map.buying_groups):
            pairs = [(one.from_persona, one.to_persona) for one in group.stakeholder_relations]
            kinds = [one.kind for one in group.stakeholder_relations]
            path: Path = ("buying_groups", position, "stakeholder_relations")
            above = [pair for pair, kind in zip(pairs, kinds, strict=True) if kind == "reports_to"]
            for circle in cycles(above):
                came = " → ".join((*circle, circle[0]))
                yield self.problem(path, "lines of reporting that end", came, "Remove one of them.", "cycle")
            for place, pair in enumerate(pairs):
                if pair[0] and pair[0] == pair[1] and kinds[place] != "reports_to":
                    remedy = "Name another persona."
                    yield self.problem((*path, place), "two different personas", f"{pair[0]!r} twice", remedy, "cycle")

    def _placements(self) -> Iterator[Problem]:
        seen: set[tuple[str, str]] = set()
        for position, placement in enumerate(self.map.placements):
            path = ("placements", position)
            pair = (placement.step, placement.touchpoint)
            if all(pair) and pair in seen:
                came = f"{placement.touchpoint!r} at {placement.step!r} again"
                yield self.problem(path, "every touchpoint once per step", came, "Remove one of them.", "duplicate")
            seen.add(pair)
            yield from self._counts(placement, (*path, "expectation"))

    def _counts(self, placement: Placement, path: Path) -> Iterator[Problem]:
        expectation = placement.expectation
        low, high = (expectation.min_count, expectation.max_count) if expectation else (None, None)
        if low is not None and high is not None and low > high:
            remedy = "Exchange them."
            yield self.problem(path, "min_count up to max_count", f"{low} and {high}", remedy, "out_of_range")

    def _order_of_placements(self) -> Iterator[Problem]:
        pairs = [
            (earlier, one.id) for one in self.map.placements if one.expectation for earlier in one.expectation.after
        ]
        pairs += [(one.id, later) for one in self.map.placements if one.expectation for later in one.expectation.before]
        for circle in cycles(pairs):
            came = " → ".join((*circle, circle[0]))
            remedy = "Take one of the ids out of after or before."
            yield self.problem(("placements",), "an order without circles", came, remedy, "cycle")

    def _lane(self, lane: Lane, path: Path) -> Iterator[Problem]:
        for position, card in enumerate(lane.cards):
            place = (*path, "cards", position)
            yield from self._anchor(_anchors(card), place)
            yield from self._span(card, (*place, "until"))
            if card.id and card.id in card.addresses:
                came = "its own id"
                yield self.problem((*place, "addresses"), "other cards", came, "Name what it answers.", "cycle")

    def _span(self, card: Card, path: Path) -> Iterator[Problem]:
        if card.until is None:
            return
        places = [one.id for one in (self.map.phases if card.phase else self.map.steps if card.step else ())]
        start = card.phase or card.step
        if start not in places or card.until not in places or places.index(card.until) <= places.index(start):
            expected = "the id of a later phase (or step, where the card stands at one)"
            remedy = "Name the last place the card covers, or leave it out."
            yield self.problem(path, expected, repr(card.until[:60]), remedy, "unknown_reference")

    def _number_of_cards(self) -> Iterator[Problem]:
        count = sum(len(lane.cards) for lane in self.map.lanes)
        if count > MAX_CARDS:
            remedy = "Divide the map into several that look closer, and name it as their parent."
            yield self.problem(("lanes",), f"at most {MAX_CARDS} cards", f"{count}", remedy, "too_large")

    def _emotions(self) -> Iterator[Problem]:
        seen: set[tuple[object, ...]] = set()
        for position, point in enumerate(self.map.emotions):
            path = ("emotions", position)
            if path in self.reading.unreadable:
                continue
            yield from self._anchor(_anchors(point), path)
            yield from self._measured(point, path)
            whose = (point.phase, point.step, point.placement, point.persona, point.role, point.basis, point.start)
            if any(whose[:3]) and whose in seen:
                whom = f"of {point.persona!r} " if point.persona else ""
                came = f"a second one {whom}in {point.phase or point.step or point.placement!r}"
                expected = "one emotion per place and persona"
                yield self.problem(path, expected, came, "Remove one of them.", "duplicate")
            seen.add(whose)

    def _measured(self, point: EmotionPoint, path: Path) -> Iterator[Problem]:
        if point.basis == "measured" and point.n is None:
            remedy = "Say how many answers stand behind it, or make it expected."
            yield self.problem((*path, "n"), "a number of answers", "nothing", remedy, "missing_field")
        bounds = [bound for bound in (point.low, point.value, point.high) if bound is not None]
        if bounds != sorted(bounds) and not any(at[:2] == path for at in self.reading.unreadable):
            came = " ".join(f"{bound:g}" for bound in bounds)
            yield self.problem(path, "low, value and high in this order", came, "Correct the numbers.", "out_of_range")
        if point.start and point.end and point.start > point.end:
            came = f"{point.start} to {point.end}"
            yield self.problem(path, "a start before the end", came, "Exchange the days.", "out_of_range")

    def _metric(self, metric: Metric, path: Path) -> Iterator[Problem]:
        if path in self.reading.unreadable:
            return
        yield from self._anchor({"phase": metric.phase, "touchpoint": metric.touchpoint}, path)
        if metric.measure in _ANSWERS and not metric.property and (*path, "measure") not in self.reading.unreadable:
            remedy = "Name the event property that holds the answers."
            yield self.problem((*path, "property"), "the name of a property", "nothing", remedy, "missing_field")
        low, high = _RANGES.get(metric.measure, (0.0, _OPEN))
        is_known = not {(*path, "target"), (*path, "measure")} & self.reading.unreadable
        if metric.target is not None and not low <= metric.target <= high and is_known:
            expected = f"a number from {low:g} to {high:g}" if high < _OPEN else f"{low:g} or more"
            came = f"{metric.target:g}"
            yield self.problem((*path, "target"), expected, came, "Correct the number.", "out_of_range")

    def _anchor(self, places: Mapping[str, str | None], path: Path) -> Iterator[Problem]:
        """Report a thing that stands at no place or at several."""
        if path in self.reading.unreadable or any((*path, name) in self.reading.unreadable for name in places):
            return
        named = [name for name, place in places.items() if place is not None]
        if len(named) != 1:
            expected = f"exactly one of {' and '.join(places)}"
            came = " and ".join(named) or "neither"
            yield self.problem(path, expected, came, "Say where on the map it stands.", "anchor")


def _anchors(thing: Card | EmotionPoint | Automation) -> dict[str, str | None]:
    return {"phase": thing.phase, "step": thing.step, "placement": thing.placement}


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True
