"""Transitions between touchpoints, counted along every path; and the distinct units that made them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.domain import UsageError
from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Codes
from wegmarke.paths.index.selection import Selection
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.period import Period

_MOST_TOUCHPOINTS = 4_000
_Walk: TypeAlias = Callable[[Asked, Codes, int, int, int], npt.NDArray[np.int64]]
OTHER = -1
"""Code of all touchpoints that were not to be told apart."""


def transitions(
    snapshot: Snapshot,
    period: Period = ALWAYS,
    *,
    collapse: bool = False,
    apart: Collection[int] | None = None,
    selection: Selection | None = None,
) -> pa.Table:
    """Count transitions: from_code, to_code, transitions; code 0 is where paths start and end.

    Every path starts once and ends once, so what flows into a touchpoint flows out of it. A period cuts paths.

    Args:
        snapshot: the paths.
        period: touches outside do not count.
        collapse: a touchpoint that follows itself counts once.
        apart: codes to tell apart; all others are `OTHER`. None tells all apart.
        selection: which units and touches count.
    """
    return _counted(snapshot, period, selection, apart, partial(_hops, collapse), "transitions")


def transition_units(
    snapshot: Snapshot,
    period: Period = ALWAYS,
    *,
    collapse: bool = False,
    apart: Collection[int] | None = None,
    selection: Selection | None = None,
) -> pa.Table:
    """Count distinct units per transition: from_code, to_code, units; else as `transitions`."""
    return _counted(snapshot, period, selection, apart, partial(_units, collapse), "units")


def _counted(
    snapshot: Snapshot,
    period: Period,
    selection: Selection | None,
    apart: Collection[int] | None,
    walk: _Walk,
    name: str,
) -> pa.Table:
    codes, dense = numbered(snapshot, apart)
    total = np.zeros((codes.size, codes.size), np.int64)
    for asked in asked_of(snapshot, selection, period):
        total += sum(asked.spread(partial(walk, asked, dense, codes.size)), np.zeros_like(total))
    origin, aim = np.nonzero(total)
    return pa.table({"from_code": codes[origin], "to_code": codes[aim], name: total[origin, aim]})


def _hops(collapse: bool, asked: Asked, dense: Codes, size: int, first: int, last: int) -> npt.NDArray[np.int64]:
    from wegmarke.paths.compiled import hops

    out = np.zeros((size, size), np.int64)
    hops.transitions(first, last, *asked.given, asked.columns.touchpoint, *asked.span, dense, collapse, out)
    return out


def _units(collapse: bool, asked: Asked, dense: Codes, size: int, first: int, last: int) -> npt.NDArray[np.int64]:
    from wegmarke.paths.compiled import hops

    seen, out = (np.zeros((size, size), np.int64) for _ in range(2))
    hops.transition_units(first, last, *asked.given, asked.columns.touchpoint, *asked.span, dense, collapse, seen, out)
    return out


def numbered(snapshot: Snapshot, apart: Collection[int] | None = None) -> tuple[npt.NDArray[np.int32], Codes]:
    """Return the codes that occur, 0 first, and the place of each possible code among them; those not apart are last.

    Raises:
        UsageError: when there are too many for a square table.
    """
    present = np.unique(np.concatenate([[0], *(part.columns.touchpoints for part in snapshot.parts())]))
    codes = present.astype(np.int32)
    others = np.empty(0, np.int32)
    if apart is not None:
        is_apart = np.isin(codes, [0, *apart])
        codes, others = codes[is_apart], codes[~is_apart]
    if codes.size > _MOST_TOUCHPOINTS:
        raise UsageError(
            f"transitions: expected at most {_MOST_TOUCHPOINTS} touchpoints; got {codes.size}. Select some of them."
        )
    dense = np.zeros(65_536, np.uint16)
    dense[codes] = np.arange(codes.size)
    dense[others] = codes.size
    return (np.append(codes, np.int32(OTHER)) if others.size else codes), dense
