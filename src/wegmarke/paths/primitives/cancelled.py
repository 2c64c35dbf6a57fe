"""Which order each cancellation is of, and what it takes from it."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wegmarke.paths.spread import spread

Int64s = npt.NDArray[np.int64]
UNKNOWN: Final = -1


class Verdict(enum.IntEnum):
    """What became of a cancellation; the numbers stand in `wegmarke.paths.compiled.cancelling`, too."""

    NOTHING = 0  # the row cancels nothing
    PARTIAL = 1
    WHOLE = 2
    AGAIN = 3  # the order had been cancelled wholly
    BEFORE = 4  # the order comes later
    NO_ORDER = 5
    OTHER_MONEY = 6  # amounts cannot be compared


@dataclass(frozen=True)
class Cancelled:
    """What became of each row.

    Attributes:
        order: row of the order; -1 for none.
        taken: what was taken from it.
        is_larger: more was to be taken than there was.
        verdict: a number of `Verdict`.
        left: for orders, what is left at the end; for other rows, what was left of the latest open order; -1 for none.
    """

    order: Int64s
    taken: Int64s
    is_larger: npt.NDArray[np.bool_]
    verdict: Int64s
    left: Int64s


def cancelled(
    starts: Int64s, mark: Int64s, amount: Int64s, money: Int64s, name: Int64s, order_of_name: Int64s,
    spares: Sequence[bool],
) -> Cancelled:  # fmt: skip
    """Find the order of each cancellation: the one it names, else the latest before it that is still open.

    Args:
        starts: where the rows of each unit begin, and the end of the last one.
        mark: 0 for an order, above for a cancellation, below for others.
        amount: not negative; -1 where it is not known: then a cancellation takes all that is left.
        money: code of the currency of amounts.
        name: number of the order that a row names, unique over all units; -1 for none.
        order_of_name: row of the order with that name; -1 for none.
        spares: per mark whether a cancellation without an amount leaves the order as it is.
    """
    from wegmarke.paths.compiled import cancelling

    out, rest = np.zeros((mark.size, 4), np.int64), np.full(mark.size, UNKNOWN, np.int64)
    out[:, 0] = UNKNOWN
    longest = int(np.diff(starts).max(initial=0)) + 1
    spared = np.array(spares, np.bool_)

    def walk(first: int, last: int) -> None:
        cancelling.assign(
            first, last, starts, mark, amount, money, name, order_of_name, spared, longest, out, rest
        )  # fmt: skip

    if mark.size:
        spread(starts, walk)
    return Cancelled(out[:, 0], out[:, 1], out[:, 2].astype(bool), out[:, 3], rest)
