"""Which identifiers belong together: connected components over links, the oldest one gives the number.

Union by smallest number with path halving (Tarjan, "Efficiency of a Good But Not Linear Set Union
Algorithm", 1975). Only links that say something new are walked, so the work is small.
"""

from __future__ import annotations

from collections.abc import Iterable


def owners(links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return, for each number named in the links, the smallest number it is connected with."""
    parent: dict[int, int] = {}
    for one, other in links:
        first, second = _root(parent, one), _root(parent, other)
        if first != second:
            parent[max(first, second)] = min(first, second)
    return {number: _root(parent, number) for number in parent}


def _root(parent: dict[int, int], number: int) -> int:
    parent.setdefault(number, number)
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number
