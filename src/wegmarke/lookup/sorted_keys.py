"""Keys in sorted layers, as in a log-structured merge tree (O'Neil et al., 1996), in memory.

New keys are a layer of their own; layers of similar size are merged, so that there are few of them and each key is
copied a logarithmic number of times. A B-tree on the disk would write a page for each scattered key.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.generic]

_GROWTH = 4
"""A layer is merged into the one before it unless that is so many times larger."""


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found, one row per pair of an asked key and an equal known one.

    Attributes:
        place: place of the asked key in the question.
        values: what was kept with the known key, one array per column.
    """

    place: npt.NDArray[np.int64]
    values: tuple[Numbers, ...]


@dataclass(frozen=True, slots=True)
class _Layer:
    keys: Keys
    values: tuple[Numbers, ...]


class SortedKeys:
    """Keys of 64 bits, each with some numbers; equal keys may stand beside each other."""

    def __init__(self, *columns: np.dtype[np.generic] | type[np.generic]) -> None:
        """Make an empty one; `columns` are the types of what is kept with each key."""
        self._columns = tuple(np.dtype(column) for column in columns)
        self._layers: list[_Layer] = []

    def __len__(self) -> int:
        return sum(len(layer.keys) for layer in self._layers)

    def add(self, keys: Keys, *values: Numbers) -> None:
        """Add keys with what is kept for each."""
        if not len(keys):
            return
        kept = [np.asarray(column, dtype=kind) for column, kind in zip(values, self._columns, strict=True)]
        self._layers.append(_sorted(keys, kept))
        while len(self._layers) > 1 and len(self._layers[-2].keys) < _GROWTH * len(self._layers[-1].keys):
            second, first = self._layers.pop(), self._layers.pop()
            columns = zip(first.values, second.values, strict=True)
            self._layers.append(
                _sorted(np.concatenate([first.keys, second.keys]), [np.concatenate(pair) for pair in columns])
            )

    def find(self, keys: Keys) -> Matches:
        """Return every known key that equals one of these."""
        order = np.argsort(keys, kind="stable")
        asked = keys[order]
        places: list[npt.NDArray[np.int64]] = [np.empty(0, dtype=np.int64)]
        values: list[list[Numbers]] = [[np.empty(0, dtype=kind)] for kind in self._columns]
        for layer in self._layers:
            row, known = _equal(layer.keys, asked)
            places.append(order[row])
            for column, kept in zip(values, layer.values, strict=True):
                column.append(kept[known])
        return Matches(np.concatenate(places), tuple(np.concatenate(column) for column in values))


def _sorted(keys: Keys, values: list[Numbers]) -> _Layer:
    # A stable sort merges what is in order already in one pass.
    order = np.argsort(keys, kind="stable")
    return _Layer(keys[order], tuple(column[order] for column in values))


def _equal(known: Keys, asked: Keys) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the places of equal keys in both, which are sorted."""
    first = np.searchsorted(known, asked, side="left")
    equal = np.flatnonzero(known[np.minimum(first, len(known) - 1)] == asked)
    first = first[equal]
    many = np.searchsorted(known, asked[equal], side="right") - first
    if (many <= 1).all():
        return equal, first
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    return np.repeat(equal, many), np.repeat(first, many) + within
