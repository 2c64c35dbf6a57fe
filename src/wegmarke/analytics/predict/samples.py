"""What a model learns from and is asked about: units at cut-offs, with features of the time before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from wegmarke.domain import LocalizedText

Floats: TypeAlias = npt.NDArray[np.float64]
Int64s: TypeAlias = npt.NDArray[np.int64]
Truths: TypeAlias = npt.NDArray[np.bool_]

DAY = 86_400_000_000
"""Microseconds."""


@dataclass(frozen=True)
class Feature:
    """One column of what is known at a cut-off.

    Attributes:
        id: e.g. `recent:tp_demo`, or the name of a column.
        title: for readers.
        levels: of a category its values; empty for a number.
    """

    id: str
    title: LocalizedText
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Samples:
    """Units at cut-offs.

    Attributes:
        features: the columns.
        values: of shape (samples, features); NaN where nothing is known; of categories the place among the levels.
        unit: number of the unit per sample.
        at: cut-off per sample, microseconds; 0 where nobody knows.
    """

    features: tuple[Feature, ...]
    values: Floats
    unit: Int64s
    at: Int64s

    @property
    def size(self) -> int:
        """Return how many samples there are."""
        return self.unit.size

    def only(self, chosen: Truths | Int64s) -> Samples:
        """Return some of the samples."""
        return replace(self, values=self.values[chosen], unit=self.unit[chosen], at=self.at[chosen])
