"""Going on from a place of a map, from units that were counted by their days to the next phase."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np

from wegmarke.analytics.intervals import rate
from wegmarke.domain import Rate, Spread
from wegmarke.paths import Onward


@dataclass(frozen=True)
class GoingOn:
    """What one place of a map says of the units that were there.

    Attributes:
        onward: the counted units.
        leads_on: False at the last phase and at exit phases: nothing comes after them.
    """

    onward: Onward
    leads_on: bool

    @property
    def units(self) -> int:
        """Return how many units were here."""
        return self.onward.units

    def conversion(self) -> Rate | None:
        """Return the share that went on to a later phase."""
        return rate(self.onward.went_on, self.onward.units) if self.leads_on else None

    def days_to_next(self) -> Spread | None:
        """Return the spread of days to the next phase, of those that went on."""
        return counted_spread(self.onward) if self.leads_on else None


def counted_spread(onward: Onward) -> Spread:
    """Describe days that were counted; quantiles between two values are interpolated linearly, as in `spread`."""
    n = onward.went_on
    if n == 0:
        return Spread(0, None, None, None, None, None)
    upto = np.cumsum(onward.took)

    def at(share: float) -> float:
        place = share * (n - 1)
        low, high = (int(onward.days[np.searchsorted(upto, rank, side="right")]) for rank in _beside(place, n))
        part = place - floor(place)
        # numpy comes from the nearer side, which rounds differently
        return high - (high - low) * (1 - part) if part >= 0.5 else low + (high - low) * part

    mean = float(np.dot(onward.days, onward.took)) / n
    return Spread(n, float(onward.days[0]), float(at(0.5)), mean, float(at(0.9)), float(onward.days[-1]))


def _beside(place: float, n: int) -> tuple[int, int]:
    return floor(place), min(floor(place) + 1, n - 1)
