"""Parents, group heads and circles, by jumping along the parents: twice as far with every round.

After as many steps as there are accounts, a way up has ended at a head or goes round in a circle for ever. Doubling
the steps gets there in a logarithm of rounds, however long the chain and whatever circle the data hold (the pointer
jumping of parallel list ranking: JaJa, An Introduction to Parallel Algorithms, 1992, section 3.1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Hierarchy:
    """What the parents of some accounts come to.

    Attributes:
        accounts: numbers, rising.
        heads: the head of each account's group; itself where it has no parent, 0 where the way up ends in a circle.
        levels: how many parents stand above each account; 0 as well where the way up ends in a circle.
        circles: accounts that are their own ancestors, one list per circle, in rising order.
    """

    accounts: Numbers
    heads: Numbers
    levels: Numbers
    circles: tuple[tuple[int, ...], ...]


def hierarchy(children: Numbers, parents: Numbers) -> Hierarchy:
    """Find heads and circles of (child, parent) pairs; each child stands once."""
    accounts = np.unique(np.concatenate([children, parents]))
    above = np.arange(len(accounts))
    above[np.searchsorted(accounts, children)] = np.searchsorted(accounts, parents)
    in_itself = np.zeros(len(accounts), dtype=bool)
    in_itself[np.searchsorted(accounts, children[children == parents])] = True
    end, least = above.copy(), np.minimum(above, np.arange(len(accounts)))
    steps = (above != np.arange(len(accounts))).astype(np.int64)
    for _ in range(max(1, len(accounts).bit_length())):
        steps = steps + steps[end]
        least = np.minimum(least, least[end])
        end = end[end]
    is_head = (above[end] == end) & ~in_itself[end]
    return Hierarchy(
        accounts,
        np.where(is_head, accounts[end], 0),
        np.where(is_head, steps, 0),
        _circles(accounts, np.unique(end[~is_head]), least),
    )


def _circles(accounts: Numbers, places: Numbers, least: Numbers) -> tuple[tuple[int, ...], ...]:
    found: dict[int, list[int]] = {}
    for place in places.tolist():
        found.setdefault(int(least[place]), []).append(int(accounts[place]))
    return tuple(tuple(circle) for _, circle in sorted(found.items()))
