"""First entries of all units as columns of numbers: one array per group of touchpoints, one place per unit."""

from __future__ import annotations

from collections.abc import Sequence
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

    def columns(self) -> tuple[Numbers, Mask]:
        """Return both columns."""
        return self.at, self.day

    def of(self, units: Mask | Numbers) -> Moments:
        """Return the moments of some units."""
        return Moments(self.at[units], self.day[units])

    def otherwise(self, other: Moments) -> Moments:
        """Return these moments, and the other ones where a unit has none of these."""
        return Moments(np.where(self.known, self.at, other.at), np.where(self.known, self.day, other.day))


@dataclass(frozen=True)
class Entries:
    """First entry of every unit at every touchpoint, as rows.

    Attributes:
        units: ids of units; `unit` of a row is a place in it.
        unit, touchpoint, at, day: parallel columns; touchpoint is a place in `touchpoints`.
        touchpoints: ids.
    """

    units: pa.Array
    unit: Numbers
    touchpoint: Numbers
    at: Numbers
    day: Mask
    touchpoints: tuple[str, ...]

    def moments(self, touchpoints: Sequence[str]) -> Moments:
        """Return when each unit first touched any of these touchpoints."""
        rows = self.rows(touchpoints)
        unit, at = self.unit[rows], self.at[rows]
        first, day = Moments.never(len(self.units)).columns()
        np.minimum.at(first, unit, at)
        day[unit[self.day[rows] & (at == first[unit])]] = True
        return Moments(first, day)

    def matched(self, rows: pa.Table, step: int) -> Moments:
        """Return when each unit did one step, from rows of ordered matches."""
        rows = rows.filter(pc.equal(rows["step"], step))
        at, day = Moments.never(len(self.units)).columns()
        place = self.places(rows["unit"])
        at[place] = _numbers(rows["first_at"].cast(pa.timestamp("us")))
        day[place] = rows["first_day"].to_numpy().astype(np.bool_)
        return Moments(at, day)

    def rows(self, touchpoints: Sequence[str]) -> Mask:
        """Return which rows are entries at one of these touchpoints."""
        places = [place for place, touchpoint in enumerate(self.touchpoints) if touchpoint in set(touchpoints)]
        return np.isin(self.touchpoint, np.asarray(places, dtype=np.int64))

    def places(self, units: pa.ChunkedArray) -> Numbers:
        """Return the place of each of some unit ids, -1 for strangers."""
        found = pc.fill_null(pc.index_in(units, value_set=self.units), -1)
        return _numbers(found)


def load_entries(touches: Touches, facts: Facts) -> Entries:
    """Ask for the first entries of all units in the period."""
    table = paths.first_entries(touches, facts.by, facts.period).to_pyarrow()
    unit = pc.dictionary_encode(table["unit"].combine_chunks())
    codes = {row["code"]: row["touchpoint"] for row in touches.touchpoint_codes.to_pyarrow().to_pylist()}
    place_of_code = np.full(max(codes, default=0) + 1, -1, dtype=np.int64)
    for place, code in enumerate(codes):
        place_of_code[code] = place
    return Entries(
        units=unit.dictionary,
        unit=_numbers(unit.indices),
        touchpoint=place_of_code[_numbers(table["touchpoint"])],
        at=_numbers(table["first_at"].cast(pa.timestamp("us"))),
        day=table["first_day"].to_numpy().astype(np.bool_),
        touchpoints=tuple(codes.values()),
    )


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
