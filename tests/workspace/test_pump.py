from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from queue import Queue

from wegmarke.domain import SetClock
from wegmarke.workspace.pump import Pump, Trouble

CLOCK = SetClock(datetime(2025, 3, 3, tzinfo=UTC))


def test_woken_pump_settles_and_rests() -> None:
    runs: Queue[float] = Queue()
    pump = Pump(lambda: runs.put(time.perf_counter()), CLOCK, cycle_seconds=0.2)
    pump.start()

    for _ in range(3):
        pump.wake()
    first = runs.get(timeout=10)
    pump.wake()
    second = runs.get(timeout=10)
    pump.stop()

    assert second - first >= 0.19
    assert runs.empty()


def test_sleeping_pump_does_nothing() -> None:
    runs: Queue[int] = Queue()
    pump = Pump(lambda: runs.put(1), CLOCK)
    pump.start()

    pump.stop()

    assert runs.empty()


def test_error_is_kept_shown_and_tried_again() -> None:
    tried = threading.Semaphore(0)
    is_broken = [True]

    def settle() -> None:
        tried.release()
        if is_broken[0]:
            raise ValueError("no room")

    pump = Pump(settle, CLOCK, cycle_seconds=0.01)
    pump.start()
    pump.wake()
    for _ in range(3):
        assert tried.acquire(timeout=10)
    trouble = pump.trouble
    is_broken[0] = False
    assert tried.acquire(timeout=10)
    assert tried.acquire(timeout=0.2) is False or pump.trouble is None
    pump.stop()

    assert trouble is not None
    assert trouble.what == "ValueError: no room"
    assert trouble.runs >= 2
    assert pump.trouble is None


def test_trouble_for_days_does_not_end_the_pump() -> None:
    # Wrong reading prevented: 2**1100 is too large for a float, and the thread dies of its own patience.
    def fail() -> None:
        raise ValueError("still")

    pump = Pump(fail, CLOCK)
    pump.trouble = Trouble(CLOCK.now(), "ValueError: still", 5000)
    pump._run()

    assert pump.trouble.runs == 5001
    assert 0 < pump._wanted_pause(0.1) <= 5


def test_pump_that_never_started_stops() -> None:
    Pump(lambda: None, CLOCK).stop()
