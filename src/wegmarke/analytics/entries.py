"""First entries of all units as columns of numbers: one array per group of touchpoints, one place per unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.facts import Facts
from wegmarke.paths import Calendar, Touches, primitives

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Moments:
    """When each unit did something first.

    Attributes:
        at: UTC microseconds, `NEVER` where a unit did not.
        day: True where the source knew only the date.
    """

    at: Numbers
    day: Mask

    @classmethod
    def never(cls, units: int) -> Moments:
        """Return the moments of something that no unit ever did."""
        return cls(np.full(units, NEVER, dtype=np.int64), np.zeros(units, dtype=np.bool_))

    @property
    def known(self) -> Mask:
        """Which units did it at all."""
        known: Mask = self.at != NEVER
        return known

    def of(self, units: Mask | Numbers) -> Moments:
        """Return the moments of some units."""
        return Moments(self.at[units], self.day[units])

    def otherwise(self, other: Moments) -> Moments:
        """Return these moments, and the other ones where a unit has none of these."""
        return Moments(np.where(self.known, self.at, other.at), np.where(self.known, self.day, other.day))

    def earliest(self, other: Moments) -> Moments:
        """Return the earlier moment of both; of two at the same instant a date-only one makes it date-only."""
        at = np.minimum(self.at, other.at)
        return Moments(at, (self.day & (self.at == at)) | (other.day & (other.at == at)))


@dataclass(frozen=True)
class Arrivals:
    """First entries at one touchpoint: each unit (a place in `Entries.units`) once."""

    unit: Numbers
    moments: Moments


@dataclass(frozen=True)
class Entries:
    """First entries of every unit.

    Attributes:
        first: says when each unit first was at any of some touchpoints.
    """

    first: primitives.FirstEntries

    @property
    def units(self) -> pa.Array:
        """Numbers of units."""
        return self.first.units

    def moments(self, touchpoints: Collection[str]) -> Moments:
        """Return when each unit first touched any of these touchpoints."""
        found = self.first.at(touchpoints)
        return Moments(found.at, found.day)

    def arrivals(self, touchpoint: str) -> Arrivals:
        """Return the units that touched a touchpoint, and when they first did."""
        everyone = self.moments((touchpoint,))
        unit: Numbers = np.flatnonzero(everyone.known)
        return Arrivals(unit, everyone.of(unit))

    def places(self, units: pa.ChunkedArray) -> Numbers:
        """Return the place of each of some unit ids, -1 for strangers."""
        return _numbers(pc.fill_null(pc.index_in(units, value_set=self.units), -1))


def load_entries(touches: Touches, facts: Facts) -> Entries:
    """Look at the first entries of all units in the period."""
    return Entries(primitives.first_entries(touches, facts.by, facts.period))


def days_between(earlier: Moments, later: Moments, calendar: Calendar) -> Numbers:
    """Count calendar days in the zone from one moment to another; both must be known."""
    days: Numbers = calendar.local_days(later.at) - calendar.local_days(earlier.at)
    return days


def is_before(one: Moments, other: Moments, calendar: Calendar) -> Mask:
    """Tell where the one lies before the other; by calendar day where a source knew only the date."""
    by_day = one.day | other.day
    before: Mask = np.where(by_day, days_between(other, one, calendar) < 0, one.at < other.at)
    return before


def _numbers(column: pa.Array | pa.ChunkedArray) -> Numbers:
    flat = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_timestamp(flat.type):
        flat = flat.cast(pa.int64())
    numbers: Numbers = np.asarray(flat.to_numpy(zero_copy_only=False)).astype(np.int64, copy=False)
    return numbers
