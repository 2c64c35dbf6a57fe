"""Selections: which units and which touches of a snapshot a question is about.

A selection is made once, from a rule or a segment, and handed to any primitive. It belongs to the snapshot it was
made for. Touches that are not selected are as if they had not happened: what stands on both sides becomes neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from wegmarke.domain import UsageError
from wegmarke.paths.index.columns import EVERY, Columns, Int64s, Truths
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.period import Period

EARLIEST, LATEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Selection:
    """Truths per unit and per touch, one array for each part of a snapshot.

    Attributes:
        snapshot: what the truths are about.
        units: per part, one truth per unit.
        touches: per part, one truth per touch; empty for all.
    """

    snapshot: Snapshot
    units: tuple[Truths, ...]
    touches: tuple[Truths, ...]

    def __and__(self, other: Selection) -> Selection:
        """Select what both select."""
        self._same(other)
        units = tuple(a & b for a, b in zip(self.units, other.units, strict=True))
        return Selection(self.snapshot, units, tuple(map(_both, self.touches, other.touches)))

    def _same(self, other: Selection) -> None:
        if other.snapshot is not self.snapshot:
            raise UsageError(
                "selections: expected two of the same snapshot; got two snapshots. Make both from the one at hand."
            )


def everything(snapshot: Snapshot) -> Selection:
    """Select all units and all touches."""
    counts = tuple(part.counts for part in snapshot.parts())
    return Selection(snapshot, counts, (EVERY,) * len(counts))


def select_units(snapshot: Snapshot, units: Int64s) -> Selection:
    """Select these units, with all their touches; numbers that no unit has are passed over."""
    chosen = []
    for part in snapshot.parts():
        places = part.columns.places(np.asarray(units, np.int64))
        truths = np.zeros(part.counts.size, np.bool_)
        truths[places[places >= 0]] = True
        chosen.append(truths & part.counts)
    return Selection(snapshot, tuple(chosen), (EVERY,) * len(chosen))


def select_touches(snapshot: Snapshot, holds: Callable[[Columns], Truths]) -> Selection:
    """Select the touches for which a condition holds; it gets columns and returns one truth per touch."""
    parts = list(snapshot.parts())
    truths = tuple(np.ascontiguousarray(holds(part.columns), np.bool_) for part in parts)
    wrong = [found.shape for found, part in zip(truths, parts, strict=True) if found.shape != (part.columns.touches,)]
    if wrong:
        raise UsageError(f"condition: expected one truth per touch; got shapes {wrong}. Compare whole columns.")
    return Selection(snapshot, tuple(part.counts for part in parts), truths)


def select_flags(snapshot: Snapshot, *, without: int) -> Selection:
    """Select the touches that have none of these flags; costs nothing where no touch has one."""
    parts = list(snapshot.parts())
    truths = tuple(part.columns.without(without) for part in parts)
    return Selection(snapshot, tuple(part.counts for part in parts), truths)


def select_codes(snapshot: Snapshot, column: str, codes: Collection[int]) -> Selection:
    """Select the touches whose `touchpoint`, `phase`, `channel` or `event` is one of these codes."""
    wanted = code_table(codes)
    return select_touches(snapshot, lambda columns: wanted[getattr(columns, column)])


def code_table(codes: Collection[int]) -> Truths:
    """Return one truth per possible code."""
    table = np.zeros(65_536, np.bool_)
    table[list(codes)] = True
    return table


def bounds(period: Period) -> tuple[int, int]:
    """Return a period as two instants in microseconds: from the first on, before the second."""
    return (
        EARLIEST if period.start is None else _microseconds(period.start),
        LATEST if period.end is None else _microseconds(period.end),
    )


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)


def _both(one: Truths, other: Truths) -> Truths:
    if not one.size or not other.size:
        return one if one.size else other
    return one & other
