"""Which touches of one person would belong to which account if somebody said something more about the person.

A touch belongs to the account that an event of the person named last, or, before any did, to the one that is named
first (the rule by which touches are derived). This is the same rule over the path of one person, with what would be
said put in; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Numbers = npt.NDArray[np.int64]
NO_ACCOUNT = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """Touches of a person with the account of each, now and then; 0 for none.

    Attributes:
        before, after: of the touches that there are, in path order.
        is_recognised: whether each of them counts as a touch of a touchpoint.
        said: accounts of what would be said.
    """

    before: Numbers
    after: Numbers
    is_recognised: npt.NDArray[np.bool_]
    said: Numbers


def place(path: pa.Table, said: Sequence[tuple[datetime, int, int]]) -> Placed:
    """Put statements into a path.

    Args:
        path: occurred_at (UTC), sequence, stated_account, account, is_recognised of touches in path order.
        said: instant, sequence and account of each statement; no touch has the same instant and sequence.
    """
    before = _numbers(path["account"])
    if not said:
        return Placed(before, before, _flags(path), np.empty(0, dtype=np.int64))
    instants = np.array([instant.astimezone(UTC).replace(tzinfo=None) for instant, _, _ in said], "datetime64[us]")
    at = np.concatenate([path["occurred_at"].to_numpy().astype("datetime64[us]"), instants])
    sequence = np.concatenate([_numbers(path["sequence"]), [number for _, number, _ in said]])
    stated = np.concatenate([_numbers(path["stated_account"]), [account for _, _, account in said]])
    # Touches come in path order, and a stable sort keeps those of one instant and sequence in it.
    order = np.lexsort((sequence, at))
    after = np.empty(len(order), dtype=np.int64)
    after[order] = _carried(stated[order])
    rows = len(before)
    return Placed(before, after[:rows], _flags(path), after[rows:])


def _carried(stated: Numbers) -> Numbers:
    """Carry the account that was named last forward, and the first one that is named back to the beginning."""
    named = np.flatnonzero(stated)
    if not len(named):
        return stated
    last = np.searchsorted(named, np.arange(len(stated)), side="right") - 1
    carried: Numbers = stated[named[np.maximum(last, 0)]]
    return carried


def _numbers(column: pa.ChunkedArray) -> Numbers:
    filled = column.fill_null(NO_ACCOUNT).to_numpy()
    return np.asarray(filled, dtype=np.int64)


def _flags(path: pa.Table) -> npt.NDArray[np.bool_]:
    return np.asarray(path["is_recognised"].to_numpy(), dtype=bool)
