"""Measure a step and print it beside its bar and its yardstick."""

from __future__ import annotations

import resource
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
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


class OwnMemory:
    """Watches from a thread how much memory a process holds that the system cannot take back without writing it.

    Pages of files that are mapped for reading do not count: they are dropped when memory is short, and read again.
    """

    def __init__(self, every_seconds: float = 0.01) -> None:
        self._peak = 0
        self._every = every_seconds
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def peak_gb(self) -> float:
        """Return the most so far; where the system does not tell, the most that was resident at all."""
        return self._peak / 1e9 if self._peak else peak_memory_gb()

    def _watch(self) -> None:
        status = Path("/proc/self/status")
        while status.exists():
            for line in status.read_text(encoding="ascii").splitlines():
                if line.startswith("RssAnon:"):
                    self._peak = max(self._peak, int(line.split()[1]) * 1024)
            time.sleep(self._every)


def report(what: str, figure: str, *, bar: str = "", yardstick: str = "") -> None:
    parts = [f"{what:<44} {figure:>14}"]
    if bar:
        parts.append(f"bar {bar}")
    if yardstick:
        parts.append(f"yardstick: {yardstick}")
    print("   ".join(parts), flush=True)
