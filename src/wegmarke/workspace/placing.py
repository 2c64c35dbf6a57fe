"""Which touches of one person would belong to which account if somebody said something more about the person.

A touch belongs to the account that an event of the person named last and that the person has not left, or, before any
did, to the one that is named first (the rule by which touches are derived). This is the same rule over the path of one
person, with what would be said put in; nothing is stored.
"""

from __future__ import annotations

import itertools
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


def place(path: pa.Table, said: Sequence[tuple[datetime, int, int, bool]]) -> Placed:
    """Put statements into a path.

    Args:
        path: occurred_at (UTC), sequence, stated_account, account, is_recognised, leaves of touches in path order.
        said: instant, sequence and account of each statement, and whether the person leaves it then; no touch has the
            same instant and sequence.
    """
    before = _numbers(path["account"])
    if not said:
        return Placed(before, before, _flags(path), np.empty(0, dtype=np.int64))
    instants = np.array([instant.astimezone(UTC).replace(tzinfo=None) for instant, _, _, _ in said], "datetime64[us]")
    at = np.concatenate([path["occurred_at"].to_numpy().astype("datetime64[us]"), instants])
    sequence = np.concatenate([_numbers(path["sequence"]), [number for _, number, _, _ in said]])
    stated = np.concatenate([_numbers(path["stated_account"]), [account for _, _, account, _ in said]])
    leaves = np.concatenate([np.asarray(path["leaves"].to_numpy(), dtype=bool), [leaves for *_, leaves in said]])
    # Touches come in path order, and a stable sort keeps those of one instant and sequence in it.
    order = np.lexsort((sequence, ~leaves, at))
    after = np.empty(len(order), dtype=np.int64)
    after[order] = _carried(stated[order], leaves[order])
    rows = len(before)
    return Placed(before, after[:rows], _flags(path), after[rows:])


def _carried(stated: Numbers, leaves: npt.NDArray[np.bool_]) -> Numbers:
    """Carry the account that was named last and not left forward, and the first that is named back to the beginning."""
    named = np.flatnonzero(stated)
    if not len(named):
        return stated
    carried = stated.copy()
    carried[: named[0]] = stated[named[0]]
    not_left: list[int] = []
    for place, end in itertools.pairwise([*named.tolist(), len(stated)]):
        account = int(stated[place])
        not_left = [one for one in not_left if one != account] + ([] if leaves[place] else [account])
        carried[place + 1 : end] = not_left[-1] if not_left else NO_ACCOUNT
    return carried


def _numbers(column: pa.ChunkedArray) -> Numbers:
    filled = column.fill_null(NO_ACCOUNT).to_numpy()
    return np.asarray(filled, dtype=np.int64)


def _flags(path: pa.Table) -> npt.NDArray[np.bool_]:
    return np.asarray(path["is_recognised"].to_numpy(), dtype=bool)
