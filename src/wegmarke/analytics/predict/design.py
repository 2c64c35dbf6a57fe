"""From features to columns that a model computes with: ranges of values, and one column per value of a category."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wegmarke.analytics.predict.samples import Feature, Floats, Int64s, Samples

_RANGES = 6
_FEWEST_OF_LEVEL = 20


@dataclass(frozen=True)
class Design:
    """How features become columns of ones and zeros; whatever is not known has a column of its own.

    Attributes:
        features: as many as the samples have.
        bounds: of numbers, where a range ends and the next one begins; empty for categories.
        levels: of categories, the places of the levels that have a column; empty for numbers.
    """

    features: tuple[Feature, ...]
    bounds: tuple[tuple[float, ...], ...]
    levels: tuple[tuple[int, ...], ...]

    @property
    def sizes(self) -> list[int]:
        """Return how many columns each feature has; the first one stands for what is not known, or for others."""
        return [
            1 + (len(levels) if feature.levels else len(bounds) + 1)
            for feature, bounds, levels in zip(self.features, self.bounds, self.levels, strict=True)
        ]

    @property
    def owner(self) -> Int64s:
        """Return the feature of each column."""
        return np.repeat(np.arange(len(self.features)), self.sizes)

    def places(self, values: Floats) -> Int64s:
        """Return, per sample and feature, the column in which it has its one; shape (samples, features)."""
        found = np.zeros(values.shape, np.int64)
        begin = 0
        for number, (feature, size) in enumerate(zip(self.features, self.sizes, strict=True)):
            column, known = values[:, number], ~np.isnan(values[:, number])
            if feature.levels:
                order = np.zeros(len(feature.levels) + 1, np.int64)
                for place, level in enumerate(self.levels[number]):
                    order[level] = place + 1
                place_of = np.where(known, column, len(feature.levels)).astype(np.int64)
                found[:, number] = begin + order[place_of]
            else:
                inside = np.searchsorted(np.array(self.bounds[number]), column, side="right") + 1
                found[:, number] = begin + np.where(known, inside, 0)
            begin += size
        return found


def design_of(samples: Samples) -> Design:
    """Find ranges with about as many samples each, and the levels that occur often enough."""
    bounds: list[tuple[float, ...]] = []
    levels: list[tuple[int, ...]] = []
    for number, feature in enumerate(samples.features):
        column = samples.values[:, number]
        column = column[~np.isnan(column)]
        if feature.levels:
            often = np.bincount(column.astype(np.int64), minlength=len(feature.levels))
            levels.append(tuple(np.flatnonzero(often >= _FEWEST_OF_LEVEL).tolist()))
            bounds.append(())
        else:
            levels.append(())
            bounds.append(_bounds(column))
    return Design(samples.features, tuple(bounds), tuple(levels))


def _bounds(column: Floats) -> tuple[float, ...]:
    if not column.size:
        return ()
    smallest = float(column.min())
    parts = np.quantile(column, np.arange(1, _RANGES) / _RANGES)
    # what is zero for most has one range of its own, and the others share the rest
    above = column[column > smallest]
    if above.size and np.unique(parts).size < _RANGES - 1:
        parts = np.quantile(above, np.arange(_RANGES - 1) / (_RANGES - 1))
    return tuple(float(bound) for bound in np.unique(parts) if bound > smallest)
