"""When each unit first was at any of some touchpoints, and how many units were there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Codes, Int64s, Truths
from wegmarke.paths.index.selection import Selection, code_table
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.period import Period


@dataclass(frozen=True)
class FirstPlaces:
    """One place per unit that a snapshot holds, in the order of its parts.

    Attributes:
        at: UTC microseconds; the highest number where a unit never was there, or does not count.
        day: whether a touch at that instant is known by its date only.
    """

    at: Int64s
    day: Truths

    @property
    def units(self) -> int:
        """Return how many units were there at all."""
        return int(np.count_nonzero(self.at != np.iinfo(np.int64).max))


def first_places(
    snapshot: Snapshot, touchpoints: Collection[int], period: Period = ALWAYS, *, selection: Selection | None = None
) -> FirstPlaces:
    """Find when each unit first was at any of these touchpoints.

    Args:
        snapshot: the paths.
        touchpoints: codes.
        period: touches outside do not count.
        selection: which units and touches count.
    """
    wanted = code_table(touchpoints)
    asked_parts = asked_of(snapshot, selection, period)
    parts = [_found(asked, part.counts, wanted) for asked, part in zip(asked_parts, snapshot.parts(), strict=True)]
    return FirstPlaces(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def units_at(
    snapshot: Snapshot,
    groups: Sequence[Collection[int]],
    period: Period = ALWAYS,
    *,
    selection: Selection | None = None,
) -> Int64s:
    """Count for each group of touchpoints the units that were at any of them; no code stands in two groups."""
    group_of, total = np.zeros(65_536, np.uint16), np.zeros(len(groups) + 1, np.int64)
    for number, codes in enumerate(groups, 1):
        group_of[list(codes)] = number
    for asked in asked_of(snapshot, selection, period):
        total += sum(asked.spread(partial(_count, asked, group_of, total.size)), np.zeros_like(total))
    return total[1:]


def _count(asked: Asked, group_of: Codes, size: int, first: int, last: int) -> Int64s:
    from wegmarke.paths.compiled import places

    seen, out = np.zeros(size, np.int64), np.zeros(size, np.int64)
    places.units_at(first, last, *asked.given, asked.columns.touchpoint, *asked.span, group_of, seen, out)
    return out


def _found(asked: Asked, counts: Truths, wanted: Truths) -> tuple[Int64s, Truths]:
    columns = asked.columns
    at, day = np.empty(columns.units.size, np.int64), np.empty(columns.units.size, np.bool_)
    asked.spread(partial(_walk, asked, wanted, at, day))
    return (at, day) if counts.all() else (at[counts], day[counts])


def _walk(asked: Asked, wanted: Truths, at: Int64s, day: Truths, first: int, last: int) -> None:
    from wegmarke.paths.compiled import places

    columns = asked.columns
    places.first_places(first, last, *asked.given, columns.touchpoint, columns.flags, *asked.span, wanted, at, day)
