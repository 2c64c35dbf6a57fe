"""Measure a step and print it beside its bar and its yardstick."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def best_of(times: int, work: Callable[[], object]) -> float:
    return min(timed(work)[1] for _ in range(times))


def peak_memory_gb() -> float:
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e9


def report(what: str, figure: str, *, bar: str = "", yardstick: str = "") -> None:
    parts = [f"{what:<44} {figure:>14}"]
    if bar:
        parts.append(f"bar {bar}")
    if yardstick:
        parts.append(f"yardstick: {yardstick}")
    print("   ".join(parts), flush=True)
