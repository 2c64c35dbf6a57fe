"""Optimal alignment of observed paths with what a map expects.

A path is laid beside the map move by move: a touch that fits costs nothing, a touch that does not fit costs one, a
touch that the map asks for and nobody had costs one. The alignment of least cost is found by dynamic programming over
the touches of the path and the states of the map (after Adriansyah, Sheahan and van der Aalst, 2011). Cost vectors
less their minimum come back again and again, so each is worked out once: a path is then a walk through known vectors.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wegmarke.domain import UsageError
from wegmarke.maps.conformance.expected import Expected
from wegmarke.maps.conformance.states import states_of

FITS: Final = "fits"
UNPLANNED: Final = "unplanned"
MISSING: Final = "missing"
_FAR: Final = 1 << 20
_MOST_KEPT: Final = 64_000_000
Costs = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Move:
    """One move: a touch that fits, a touch that does not, or a touch that is missing.

    Attributes:
        position: of the touch in the path, from 0; of a missing one that of the touch before which it is missed.
        place: number of the place; -1 for a touch that does not fit.
        stretch: number of the stretch the path is in.
    """

    kind: str
    position: int
    place: int
    stretch: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The moves of least cost.

    Attributes:
        cost: touches that do not fit, and missing ones.
        worst: cost if nothing fitted: all touches, and all that the shortest path of the map asks for.
    """

    cost: int
    worst: int
    moves: tuple[Move, ...]

    @property
    def fitness(self) -> float:
        """Return 1 for a path that follows the map, 0 for one of which nothing fits."""
        return 1.0 - self.cost / self.worst if self.worst else 1.0


@dataclass(frozen=True, slots=True)
class _Layer:
    """Costs of all states at one point of a path, less their minimum; `arrived` before missing touches are added."""

    arrived: Costs
    closed: Costs


class Aligner:
    """Aligns paths with one map; what it found out for one path helps with the next."""

    def __init__(self, expected: Expected, *, whole: bool = False) -> None:
        """Number the states of the map.

        Args:
            expected: what the map expects.
            whole: a path is over: what the map asks for behind its last touch is missing. Otherwise it is not.

        Raises:
            UsageError: when the map has too many states.
        """
        self.expected, self.whole = expected, whole
        self._states = states_of(expected)
        self._index()
        start = np.full(len(self._states.stretch), _FAR, np.int32)
        start[0] = 0
        self._begin()
        self._first = self._keep(start)
        self._shortest = int(self._layers[self._first].closed[self._states.end]) if whole else 0
        if self._shortest >= _FAR:
            raise UsageError(
                f"map {expected.map}: expected a way that ends; got ways that only lead back. Let a step lead on, or "
                "add a way of kind exit."
            )

    def _index(self) -> None:
        """Lay the moves out as columns."""
        states, places = self._states, self.expected.places
        ways = [(a, b, 1) for a, _, b in states.owing] + [(a, b, 0) for a, b in states.silent]
        ways.sort(key=lambda way: way[1])
        columns = np.array(ways, np.int32).reshape(-1, 3)
        self._from, self._to, self._costs = columns[:, 0], columns[:, 1], columns[:, 2]
        self._targets, self._starts = np.unique(self._to, return_index=True)
        self._into: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for a, b in states.silent:
            self._into[b].append((a, 0, -1))
        for a, place, b in states.owing:
            self._into[b].append((a, 1, place))
        passing: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for a, place, b in states.passing:
            passing[places[place].touchpoint].append((a, b, place))
        self._stretch_of = {
            place: number for number, stretch in enumerate(self.expected.stretches) for place in stretch.places
        }
        self._passing = {name: np.array(moves, np.int32) for name, moves in passing.items()}

    def _begin(self) -> None:
        """Forget nothing but what can be worked out again."""
        self._layers: list[_Layer] = []
        self._known: dict[bytes, int] = {}
        self._next: dict[tuple[int, str], tuple[int, int]] = {}
        self._back: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {}

    def align(self, path: Sequence[str]) -> Alignment:
        """Align a path, given as ids of touchpoints in order."""
        if len(self._layers) * len(self._states.stretch) * 8 > _MOST_KEPT:
            self._restart()
        layers, offsets = [self._first], [0]
        for touchpoint in path:
            layer, offset = self._step(layers[-1], touchpoint)
            layers.append(layer)
            offsets.append(offsets[-1] + offset)
        closed = self._layers[layers[-1]].closed
        # of equally cheap ends the farthest: there more touches fit
        state = self._states.end if self.whole else closed.size - 1 - int(closed[::-1].argmin())
        cost = offsets[-1] + int(closed[state])
        return Alignment(cost, len(path) + self._shortest, self._moves(path, layers, offsets, state))

    def _restart(self) -> None:
        start = self._layers[self._first].arrived.copy()
        self._begin()
        self._first = self._keep(start)

    def _step(self, layer: int, touchpoint: str) -> tuple[int, int]:
        """Return the layer behind a touch, and by how much its minimum is higher."""
        key = (layer, touchpoint)
        found = self._next.get(key)
        if found is None:
            closed = self._layers[layer].closed
            arrived = np.minimum(closed + 1, _FAR).astype(np.int32)
            moves = self._passing.get(touchpoint)
            if moves is not None:
                np.minimum.at(arrived, moves[:, 1], closed[moves[:, 0]])
            offset = int(arrived.min())
            arrived[arrived < _FAR] -= offset
            found = self._next[key] = (self._keep(arrived), offset)
        return found

    def _keep(self, arrived: Costs) -> int:
        key = arrived.tobytes()
        if key not in self._known:
            self._known[key] = len(self._layers)
            self._layers.append(_Layer(arrived, self._closed(arrived)))
        return self._known[key]

    def _closed(self, arrived: Costs) -> Costs:
        """Let missing touches and silent moves lead on from every state, as far as that is cheaper."""
        closed = arrived.copy()
        if not self._targets.size:
            return closed
        while True:
            offered = np.minimum.reduceat(closed[self._from] + self._costs, self._starts)
            better = offered < closed[self._targets]
            if not better.any():
                return closed
            closed[self._targets[better]] = offered[better]

    def _moves(self, path: Sequence[str], layers: list[int], offsets: list[int], state: int) -> tuple[Move, ...]:
        moves: list[Move] = []
        stretch = self._states.stretch
        for position in range(len(path), -1, -1):
            state, missing = self._arrival(layers[position], state)
            moves.extend(Move(MISSING, position, place, self._stretch_of[place]) for place in missing)
            if position == 0:
                break
            before = self._layers[layers[position - 1]].closed
            target = int(self._layers[layers[position]].arrived[state]) + offsets[position] - offsets[position - 1]
            came = self._came(path[position - 1], state, before, target)
            if came is None:
                moves.append(Move(UNPLANNED, position - 1, -1, stretch[state]))
            else:
                state, place = came
                moves.append(Move(FITS, position - 1, place, self._stretch_of[place]))
        return tuple(reversed(moves))

    def _arrival(self, layer: int, state: int) -> tuple[int, tuple[int, ...]]:
        """Return the state at which the touch arrived, and the places missed from there on, the last one first."""
        found = self._back.get((layer, state))
        if found is None:
            kept = self._layers[layer]
            seen: dict[int, tuple[int, ...]] = {state: ()}
            waiting = deque([state])
            while kept.arrived[waiting[0]] != kept.closed[waiting[0]]:
                here = waiting.popleft()
                for earlier, cost, place in self._into[here]:
                    if earlier not in seen and kept.closed[earlier] + cost == kept.closed[here]:
                        seen[earlier] = (*seen[here], *((place,) if cost else ()))
                        waiting.append(earlier)
            found = self._back[layer, state] = (waiting[0], seen[waiting[0]])
        return found

    def _came(self, touchpoint: str, state: int, before: Costs, target: int) -> tuple[int, int] | None:
        """Return from where a touch that fits came, and its place; None where it does not fit."""
        moves = self._passing.get(touchpoint)
        if moves is None:
            return None
        for earlier, _, place in moves[moves[:, 1] == state].tolist():
            if before[earlier] == target:
                return earlier, place
        return None
