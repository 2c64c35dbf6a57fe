"""Circles in an order that should have none."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter


def cycles(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return one circle of each knot of (earlier, later) pairs, each written from its smallest name on.

    >>> cycles([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")])
    [('a', 'b', 'c')]
    """
    left = list(pairs)
    found: list[tuple[str, ...]] = []
    while circle := _circle(left):
        found.append(circle)
        left = [pair for pair in left if pair[0] not in circle or pair[1] not in circle]
    return sorted(found)


def _circle(pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    order: TopologicalSorter[str] = TopologicalSorter()
    for earlier, later in pairs:
        order.add(later, earlier)
    try:
        order.prepare()
    except CycleError as error:
        names: list[str] = error.args[1][:-1]
        first = names.index(min(names))
        return (*names[first:], *names[:first])
    return ()
