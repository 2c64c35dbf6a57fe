"""Which identifiers belong together: connected over links, as far as the guards allow.

Links are taken in an order that is a property of the data: what somebody decided by hand first, then evidence that
names persons, then evidence of devices; the oldest first. Each joins two clusters or is held, with the guard that
holds it (Kruskal's algorithm, 1956, with a condition). So the same links give the same clusters, in whatever order
they arrived. Union by smallest number with path halving (Tarjan, "Efficiency of a Good But Not Linear Set Union
Algorithm", 1975).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wegmarke.domain.persons import MOST_IDENTIFIERS, HeldBy
from wegmarke.identity.guards import MOST_NEIGHBOURS, is_weak, most

BY_HAND = "by_hand"
"""Reason of a link that somebody made: no guard has anything to say about it."""

SAME_EVENT = "same_event"
"""Reason of a link that an event made by naming both."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier: its number, its kind, and its keyed hash, which is the same whenever it arrives."""

    number: int
    kind: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class Evidence:
    """A link that counts: the two identifiers, smaller number first, why, and since when (µs since 1970)."""

    one: int
    other: int
    reason: str
    observed_at: int


@dataclass(frozen=True, slots=True)
class Settled:
    """Who belongs together.

    Attributes:
        owner: for each identifier the smallest number in its cluster.
        held: links that join nobody, and the guard that holds them.
    """

    owner: dict[int, int]
    held: dict[tuple[int, int], HeldBy]


def settle(identifiers: Sequence[Identifier], evidence: Sequence[Evidence], neighbours: Mapping[int, int]) -> Settled:
    """Join what links connect, as far as the guards allow.

    Args:
        identifiers: identifiers that hang together, all of them.
        evidence: every link between them, also those that were held before.
        neighbours: with how many others each identifier was named together, those outside included.
    """
    known = {identifier.number: identifier for identifier in identifiers}
    parent = {number: number for number in known}
    counted = {identifier.number: Counter({identifier.kind: 1}) for identifier in identifiers}
    held: dict[tuple[int, int], HeldBy] = {}
    for link in sorted(evidence, key=lambda link: _turn(link, known)):
        first, second = _root(parent, link.one), _root(parent, link.other)
        is_shared = max(neighbours[link.one], neighbours[link.other]) > MOST_NEIGHBOURS
        if first == second and not is_shared:
            continue
        guard = HeldBy.SHARED if is_shared else _objection(counted[first], counted[second], link, known)
        if guard is not None and link.reason == SAME_EVENT:
            held[link.one, link.other] = guard
        elif first != second:
            parent[max(first, second)] = min(first, second)
            counted[min(first, second)] = together(counted[first], counted[second], is_stated(link, known))
    return Settled({number: _root(parent, number) for number in parent}, held)


def together(first: Counter[str], second: Counter[str], same: bool) -> Counter[str]:
    """Count the identifiers of two clusters that become one; two names for the same user count as one."""
    return first + second - Counter({"user_id": 1} if same else {})


def is_stated(link: Evidence, known: Mapping[int, Identifier]) -> bool:
    """Tell whether a sender said in so many words that two ids are one user, as `alias` does."""
    return known[link.one].kind == known[link.other].kind == "user_id"


def _turn(link: Evidence, known: Mapping[int, Identifier]) -> tuple[int, int, bytes, bytes]:
    low, high = sorted((known[link.one].hash, known[link.other].hash))
    return _rank(link, known), link.observed_at, low, high


def _rank(link: Evidence, known: Mapping[int, Identifier]) -> int:
    if link.reason != SAME_EVENT:
        return 0
    if is_stated(link, known):
        return 1
    return 3 if _is_weak(link, known) else 2


def _is_weak(link: Evidence, known: Mapping[int, Identifier]) -> bool:
    return is_weak(known[link.one].kind) or is_weak(known[link.other].kind)


def _objection(
    first: Counter[str], second: Counter[str], link: Evidence, known: Mapping[int, Identifier]
) -> HeldBy | None:
    if _is_weak(link, known) and _is_known(first) and _is_known(second):
        return HeldBy.KNOWN_TWICE
    both = together(first, second, is_stated(link, known))
    if both.total() > MOST_IDENTIFIERS:
        return HeldBy.MOST_IDENTIFIERS
    if any(first[kind] and both[kind] > most(kind) for kind in second):
        return HeldBy.MOST_OF_A_KIND
    return None


def _is_known(counted: Counter[str]) -> bool:
    return any(not is_weak(kind) for kind, count in counted.items() if count)


def _root(parent: dict[int, int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number
