"""Positions: which touchpoint stands where in how many paths, counted from the beginning or from the end."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.domain import UsageError
from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Codes
from wegmarke.paths.index.selection import Selection
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.index.transitions import numbered
from wegmarke.paths.terms.period import Period

_MOST_CELLS = 16_000_000


def positions(
    snapshot: Snapshot,
    last: int,
    period: Period = ALWAYS,
    *,
    backwards: bool = False,
    collapse: bool = False,
    selection: Selection | None = None,
) -> pa.Table:
    """Count units by position: position, near_code, code, units.

    Args:
        snapshot: the paths.
        last: the highest position; 1 is the first touch of a path, or with `backwards` the last one.
        period: touches outside do not count.
        backwards: count positions from the end of each path.
        collapse: a touchpoint that follows itself has one position.
        selection: which units and touches count.

    `near_code` is the touchpoint one position nearer to position 1, 0 for position 1 itself.
    """
    codes, dense = numbered(snapshot)
    if last * codes.size**2 > _MOST_CELLS:
        most = int((_MOST_CELLS / last) ** 0.5)
        raise UsageError(
            f"positions: expected at most {most} touchpoints for {last} positions; got {codes.size}. Ask for fewer."
        )
    total = np.zeros((last, codes.size, codes.size), np.int64)
    for asked in asked_of(snapshot, selection, period):
        walk = partial(_walked, asked, dense, total.shape, backwards, collapse)
        total += sum(asked.spread(walk), np.zeros_like(total))
    position, near, here = np.nonzero(total)
    counted = total[position, near, here]
    return pa.table({"position": position + 1, "near_code": codes[near], "code": codes[here], "units": counted})


def _walked(
    asked: Asked, dense: Codes, shape: tuple[int, ...], backwards: bool, collapse: bool, first: int, last: int
) -> npt.NDArray[np.int64]:
    from wegmarke.paths.compiled import places

    out = np.zeros(shape, np.int64)
    places.positions(first, last, *asked.given, asked.columns.touchpoint, *asked.span, dense, backwards, collapse, out)
    return out
