"""Spread a pass over the cores: units are cut into ranges of about as many touches, one thread each.

The passes are compiled without the interpreter's lock. Threads of our own can be used by any number of readers at
once; the compiler's own parallel loops end the process when two of them meet on its simplest thread layer.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

Int64s: TypeAlias = npt.NDArray[np.int64]
T = TypeVar("T")

_RANGES_PER_THREAD = 2
_WORTH_A_RANGE = 50_000
"""Touches below which a range is not worth a thread."""


def spread(starts: Int64s, work: Callable[[int, int], T]) -> list[T]:
    """Call work(first, last) for ranges of units that cover all of them; returns the answers in their order."""
    ranges = _ranges(starts)
    if len(ranges) == 1:
        return [work(*ranges[0])]
    return list(_threads().map(lambda span: work(*span), ranges))


def each(work: Callable[[int], T], numbers: Iterable[int]) -> list[T]:
    """Call work(number) for each number, some at a time; returns the answers in their order."""
    return list(_threads().map(work, numbers))


def prepare_threads() -> None:
    """Start the threads from the calling one, whose priority they inherit."""
    everybody_is_here = threading.Barrier(_width() + 1)
    for _ in range(_width()):
        _threads().submit(everybody_is_here.wait)
    everybody_is_here.wait()


def _ranges(starts: Int64s) -> list[tuple[int, int]]:
    units, touches = starts.size - 1, int(starts[-1])
    most = _RANGES_PER_THREAD * _width() if _width() > 1 else 1
    count = max(1, min(most, touches // _WORTH_A_RANGE))
    # whole numbers: all starts would be turned into broken ones to be compared
    cuts = np.searchsorted(starts, np.linspace(0, touches, count + 1)[1:-1].astype(np.int64)).tolist()
    bounds = [0, *cuts, units]
    return [(first, last) for first, last in pairwise(bounds) if last > first] or [(0, units)]


def _width() -> int:
    return os.cpu_count() or 1


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_width(), thread_name_prefix="paths")
