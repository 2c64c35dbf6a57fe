"""Says where touchpoints stand: in the phases of the draft, or in phases cut from their order."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from wegmarke.documents import MAX_ID
from wegmarke.maps.discovery.cutting import cut_order
from wegmarke.maps.discovery.flow import Follows
from wegmarke.maps.document import JourneyMap, Phase, Step

_ROOM: Final = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a touchpoint is put.

    Attributes:
        is_placed: the draft has it there already, at this step.
    """

    phase: str
    step: str
    is_placed: bool


@dataclass(frozen=True)
class Layout:
    """Where everything is put.

    Attributes:
        spots: by touchpoint, in the order in which paths pass them.
        cut: ids of phases that are made of the order; none where the phases of the draft are taken.
        sequence: ids of all steps as they will stand, phase by phase.
    """

    spots: Mapping[str, Spot]
    cut: tuple[str, ...]
    sequence: tuple[str, ...]


def own_id(stem: str, name: str) -> str:
    """Return an id made of a word and an id, as long as ids may be."""
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-.") or "x"
    made = f"{stem}-{plain}"
    if len(made) <= MAX_ID and plain == name:
        return made
    return f"{made[: MAX_ID - _ROOM]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def lay_out(draft: JourneyMap, follows: Follows, *, by_order: bool, phases: int | None) -> Layout:
    """Put every kept touchpoint somewhere.

    By the map, a touchpoint stays where the draft has it, and another one goes into the phase with which paths connect
    it most. By order, phases are cut anew, and steps of the draft move into them.
    """
    stands = _stands(draft)
    if by_order:
        numbers = cut_order(follows.hops, phases)
        ids = tuple(f"phase-{number + 1}" for number in range(max(numbers, default=-1) + 1))
        chosen = [ids[number] for number in numbers]
    else:
        ids = ()
        chosen = _by_map(draft, follows, stands)
    spots = {}
    for name, phase in zip(follows.names, chosen, strict=True):
        step = stands.get(name)
        spots[name] = Spot(phase, step.id if step else own_id("at", name), step is not None)
    return Layout(spots, ids, _sequence(draft, spots, ids))


def _stands(draft: JourneyMap) -> dict[str, Step]:
    """Return the first step of each placed touchpoint."""
    steps = {step.id: step for step in draft.steps}
    found: dict[str, Step] = {}
    for placement in draft.placements:
        found.setdefault(placement.touchpoint, steps[placement.step])
    return found


def _by_map(draft: JourneyMap, follows: Follows, stands: Mapping[str, Step]) -> list[str]:
    order = [phase.id for phase in draft.phases]
    known = [stands[name].phase if name in stands else None for name in follows.names]
    both_ways = follows.hops + follows.hops.T
    chosen = []
    for number, phase in enumerate(known):
        if phase is not None:
            chosen.append(phase)
            continue
        drawn = dict.fromkeys(order, 0)
        for other, its in enumerate(known):
            if its is not None:
                drawn[its] += int(both_ways[number, other])
        best = max(drawn.values())
        near = _neighbour(known, number) or order[0]
        chosen.append(near if drawn[near] == best else next(one for one in order if drawn[one] == best))
    return chosen


def _neighbour(known: Sequence[str | None], number: int) -> str | None:
    """Return the phase of the nearest touchpoint in the order that stands somewhere, the earlier one of two."""
    there = [other for other, phase in enumerate(known) if phase is not None]
    if not there:
        return None
    return known[min(there, key=lambda other: (abs(other - number), other))]


def _sequence(draft: JourneyMap, spots: Mapping[str, Spot], cut: Sequence[str]) -> tuple[str, ...]:
    phases = [*(phase.id for phase in draft.phases), *(one for one in cut if one not in _ids(draft.phases))]
    moved = {spot.step: spot.phase for spot in spots.values()}
    found: list[str] = []
    for phase in phases:
        here = [step.id for step in draft.steps if moved.get(step.id, step.phase) == phase]
        last = -1
        for spot in spots.values():
            if spot.phase != phase:
                continue
            if spot.step not in here:
                here.insert(last + 1, spot.step)
            last = here.index(spot.step)
        found += here
    return tuple(found)


def _ids(phases: Sequence[Phase]) -> set[str]:
    return {phase.id for phase in phases}


def units_at(follows: Follows, names: Sequence[str]) -> int:
    """Return how many units have a touch at any of some touchpoints."""
    wanted = {follows.number[name] for name in names}
    return sum(count for path, count in follows.variants if not wanted.isdisjoint(path))


def alongside(follows: Follows, names: Sequence[str], least: int, clear: float) -> list[list[str]]:
    """Return rows of neighbours whose order is not decided: neither comes first in `clear` of the units with both."""
    rows: list[list[str]] = []
    for before, name in zip([None, *names], names, strict=False):
        if before is not None:
            a, b = follows.number[before], follows.number[name]
            share = float(np.maximum(follows.before[a, b], follows.before[b, a]))
            if follows.both[a, b] >= least and share < clear:
                rows[-1].append(name)
                continue
        rows.append([name])
    return [row for row in rows if len(row) > 1]
