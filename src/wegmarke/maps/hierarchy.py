"""Life cycle, macro, micro: maps that look closer at a phase or step of another, and what rolls up from them.

Emotion of a map is the mean of its expected points over all personas, place by place; of a map with closer looks, each
looked-at phase counts by what its closest maps say. Open pains add up. A metric rolls up where closer maps have one of
the same code: counts are added, rates, days and scores are averaged by n (for medians an estimate), and of persons and
accounts, which several maps may share, the largest number is taken: so many there are at least.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from wegmarke.domain import MapNumbers, Measure, MetricNumber, UsageError
from wegmarke.domain.map_versions import MapBranch, RolledMetric
from wegmarke.maps.cycles import cycles
from wegmarke.maps.document import JourneyMap

_ADDED: Final = (Measure.TOUCHES, Measure.VALUE)
_CLOSED: Final = ("resolved", "dismissed")


@dataclass(frozen=True, slots=True)
class Measured:
    """A map and what was measured on it."""

    document: JourneyMap
    numbers: MapNumbers | None = None


def hierarchy(maps: Mapping[str, Measured], root: str) -> MapBranch:
    """Return a map with all maps that look closer at it, each with what rolls up.

    Args:
        maps: by id.
        root: id of the map to begin with.

    Raises:
        UsageError: when a map looks closer at itself over any number of maps, or names a place that is not there.
    """
    _check(maps)
    children: dict[str, list[str]] = {}
    for name, one in maps.items():
        if one.document.parent is not None:
            children.setdefault(one.document.parent.map, []).append(name)
    return _branch(maps, children, root)


def emotion_of(journey_map: JourneyMap, phase: str | None = None) -> float | None:
    """Return the mean expected emotion of a map or of one of its phases; None where nothing is expected."""
    points = [point for point in journey_map.emotions if point.basis == "expected"]
    places = journey_map.phases_of(tuple(points))
    found = [point.value for point, at in zip(points, places, strict=True) if phase is None or at == phase]
    return fmean(found) if found else None


def open_pains(journey_map: JourneyMap, phase: str | None = None) -> int:
    """Count the pains of a map or of one of its phases that nobody has resolved or dismissed."""
    pains = [card for card in journey_map.cards("pain") if card.status not in _CLOSED]
    return sum(phase is None or at == phase for at in journey_map.phases_of(tuple(pains)))


def _branch(maps: Mapping[str, Measured], children: Mapping[str, Sequence[str]], name: str) -> MapBranch:
    one = maps[name]
    below = tuple(_branch(maps, children, child) for child in children.get(name, ()))
    by_phase: dict[str, list[MapBranch]] = {}
    for branch in below:
        by_phase.setdefault(branch.phase, []).append(branch)
    phases = [phase.id for phase in one.document.phases]
    return MapBranch(
        map=name,
        title=one.document.title,
        level=one.document.level or "",
        state=one.document.state,
        phase=_place(maps, one.document),
        emotion=_rolled_emotion(one.document, phases, by_phase),
        open_pains=open_pains(one.document) + sum(branch.open_pains for branch in below),
        metrics=tuple(_rolled(one, below)),
        closer=below,
    )


def _rolled_emotion(
    journey_map: JourneyMap, phases: Sequence[str], by_phase: Mapping[str, Sequence[MapBranch]]
) -> float | None:
    found: list[float] = []
    for phase in phases:
        closer = [branch.emotion for branch in by_phase.get(phase, ()) if branch.emotion is not None]
        own = emotion_of(journey_map, phase)
        if closer:
            found.append(fmean(closer))
        elif own is not None:
            found.append(own)
    return fmean(found) if found else None


def _rolled(one: Measured, below: Sequence[MapBranch]) -> Iterator[RolledMetric]:
    for metric in one.document.metrics:
        own = one.numbers.metrics.get(metric.id) if one.numbers else None
        closer = [inner for branch in below for inner in branch.metrics if metric.code and inner.code == metric.code]
        seen = [inner for inner in closer if inner.value is not None]
        value, n = _combined(metric.measure, seen) if seen else _own(own)
        yield RolledMetric(metric.id, metric.code, metric.title, metric.measure.value, value, n, bool(seen))


def _combined(measure: Measure, seen: Sequence[RolledMetric]) -> tuple[float | None, int]:
    values = [(inner.value, inner.n) for inner in seen if inner.value is not None]
    n = sum(count for _, count in values)
    if measure in _ADDED:
        return sum(value for value, _ in values), n
    # Persons and accounts of several maps may be the same ones: the largest is what is certain.
    if measure in (Measure.PERSONS, Measure.ACCOUNTS):
        return max(value for value, _ in values), max(count for _, count in values)
    return (sum(value * count for value, count in values) / n, n) if n else (None, 0)


def _own(number: MetricNumber | None) -> tuple[float | None, int]:
    if number is None or number.suppressed:
        return None, 0
    return number.value, number.n


def _place(maps: Mapping[str, Measured], document: JourneyMap) -> str:
    """Return the phase of the parent that a map looks closer at; empty where it names none."""
    parent = document.parent
    if parent is None or parent.map not in maps:
        return ""
    return parent.phase or maps[parent.map].document.phase_of_step().get(parent.step or "", "")


def _check(maps: Mapping[str, Measured]) -> None:
    pairs = [(one.document.parent.map, name) for name, one in maps.items() if one.document.parent is not None]
    for circle in cycles(pairs):
        way = " → ".join((*circle, circle[0]))
        raise UsageError(
            f"maps: expected maps that look closer at others without a circle; got {way}. Change a parent."
        )
    for name, one in maps.items():
        parent = one.document.parent
        if parent is None or parent.map not in maps:
            continue
        above = maps[parent.map].document
        places = {phase.id for phase in above.phases} | {step.id for step in above.steps}
        for place in (parent.phase, parent.step):
            if place is not None and place not in places:
                raise UsageError(
                    f"map {name}, parent: expected a phase or step of the map {parent.map}; got {place!r}. Correct it."
                )
