"""Which identifiers belong together: connected over links, as far as the guards allow.

Links are taken in an order that is a property of the data: what somebody decided by hand first, then evidence that
names persons, then evidence of devices; the oldest first. Each joins two clusters or is held, with the guard that
holds it (Kruskal's algorithm, 1956, with a condition). So the same links give the same clusters, in whatever order
they arrived. Union by smallest number with path halving (Tarjan, "Efficiency of a Good But Not Linear Set Union
Algorithm", 1975).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from wegmarke.domain.identity_rules import IdentityRules, Period
from wegmarke.domain.persons import HeldBy
from wegmarke.identity.guards import densest, is_weak

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


@dataclass(frozen=True, slots=True)
class About:
    """What is known of identifiers from all of their links, those outside what is weighed included.

    Attributes:
        neighbours: with how many others each was named together.
        seen: time of the earliest evidence of each, µs since 1970.
        blocked: identifiers whose value identifies nobody.
    """

    neighbours: Mapping[int, int]
    seen: Mapping[int, int]
    blocked: Collection[int] = ()


class Cluster:
    """Identifiers that are one: how many of each kind count, and when each was seen first."""

    __slots__ = ("counted", "seen")

    def __init__(self, counted: Counter[str], seen: list[tuple[str, int]]) -> None:
        self.counted = counted
        self.seen = seen


def settle(
    identifiers: Sequence[Identifier], evidence: Sequence[Evidence], about: About, rules: IdentityRules
) -> Settled:
    """Join what links connect, as far as the guards allow.

    Args:
        identifiers: identifiers that hang together, all of them.
        evidence: every link between them, also those that were held before.
        about: what all of their links say about each.
        rules: limits.
    """
    known = {identifier.number: identifier for identifier in identifiers}
    parent = {number: number for number in known}
    clusters = {
        number: Cluster(Counter({found.kind: 1}), [(found.kind, about.seen.get(number, 0))])
        for number, found in known.items()
    }
    held: dict[tuple[int, int], HeldBy] = {}
    for link in sorted(evidence, key=lambda link: _turn(link, known)):
        first, second = _root(parent, link.one), _root(parent, link.other)
        guard = _of_an_end(link, about, rules)
        if first == second and guard is None:
            continue
        guard = guard or _objection(clusters[first], clusters[second], link, known, rules)
        if guard is not None and link.reason == SAME_EVENT:
            held[link.one, link.other] = guard
        elif first != second:
            low, high = min(first, second), max(first, second)
            parent[high] = low
            clusters[low] = _one_of(clusters[low], clusters.pop(high), is_stated(link, known))
    return Settled({number: _root(parent, number) for number in parent}, held)


def _one_of(first: Cluster, second: Cluster, same: bool) -> Cluster:
    return Cluster(together(first.counted, second.counted, same), first.seen + second.seen)


def _of_an_end(link: Evidence, about: About, rules: IdentityRules) -> HeldBy | None:
    """Return the guard that holds every link of one of the two, whoever they belong to."""
    if link.one in about.blocked or link.other in about.blocked:
        return HeldBy.BLOCKED
    is_shared = max(about.neighbours[link.one], about.neighbours[link.other]) > rules.most_neighbours
    return HeldBy.SHARED if is_shared else None


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
    first: Cluster, second: Cluster, link: Evidence, known: Mapping[int, Identifier], rules: IdentityRules
) -> HeldBy | None:
    if _is_weak(link, known) and _is_known(first.counted) and _is_known(second.counted):
        return HeldBy.KNOWN_TWICE
    both = together(first.counted, second.counted, is_stated(link, known))
    if both.total() > rules.most_identifiers:
        return HeldBy.MOST_IDENTIFIERS
    for kind in second.counted:
        if first.counted[kind] and both[kind] > rules.limit(kind).most and _is_over(kind, both, first, second, rules):
            return HeldBy.MOST_OF_A_KIND
    return None


def _is_over(kind: str, both: Counter[str], first: Cluster, second: Cluster, rules: IdentityRules) -> bool:
    """Tell whether a kind of which there are many altogether is over its limit in some period."""
    limit = rules.limit(kind)
    if limit.per is Period.EVER:
        return True
    seen = [at for found, at in first.seen + second.seen if found == kind]
    # Two names that a sender gave the same user count as one.
    return densest(seen, limit) - (len(seen) - both[kind]) > limit.most


def _is_known(counted: Counter[str]) -> bool:
    return any(not is_weak(kind) for kind, count in counted.items() if count)


def _root(parent: dict[int, int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number
