"""What is counted and measured along stays in phases: moves between phases, lengths of stays, ways forward."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from wegmarke.paths.index.columns import Int64s, Truths
from wegmarke.paths.terms.staying import Stays

Lengths: TypeAlias = npt.NDArray[np.uint32]
"""Rising lengths of stays: twice the seconds, one more for those that had not ended."""

_NOTHING: Lengths = np.empty(0, np.uint32)


@dataclass(frozen=True)
class Moves:
    """Where units went from each phase; arrays are numbered by phase, place 0 is empty.

    Attributes:
        units: units with a stay in the phase.
        stays: their stays.
        still: stays that have not ended.
        skipped: units that went past the phase without having been in it or in a later one; each at most once.
        moves: stays in one phase (row) that were followed by one in another (column).
        moved: units with such a move.
        came: units that came to the other phase at any time after they had first been in the one.
    """

    units: Int64s
    stays: Int64s
    still: Int64s
    skipped: Int64s
    moves: Int64s
    moved: Int64s
    came: Int64s


def count_moves(stays: Stays, leads_on: Truths, since: int) -> Moves:
    """Count where the stays that began from `since` (microseconds) on went.

    Args:
        stays: of all units, from the beginning of what is known.
        leads_on: per number of a phase, whether reaching it is progress; False at 0 and at exit phases.
        since: earlier stays only say where units came from.
    """
    from wegmarke.paths.compiled import phases

    size = leads_on.size

    def walk(first: int, last: int) -> tuple[Int64s, Int64s]:
        counted, matrix = np.zeros((4, size), np.int64), np.zeros((3, size, size), np.int64)
        seen, stamps = np.zeros(size, np.int64), np.zeros((2, size, size), np.int64)
        phases.phase_moves(
            first, last, stays.starts, stays.phase, stays.entered_at, since, leads_on, seen, stamps, counted, matrix
        )
        return counted, matrix

    walked = stays.spread(walk)
    counted, matrix = (np.sum([part[place] for part in walked], axis=0) for place in (0, 1))
    return Moves(*counted, *matrix)


def stay_lengths(stays: Stays, size: int, since: int, until: int) -> list[Lengths]:
    """Return the lengths of the stays that began from `since` on, by number of the phase below `size`.

    Stays that had not ended at `until`, the state of the data, are censored there.
    """
    from wegmarke.paths.compiled import phases

    def walk(first: int, last: int, free: Int64s, out: Lengths) -> None:
        phases.stay_lengths(first, last, stays.starts, stays.phase, stays.entered_at, since, until, free, out)

    return _grouped(stays, size, walk)


def advances(
    stays: Stays, leads_on: Truths, since: int, until: int, cuts: Int64s, periods: Int64s
) -> list[list[Lengths]]:
    """Return how long units took to a later phase, by period of their first entry and number of the phase.

    A length begins when a unit first enters a phase, from `since` on, and ends when it enters one that stands further
    right. It is censored at `until`, or when the unit enters a phase that does not lead on.

    Args:
        stays: of all units, from the beginning of what is known.
        leads_on: as for `count_moves`.
        since: microseconds.
        until: microseconds, the state of the data.
        cuts: rising instants; from cuts[i] on, period periods[i + 1] holds, before the first periods[0].
        periods: numbers from 0.
    """
    from wegmarke.paths.compiled import phases

    size, count = leads_on.size, int(periods.max()) + 1

    def walk(first: int, last: int, free: Int64s, out: Lengths) -> None:
        scratch = np.zeros((2, size), np.int64)
        phases.advances(
            first, last, stays.starts, stays.phase, stays.entered_at, since, until, leads_on, cuts, periods,
            scratch[0], scratch[1], free, out,
        )  # fmt: skip

    found = _grouped(stays, size * count, walk)
    return [found[number * size : (number + 1) * size] for number in range(count)]


def _grouped(stays: Stays, groups: int, walk: Callable[[int, int, Int64s, Lengths], None]) -> list[Lengths]:
    """Count, then write, then sort the lengths of each group; ranges and groups are spread over the cores."""
    from wegmarke.paths.spread import each

    def write(first: int, last: int) -> list[Lengths]:
        counted = np.zeros(groups, np.int64)
        walk(first, last, counted, _NOTHING)
        ends = np.cumsum(counted)
        out = np.empty(int(ends[-1]), np.uint32)
        if out.size:
            walk(first, last, ends - counted, out)
        return np.split(out, ends[:-1])

    written = stays.spread(write)
    return each(lambda number: np.sort(np.concatenate([part[number] for part in written])), range(groups))
