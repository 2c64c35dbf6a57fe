"""The places of a map by number, and what units did after they were at one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.paths.terms.model import PhaseModel

Int64s: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Onward:
    """What units did after they were at a place.

    Attributes:
        units: units with a touch here.
        days: calendar days to the next phase, rising, each once.
        took: units that took so many days.
        out_of_order: units whose first touch in the next phase lies before the one here; they count in `took`.
    """

    units: int
    days: Int64s
    took: Int64s
    out_of_order: int

    @property
    def went_on(self) -> int:
        """Return how many units reached a later phase."""
        return int(self.took.sum())


NOBODY = Onward(0, np.empty(0, np.int64), np.empty(0, np.int64), 0)


@dataclass(frozen=True)
class Places:
    """The places of a map by number: phases that follow each other from 1 on, then exit phases, then touchpoints.

    Attributes:
        phases: ids of the phases in this order.
        leading: how many of them follow each other.
        touchpoints: ids of the touchpoints that stand in a phase.
        phase_at: per number the number of the phase; 0 stands for no place.
    """

    phases: tuple[str, ...]
    leading: int
    touchpoints: tuple[str, ...]
    phase_at: Int64s

    @classmethod
    def of(cls, model: PhaseModel) -> Places:
        """Number the places of a map."""
        sequence = [phase.id for phase in model.sequence()]
        phases = (*sequence, *(phase.id for phase in model.ordered() if phase.id not in sequence))
        number = {phase: place for place, phase in enumerate(phases, 1)}
        touchpoints = tuple(model.phase_of_touchpoint)
        own = [number[model.phase_of_touchpoint[touchpoint]] for touchpoint in touchpoints]
        return cls(phases, len(sequence), touchpoints, np.array([0, *number.values(), *own], np.int64))

    def of_codes(self, known: pa.Table) -> dict[int, int]:
        """Return the number of the touchpoint for each code of `Touches.known_codes`; others have none."""
        number = {touchpoint: place for place, touchpoint in enumerate(self.touchpoints, len(self.phases) + 1)}
        codes = zip(known["code"].to_pylist(), known["touchpoint"].to_pylist(), strict=True)
        return {int(code): number[touchpoint] for code, touchpoint in codes if touchpoint in number}
