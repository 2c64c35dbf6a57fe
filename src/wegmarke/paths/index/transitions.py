"""Transitions between touchpoints, counted along every path; `touches` and, where asked for, distinct units."""

from __future__ import annotations

from collections.abc import Callable
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
from wegmarke.paths.touches import Period

_MOST_TOUCHPOINTS = 4_000
_Walk: TypeAlias = Callable[[Asked, Codes, int, int, int], npt.NDArray[np.int64]]


def transitions(snapshot: Snapshot, period: Period = ALWAYS, *, selection: Selection | None = None) -> pa.Table:
    """Count transitions: from_code, to_code, transitions; code 0 is where paths start and end.

    Every path starts once and ends once, so what flows into a touchpoint flows out of it. A period cuts paths.
    """
    return _counted(snapshot, period, selection, _hops, "transitions")


def transition_units(snapshot: Snapshot, period: Period = ALWAYS, *, selection: Selection | None = None) -> pa.Table:
    """Count distinct units per transition: from_code, to_code, units; starts and ends as for `transitions`."""
    return _counted(snapshot, period, selection, _units, "units")


def _counted(snapshot: Snapshot, period: Period, selection: Selection | None, walk: _Walk, name: str) -> pa.Table:
    codes, dense = _numbered(snapshot)
    total = np.zeros((codes.size, codes.size), np.int64)
    for asked in asked_of(snapshot, selection, period):
        total += sum(asked.spread(partial(walk, asked, dense, codes.size)), np.zeros_like(total))
    origin, aim = np.nonzero(total)
    return pa.table({"from_code": codes[origin], "to_code": codes[aim], name: total[origin, aim]})


def _hops(asked: Asked, dense: Codes, size: int, first: int, last: int) -> npt.NDArray[np.int64]:
    from wegmarke.paths.compiled import hops

    out = np.zeros((size, size), np.int64)
    hops.transitions(first, last, *asked.given, asked.columns.touchpoint, *asked.span, dense, out)
    return out


def _units(asked: Asked, dense: Codes, size: int, first: int, last: int) -> npt.NDArray[np.int64]:
    from wegmarke.paths.compiled import hops

    seen, out = (np.zeros((size, size), np.int64) for _ in range(2))
    hops.transition_units(first, last, *asked.given, asked.columns.touchpoint, *asked.span, dense, seen, out)
    return out


def _numbered(snapshot: Snapshot) -> tuple[Codes, Codes]:
    """Return the codes that occur, 0 first, and the place of each possible code among them."""
    codes = np.unique(np.concatenate([[0], *(part.columns.touchpoints for part in snapshot.parts())])).astype(np.uint16)
    if codes.size > _MOST_TOUCHPOINTS:
        raise UsageError(
            f"transitions: expected at most {_MOST_TOUCHPOINTS} touchpoints; got {codes.size}. Select some of them."
        )
    dense = np.zeros(65_536, np.uint16)
    dense[codes] = np.arange(codes.size)
    return codes, dense
