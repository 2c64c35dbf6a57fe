"""Which checkout each event of a payment belongs to."""

from __future__ import annotations

import enum

import numpy as np
import numpy.typing as npt

from wegmarke.paths.spread import spread

Int64s = npt.NDArray[np.int64]


class CheckoutStep(enum.IntEnum):
    """What an event is to a checkout; the numbers stand in `wegmarke.paths.compiled.checkouts`, too."""

    BEGIN = 0
    NOTE = 1  # a method, or an attempt that is not paid
    PAID = 2
    ORDER = 3


def follow_checkouts(
    starts: Int64s, at: Int64s, kind: Int64s, person: Int64s, window: int, rescue: int
) -> tuple[Int64s, Int64s]:
    """Return per row the row at which its checkout began (-1 for none), and per such row the one that concluded it.

    A begin within the window after one of the same person that is not concluded is the same checkout. Another event
    belongs to the latest checkout of its person that is not concluded, else to the latest of the group; a payment and
    an order of one checkout conclude it once.

    Args:
        starts: where the rows of each group begin, and the end of the last one.
        at: microseconds, rising within a group.
        kind: numbers of `CheckoutStep`.
        person: number, -1 for nobody known.
        window: microseconds.
        rescue: microseconds after which nothing belongs to a checkout any more.
    """
    from wegmarke.paths.compiled import checkouts as passes

    of, concluded = np.full(at.size, -1, np.int64), np.full(at.size, -1, np.int64)

    def walk(first: int, last: int) -> None:
        passes.follow(first, last, starts, at, kind, person, window, rescue, of, concluded)

    if at.size:
        spread(starts, walk)
    return of, concluded
