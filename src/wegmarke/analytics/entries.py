"""First entries of all units as columns of numbers: one array per group of touchpoints, one place per unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke import paths
from wegmarke.analytics.facts import Facts
from wegmarke.paths import Calendar, Touches

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


NOBODY = Arrivals(np.empty(0, dtype=np.int64), Moments.never(0))


@dataclass(frozen=True)
class Entries:
    """First entry of every unit at every touchpoint.

    Attributes:
        units: ids of units.
        arrivals: by touchpoint id.
    """

    units: pa.Array
    arrivals: Mapping[str, Arrivals]

    def moments(self, touchpoints: Collection[str]) -> Moments:
        """Return when each unit first touched any of these touchpoints."""
        first = Moments.never(len(self.units))
        for touchpoint in touchpoints:
            if touchpoint in self.arrivals:
                first = first.earliest(self._spread(self.arrivals[touchpoint]))
        return first

    def matched(self, rows: pa.Table, step: int) -> Moments:
        """Return when each unit did one step, from rows of ordered matches."""
        rows = rows.filter(pc.equal(rows["step"], step))
        return self._spread(Arrivals(self.places(rows["unit"]), _moments(rows)))

    def places(self, units: pa.ChunkedArray) -> Numbers:
        """Return the place of each of some unit ids, -1 for strangers."""
        return _numbers(pc.fill_null(pc.index_in(units, value_set=self.units), -1))

    def _spread(self, arrivals: Arrivals) -> Moments:
        """Give every unit its moment, most of them `NEVER`."""
        everyone = Moments.never(len(self.units))
        everyone.at[arrivals.unit] = arrivals.moments.at
        everyone.day[arrivals.unit] = arrivals.moments.day
        return everyone


def load_entries(touches: Touches, facts: Facts) -> Entries:
    """Ask for the first entries of all units in the period."""
    table = paths.first_entries(touches, facts.by, facts.period).to_pyarrow()
    names = {row["code"]: row["touchpoint"] for row in touches.touchpoint_codes.to_pyarrow().to_pylist()}
    encoded = pc.dictionary_encode(table["unit"].combine_chunks())
    unit, moments, code = _numbers(encoded.indices), _moments(table), _numbers(table["touchpoint"])
    # rows sorted by code once, so that every touchpoint is a slice instead of a search
    order = np.argsort(code.astype(np.uint16), kind="stable")
    codes, begins = np.unique(code[order], return_index=True)
    slices = dict(zip(codes.tolist(), np.split(order, begins[1:]), strict=False))
    arrivals = {names[code]: Arrivals(unit[rows], moments.of(rows)) for code, rows in slices.items()}
    return Entries(encoded.dictionary, arrivals)


def days_between(earlier: Moments, later: Moments, calendar: Calendar) -> Numbers:
    """Count calendar days in the zone from one moment to another; both must be known."""
    days: Numbers = calendar.local_days(later.at) - calendar.local_days(earlier.at)
    return days


def is_before(one: Moments, other: Moments, calendar: Calendar) -> Mask:
    """Tell where the one lies before the other; by calendar day where a source knew only the date."""
    by_day = one.day | other.day
    before: Mask = np.where(by_day, days_between(other, one, calendar) < 0, one.at < other.at)
    return before


def _moments(rows: pa.Table) -> Moments:
    at = _numbers(rows["first_at"].cast(pa.timestamp("us")))
    return Moments(at, rows["first_day"].to_numpy().astype(np.bool_))


def _numbers(column: pa.Array | pa.ChunkedArray) -> Numbers:
    flat = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_timestamp(flat.type):
        flat = flat.cast(pa.int64())
    numbers: Numbers = np.asarray(flat.to_numpy(zero_copy_only=False)).astype(np.int64, copy=False)
    return numbers
