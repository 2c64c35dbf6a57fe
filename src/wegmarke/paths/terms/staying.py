"""Stays of units in phases: the way through a map, reduced to the moments at which the phase changed.

At each moment a unit is in the phase it entered last. Touches of one instant have no order that means anything, so the
phase that stands furthest right has priority among theirs. Touches without a phase change nothing; coming back to a
phase is another stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
Int64s: TypeAlias = npt.NDArray[np.int64]
PhaseNumbers: TypeAlias = npt.NDArray[np.uint8]
MOST_PHASES = 255


@dataclass(frozen=True)
class Stays:
    """Stays of all units that entered a phase.

    Attributes:
        units: numbers of units.
        starts: where each unit's stays begin; its end is the next one's start; shape (units + 1,).
        phase: number of the phase, from 1; shape (stays,), per unit in the order in which they were entered.
        entered_at: microseconds since 1970, UTC; a stay ends when the unit's next one begins.
    """

    units: Int64s
    starts: Int64s
    phase: PhaseNumbers
    entered_at: Int64s

    @classmethod
    def of(cls, units: Int64s, sizes: Int64s, phase: PhaseNumbers, entered_at: Int64s) -> Stays:
        """Make stays from how many each unit has; units without any are left out."""
        some = sizes > 0
        starts = np.concatenate(([0], np.cumsum(sizes[some]))).astype(np.int64)
        return cls(units[some], starts, phase, entered_at)

    @classmethod
    def together(cls, parts: Sequence[Stays]) -> Stays:
        """Return the stays of all parts, each of which has units of its own."""
        sizes = np.concatenate([np.diff(part.starts) for part in parts])
        columns = [np.concatenate([getattr(part, name) for part in parts]) for name in ("units", "phase", "entered_at")]
        return cls.of(columns[0], sizes, columns[1], columns[2])

    def spread(self, work: Callable[[int, int], T]) -> list[T]:
        """Call work(first, last) for ranges of units, one thread each."""
        from wegmarke.paths.spread import spread

        return spread(self.starts, work)

    def last(self) -> Int64s:
        """Return the place of each unit's last stay, in which it still is."""
        return self.starts[1:] - 1
