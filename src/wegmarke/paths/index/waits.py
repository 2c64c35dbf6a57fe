"""How long units wait between one touch and the next, by transition."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import DAY, Codes, Int64s
from wegmarke.paths.index.selection import Selection
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.index.stays import quantiles_of
from wegmarke.paths.index.transitions import numbered
from wegmarke.paths.spread import each
from wegmarke.paths.terms.period import Period

DAY_US = 86_400_000_000
_AT_ONCE = 32


def transition_waits(
    snapshot: Snapshot,
    period: Period = ALWAYS,
    *,
    quantiles: Sequence[float] = (0.5, 0.9),
    collapse: bool = False,
    apart: Collection[int] | None = None,
    selection: Selection | None = None,
) -> pa.Table:
    """Measure transitions between touchpoints: from_code, to_code, waits, and q0, q1, … in microseconds.

    A wait ends at the touch that a transition leads to and begins at the touch right in front of it, also where
    `collapse` lets that count as one with others. Where only the date of either touch is known, less than a day is
    unknown: such transitions have no wait. Quantiles between two values are linear.

    Args:
        snapshot: the paths.
        period: touches outside do not count.
        quantiles: numbers from 0 to 1.
        collapse: a touchpoint that follows itself counts once.
        apart: codes to tell apart; all others are `OTHER`. None tells all apart.
        selection: which units and touches count.
    """
    codes, dense = numbered(snapshot, apart)
    found: dict[int, list[Int64s]] = {}
    for asked in asked_of(snapshot, selection, period):
        for part in asked.spread(_Walk(asked, dense, codes.size, collapse)):
            for hop, lengths in part.items():
                found.setdefault(hop, []).append(lengths)
    hops = np.array(sorted(found), np.int64)
    waits = [np.concatenate(found[hop]) for hop in hops.tolist()]
    # most hops are rare: a thread takes many of them at once
    blocks = [waits[place : place + _AT_ONCE] for place in range(0, len(waits), _AT_ONCE)]
    ranked = [row for rows in each(lambda place: _ranked(blocks[place], quantiles), range(len(blocks))) for row in rows]
    columns = {f"q{n}": pa.array([row[n] for row in ranked], pa.float64()) for n in range(len(quantiles))}
    sizes = np.array([lengths.size for lengths in waits], np.int64)
    return pa.table(
        {"from_code": codes[hops // codes.size], "to_code": codes[hops % codes.size], "waits": sizes, **columns}
    )


def _ranked(waits: Sequence[Int64s], quantiles: Sequence[float]) -> list[list[float | None]]:
    return [quantiles_of(lengths, quantiles) for lengths in waits]


@dataclass(frozen=True)
class _Walk:
    """A walk along some paths that returns the lengths of waits by hop, which is numbered row by row of a square."""

    asked: Asked
    dense: Codes
    size: int
    collapse: bool

    def __call__(self, first: int, last: int) -> dict[int, Int64s]:
        sizes = np.zeros((self.size, self.size), np.int64)
        self._walk(first, last, sizes, np.empty(0, np.int64), is_counting=True)
        ends = np.cumsum(sizes.reshape(-1))
        lengths = np.empty(int(ends[-1]), np.int64)
        free = (ends - sizes.reshape(-1)).reshape(sizes.shape)
        self._walk(first, last, free, lengths, is_counting=False)
        hops = np.flatnonzero(sizes)
        return {int(hop): lengths[ends[hop] - sizes.flat[hop] : ends[hop]] for hop in hops}

    def _walk(self, first: int, last: int, free: Int64s, lengths: Int64s, *, is_counting: bool) -> None:
        from wegmarke.paths.compiled import hops

        columns = self.asked.columns
        hops.waits(
            first, last, *self.asked.given, columns.touchpoint, *self.asked.span, columns.flags, DAY, DAY_US,
            self.dense, self.collapse, is_counting, free, lengths,
        )  # fmt: skip
