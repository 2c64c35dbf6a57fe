"""After how long a pause a unit counts as gone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wegmarke.paths.spread import spread

Int64s = npt.NDArray[np.int64]


def pause_limits(starts: Int64s, at: Int64s, shortest: int, permille: int) -> Int64s:
    """Return per event the longest pause after it, in microseconds.

    It is `shortest`, or the quantile (in thousandths) of the unit's own gaps up to this event, if that is longer: what
    came later does not change what was said before.

    Args:
        starts: where the events of each unit begin, and the end of the last one.
        at: microseconds, rising within a unit.
        shortest: microseconds.
        permille: 950 for the quantile of 95 %.
    """
    from wegmarke.paths.compiled import pauses as passes

    out = np.full(at.size, shortest, np.int64)
    longest = int(np.diff(starts).max(initial=0)) + 1

    def walk(first: int, last: int) -> None:
        passes.pause_limits(first, last, starts, at, shortest, permille, longest, out)

    if at.size:
        spread(starts, walk)
    return out
