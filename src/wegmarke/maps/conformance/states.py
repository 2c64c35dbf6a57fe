"""All states a path may be in on a map, and the moves between them.

A state says in which stretch the path is, and how often each of its places has been passed, as far as that matters. A
place that may be passed any number of times and asks for nothing has no part in it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from wegmarke.domain import UsageError
from wegmarke.maps.conformance.expected import END, Expected, Stretch

MOST_STATES: Final = 4_096


@dataclass(frozen=True, slots=True)
class States:
    """The states of a map, numbered from 0, which is the beginning.

    Attributes:
        passing: (state, place, state): a touch at the place leads from one to the other.
        owing: those of `passing` that the map asks for; left out, each of them is a missing touch.
        silent: (state, state): nothing need happen.
        stretch: of each state; the end stands in the last one.
        end: number of the state in which everything is over.
    """

    passing: tuple[tuple[int, int, int], ...]
    owing: tuple[tuple[int, int, int], ...]
    silent: tuple[tuple[int, int], ...]
    stretch: tuple[int, ...]
    end: int


Counts = tuple[int, ...]
_Key = tuple[int, Counts | None]


class _Walk:
    """Finds every state that can be reached."""

    def __init__(self, expected: Expected) -> None:
        self.expected = expected
        self.numbers: dict[_Key, int] = {}
        self.waiting: deque[_Key] = deque()
        self.passing: list[tuple[int, int, int]] = []
        self.owing: list[tuple[int, int, int]] = []
        self.silent: list[tuple[int, int]] = []
        self.orders = [_Order(expected, stretch) for stretch in expected.stretches]

    def number(self, key: _Key) -> int:
        if key not in self.numbers:
            if len(self.numbers) >= MOST_STATES:
                self._refuse()
            self.numbers[key] = len(self.numbers)
            self.waiting.append(key)
        return self.numbers[key]

    def walk(self) -> None:
        self.number((0, self.orders[0].nothing))
        while self.waiting:
            stretch, counts = key = self.waiting.popleft()
            if stretch == END:
                continue
            here = self.numbers[key]
            if counts is None:
                self._leave(here, stretch)
            else:
                self._pass(here, stretch, counts)
        self.number((END, None))

    def _pass(self, here: int, stretch: int, counts: Counts) -> None:
        order = self.orders[stretch]
        if order.is_over(counts) or (counts == order.nothing and self.expected.stretches[stretch].optional):
            self.silent.append((here, self.number((stretch, None))))
        for place in self.expected.stretches[stretch].places:
            after = order.after(counts, place)
            if after is None:
                continue
            move = (here, place, self.number((stretch, after)))
            self.passing.append(move)
            if order.is_owing(counts, place):
                self.owing.append(move)

    def _leave(self, here: int, stretch: int) -> None:
        told = self.expected.stretches[stretch]
        for onward in (*told.onward, *((stretch,) if told.again else ())):
            key = (END, None) if onward == END else (onward, self.orders[onward].nothing)
            self.silent.append((here, self.number(key)))

    def _refuse(self) -> None:
        largest = max(self.expected.stretches, key=lambda one: len(one.places))
        raise UsageError(
            f"map {self.expected.map}: expected at most {MOST_STATES} states in which a path can be; got more. The "
            f"phase {largest.phase!r} has {len(largest.places)} touchpoints in no order that are expected side by "
            "side. Spread them over several steps, or say with `after` in which order they come."
        )


class _Order:
    """Which places of a stretch may be passed next.

    Counts are those of the places that matter, in order, then of each choice whether it was made, and of an optional
    stretch whether it was begun.
    """

    def __init__(self, expected: Expected, stretch: Stretch) -> None:
        self.places = {number: expected.places[number] for number in stretch.places}
        later: dict[int, list[int]] = {number: [] for number in stretch.places}
        for number, place in self.places.items():
            for earlier in place.after:
                later[earlier].append(number)
        self.later = later
        self.highest = {number: self._highest(number) for number in stretch.places}
        self.counted = {number: slot for slot, number in enumerate(n for n in stretch.places if self.highest[n])}
        choices = dict.fromkeys(place.choice for place in self.places.values() if place.choice)
        self.chosen = {choice: len(self.counted) + slot for slot, choice in enumerate(choices)}
        # who began an optional stretch owes what it asks for, even after a touch that is not counted
        self.begun = len(self.counted) + len(self.chosen) if stretch.optional else None
        self.nothing: Counts = (0,) * (len(self.counted) + len(self.chosen) + stretch.optional)

    def _highest(self, number: int) -> int:
        """Return how far passings are told apart."""
        place = self.places[number]
        if place.most is not None:
            return place.most
        return max(place.least, 1 if place.after or self.later[number] else 0)

    def count(self, counts: Counts, number: int) -> int:
        return counts[self.counted[number]] if number in self.counted else 0

    def after(self, counts: Counts, number: int) -> Counts | None:
        """Return the counts after a touch at a place; None where it may not come now."""
        place = self.places[number]
        if any(self.count(counts, one) < self.places[one].least for one in place.after):
            return None
        if any(self.count(counts, one) for one in self.later[number]):
            return None
        if place.choice:
            counts = _with(counts, self.chosen[place.choice], 1)
        if self.begun is not None:
            counts = _with(counts, self.begun, 1)
        if number not in self.counted:
            return counts
        slot = self.counted[number]
        if counts[slot] == self.highest[number]:
            return counts if place.most is None else None
        return _with(counts, slot, counts[slot] + 1)

    def is_owing(self, counts: Counts, number: int) -> bool:
        place = self.places[number]
        is_open = bool(place.choice) and not counts[self.chosen[place.choice]]
        return is_open or self.count(counts, number) < place.least

    def is_over(self, counts: Counts) -> bool:
        return not any(self.is_owing(counts, number) for number in self.places)


def _with(counts: Counts, slot: int, value: int) -> Counts:
    return (*counts[:slot], value, *counts[slot + 1 :])


def states_of(expected: Expected) -> States:
    """Number the states of a map.

    Raises:
        UsageError: when there are more than `MOST_STATES`.
    """
    walk = _Walk(expected)
    walk.walk()
    last = len(expected.stretches) - 1
    return States(
        passing=tuple(walk.passing),
        owing=tuple(walk.owing),
        silent=tuple(walk.silent),
        stretch=tuple(last if stretch == END else stretch for stretch, _ in walk.numbers),
        end=walk.numbers[END, None],
    )
