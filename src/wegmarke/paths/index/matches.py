"""Ordered matches with a window: who took which steps of a funnel, and when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.domain import UsageError
from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Int64s
from wegmarke.paths.index.selection import LATEST, Selection
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.touches import Period

_MOST_STEPS = 64


@dataclass(frozen=True)
class Matches:
    """The best attempt of every unit that took the first step.

    Attributes:
        units: numbers of units, rising; shape (units,).
        depth: how many steps the attempt took, from 1; shape (units,).
        first_at: instant of each step, microseconds; only the first `depth` of a row hold; shape (units, steps).
        position: place of each step's touch among all touches of the unit, from 0; shape (units, steps).
    """

    units: Int64s
    depth: Int64s
    first_at: npt.NDArray[np.int64]
    position: npt.NDArray[np.int64]

    def reached(self) -> Int64s:
        """Return how many units reached each step; shape (steps,)."""
        steps = self.first_at.shape[1]
        return np.bincount(self.depth, minlength=steps + 1)[::-1].cumsum()[::-1][1:].astype(np.int64)

    def table(self) -> pa.Table:
        """Return one row per unit and step: unit, step (0-based), first_at."""
        unit, step = np.nonzero(np.arange(self.first_at.shape[1]) < self.depth[:, None])
        return pa.table(
            {
                "unit": self.units[unit],
                "step": step.astype(np.int16),
                "first_at": pa.array(self.first_at[unit, step].view("datetime64[us]"), pa.timestamp("us")),
            }
        )


def windowed_matches(
    snapshot: Snapshot,
    steps: Sequence[Collection[int]],
    period: Period = ALWAYS,
    *,
    window: timedelta | None = None,
    first_attempt: bool = False,
    selection: Selection | None = None,
) -> Matches:
    """Find the deepest attempt of each unit; of equally deep ones the earliest.

    An attempt starts at any touch of the first step and takes the earliest later touch for each further step. The same
    touch never serves two steps. Definition: "best attempt" of a sequential funnel.

    Args:
        snapshot: the paths.
        steps: touchpoint codes of each step, at most 64 steps.
        period: touches outside do not count.
        window: the longest time from the first step to any other, both ends included; None for any time.
        first_attempt: look only at the attempt that starts first, as some tools do.
        selection: which units and touches count.

    Raises:
        UsageError: when there is no step, or too many of them.
    """
    if not 0 < len(steps) <= _MOST_STEPS:
        raise UsageError(f"steps: expected 1 to {_MOST_STEPS}; got {len(steps)}. Ask for fewer, or some.")
    steps_of = np.zeros(65_536, np.uint64)
    for number, codes in enumerate(steps):
        steps_of[list(codes)] |= np.uint64(1 << number)
    # no rule recognised code 0
    steps_of[0] = 0
    longest = LATEST if window is None else window // timedelta(microseconds=1)
    first_only = first_attempt or window is None
    parts = [
        _matched(asked, steps_of, len(steps), longest, best=not first_only)
        for asked in asked_of(snapshot, selection, period)
    ]
    units = np.concatenate([part.units for part in parts])
    order = np.argsort(units, kind="stable")
    stacked = [
        np.concatenate([getattr(part, name) for part in parts])[order] for name in ("depth", "first_at", "position")
    ]
    return Matches(units[order], *stacked)


def _matched(asked: Asked, steps_of: npt.NDArray[np.uint64], count: int, window: int, *, best: bool) -> Matches:
    from wegmarke.paths.compiled import steps

    columns, starts = asked.columns, asked.columns.starts
    depth = np.zeros(columns.units.size, np.int64)
    asked.spread(
        lambda first, last: steps.depths(
            first, last, *asked.given, columns.touchpoint, *asked.span, steps_of, count, window, best, depth
        )
    )
    matched = depth > 0
    rows = np.cumsum(matched) - 1
    # an attempt that ends early leaves the rest of its row as it is
    at, place = (np.zeros((int(matched.sum()), count), np.int64) for _ in range(2))
    asked.spread(
        lambda first, last: steps.walk(
            first, last, starts, asked.chosen, columns.touchpoint, *asked.span, steps_of, count, window, depth, rows,
            at, place,
        )
    )  # fmt: skip
    return Matches(columns.units[matched], depth[matched], at, place)
