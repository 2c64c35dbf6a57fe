"""Cuts the order of touchpoints into phases.

The cut is the one of greatest modularity (Newman and Girvan, 2004) among all cuts of the order into neighbouring
stretches: paths stay inside a phase more often than chance would have it. It is found exactly, by dynamic programming.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

FEWEST: Final = 2
MOST_PHASES: Final = 7
Ints = npt.NDArray[np.int64]


def cut_order(hops: Ints, phases: int | None = None) -> list[int]:
    """Return the phase of each touchpoint, numbered from 0; neighbours in the order share one or change to the next.

    Args:
        hops: how often each touchpoint follows each other one, both in order.
        phases: how many; None for as many as fit best, at most `MOST_PHASES`.
    """
    size = hops.shape[0]
    if size == 0:
        return []
    gain = _gains(hops)
    most = min(size, phases if phases is not None else MOST_PHASES)
    best = np.full((most + 1, size + 1), -np.inf)
    came = np.zeros((most + 1, size + 1), np.int64)
    best[0, 0] = 0.0
    for used in range(1, most + 1):
        for end in range(used, size + 1):
            offered = best[used - 1, :end] + gain[:end, end]
            came[used, end] = int(offered.argmax())
            best[used, end] = offered[came[used, end]]
    fewest = most if phases is not None else min(FEWEST, most)
    used = fewest + int(best[fewest:, size].argmax())
    found, end = [0] * size, size
    while used > 0:
        begin = int(came[used, end])
        found[begin:end] = [used - 1] * (end - begin)
        used, end = used - 1, begin
    return found


def _gains(hops: Ints) -> npt.NDArray[np.float64]:
    """Return what each stretch (begin, end) adds to the modularity; staying at one touchpoint says nothing."""
    hopping = hops.astype(np.float64)
    np.fill_diagonal(hopping, 0.0)
    size, total = hopping.shape[0], max(float(hopping.sum()), 1.0)
    out, into = np.append(0.0, np.cumsum(hopping.sum(axis=1))), np.append(0.0, np.cumsum(hopping.sum(axis=0)))
    sums = np.zeros((size + 1, size + 1))
    sums[1:, 1:] = hopping.cumsum(axis=0).cumsum(axis=1)
    gain = np.zeros((size + 1, size + 1))
    for begin in range(size):
        for end in range(begin + 1, size + 1):
            inside = sums[end, end] - sums[begin, end] - sums[end, begin] + sums[begin, begin]
            gain[begin, end] = inside / total - (out[end] - out[begin]) * (into[end] - into[begin]) / total**2
    return gain
