"""Walks along the paths of units in memory: what stands before each touch, sessions, accounts carried along.

Rows stand in path order, unit after unit. Numbers of persons, accounts and touchpoints begin with 1; 0 is none.
Instants are microseconds since 1970; `NEVER` is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEVER = np.iinfo(np.int64).min
_SESSION_GAP = 30 * 60 * 1_000_000


@dataclass(frozen=True, slots=True)
class Paths:
    """Where the path of each unit lies among the rows.

    Attributes:
        units: the units, in the order of the rows.
        first: place of the first row of each.
        of_row: place of each row's unit in `units`.
    """

    units: Numbers
    first: Numbers
    of_row: Numbers

    @classmethod
    def of(cls, unit_of_row: Numbers) -> Paths:
        """Find the paths of rows that stand unit after unit."""
        is_first = np.ones(len(unit_of_row), dtype=bool)
        is_first[1:] = unit_of_row[1:] != unit_of_row[:-1]
        first = np.flatnonzero(is_first)
        return cls(unit_of_row[first], first, np.cumsum(is_first) - 1)

    @property
    def last(self) -> Numbers:
        """Place of the last row of each unit."""
        return np.append(self.first[1:], len(self.of_row))[: len(self.first)] - 1

    def rows(self) -> Numbers:
        """Return how many rows each unit has."""
        return self.last - self.first + 1

    def last_until(self, flags: Flags) -> Numbers:
        """Return for each row the place of the last flagged row of its unit up to and with it, -1 where none is."""
        place = np.maximum.accumulate(np.where(flags, np.arange(len(flags)), -1))
        return np.where(place >= self.first[self.of_row], place, -1)

    def last_before(self, flags: Flags) -> Numbers:
        """Return the same without the row itself."""
        place = np.empty(len(flags), dtype=np.int64)
        place[1:] = np.maximum.accumulate(np.where(flags, np.arange(len(flags)), -1))[:-1]
        place[:1] = -1
        return np.where(place >= self.first[self.of_row], place, -1)

    def next_from(self, flags: Flags) -> Numbers:
        """Return for each row the place of the first flagged row of its unit from it on, -1 where none is."""
        rows = len(flags)
        place = np.minimum.accumulate(np.where(flags, np.arange(rows), rows)[::-1])[::-1]
        return np.where(place <= self.last[self.of_row], place, -1)

    def count_until(self, flags: Flags) -> Numbers:
        """Return for each row how many rows of its unit up to and with it are flagged."""
        count = np.cumsum(flags)
        return count - (count[self.first] - flags[self.first])[self.of_row]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands before each row among the recognised ones of its unit.

    Attributes:
        position: 1-based number of the recognised rows up to this one, those before the rows included.
        previous: touchpoint of the one before, 0 where there is none.
        gap: time since that one in µs, `NEVER` where there is none.
    """

    position: Numbers
    previous: Numbers
    gap: Numbers


@dataclass(frozen=True, slots=True)
class Begun:
    """What each unit's path has come to before its first row: position, touchpoint and instant of the last one."""

    position: Numbers
    touchpoint: Numbers
    recognised_at: Numbers


def neighbours(paths: Paths, begun: Begun, touchpoint: Numbers, occurred_at: Numbers) -> Neighbours:
    """Walk along recognised rows; what is said of the others means nothing."""
    is_recognised = touchpoint != 0
    before = paths.last_before(is_recognised)
    since = np.where(before >= 0, occurred_at[before], begun.recognised_at[paths.of_row])
    return Neighbours(
        begun.position[paths.of_row] + paths.count_until(is_recognised),
        np.where(before >= 0, touchpoint[before], begun.touchpoint[paths.of_row]),
        np.where(since == NEVER, NEVER, occurred_at - since),
    )


def come_to(paths: Paths, begun: Begun, touchpoint: Numbers, occurred_at: Numbers) -> Begun:
    """Return what each path has come to with its last row."""
    is_recognised = touchpoint != 0
    place = paths.last_until(is_recognised)[paths.last]
    return Begun(
        begun.position + paths.count_until(is_recognised)[paths.last],
        np.where(place >= 0, touchpoint[place], begun.touchpoint),
        np.where(place >= 0, occurred_at[place], begun.recognised_at),
    )


def sessions(paths: Paths, number: Numbers, last_at: Numbers, occurred_at: Numbers) -> Numbers:
    """Number the sessions of persons: a gap over 30 minutes opens one.

    Args:
        paths: the persons.
        number: the session each of them was in before, 0 where there was none.
        last_at: when each of them was seen before, `NEVER` where nobody was.
        occurred_at: when the rows happened.
    """
    before = np.empty(len(occurred_at), dtype=np.int64)
    before[1:] = occurred_at[:-1]
    before[paths.first] = last_at
    opens = (before == NEVER) | (occurred_at - np.where(before == NEVER, 0, before) > _SESSION_GAP)
    return number[paths.of_row] + paths.count_until(opens)


def carried(paths: Paths, stated: Numbers, before: Numbers) -> Numbers:
    """Return the account of each row: the last that was stated, else the one before the rows, else the next stated."""
    last, coming = paths.last_until(stated != 0), paths.next_from(stated != 0)
    known = np.where(last >= 0, stated[last], before[paths.of_row])
    return np.where(known != 0, known, np.where(coming >= 0, stated[coming], 0))
