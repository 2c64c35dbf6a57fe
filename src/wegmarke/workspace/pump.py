"""Keeps the event store up to date while a workspace is served: what was accepted is soon seen in analyses."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from wegmarke.domain import Clock
from wegmarke.workspace.back_seat import take_a_back_seat

_CYCLE_SECONDS = 0.45
_SHORTEST_PAUSE_SECONDS = 0.02
_LONGEST_PAUSE_SECONDS = 5.0
_MOST_DOUBLINGS = 10


@dataclass(frozen=True, slots=True)
class Trouble:
    """The last error of the pump, until a run succeeds.

    Attributes:
        at: when it happened.
        what: kind and message of the error.
        runs: how many runs in a row have failed.
    """

    at: datetime
    what: str
    runs: int


class Pump:
    """A thread that settles soon after it was woken; an error is kept and shown, and the next run tries again."""

    def __init__(self, settle: Callable[[], None], clock: Clock, *, cycle_seconds: float = _CYCLE_SECONDS) -> None:
        self.trouble: Trouble | None = None
        self._settle = settle
        self._clock = clock
        self._cycle = cycle_seconds
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="pump", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Say that something waits; returns at once."""
        self._woken.set()

    def stop(self) -> None:
        """End after the run at hand, if there is one."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def _go_on(self) -> None:
        take_a_back_seat(is_awaited=True)
        while not self._stopped.is_set():
            self._woken.wait()
            if self._stopped.is_set():
                return
            self._woken.clear()
            begun = time.monotonic()
            self._run()
            if self.trouble is not None:
                self._woken.set()
            # A run costs the same for one event as for hundreds, about a tenth of a second of the processor: the rest
            # after a short one is what the door has for itself, and a long one is followed by the next. Runs that take
            # longer because the processor is wanted elsewhere must not come more often for that.
            self._stopped.wait(self._wanted_pause(time.monotonic() - begun))

    def _run(self) -> None:
        try:
            self._settle()
        except Exception as error:  # noqa: BLE001  # whatever it is, accepted events wait until it is mended
            runs = self.trouble.runs + 1 if self.trouble else 1
            self.trouble = Trouble(self._clock.now(), f"{type(error).__name__}: {error}"[:500], runs)
        else:
            self.trouble = None

    def _wanted_pause(self, spent: float) -> float:
        if self.trouble is None:
            return max(_SHORTEST_PAUSE_SECONDS, self._cycle - spent)
        # Doubled no further than it takes: after days of trouble the power would be no number any more.
        return min(self._cycle * float(2 ** min(self.trouble.runs, _MOST_DOUBLINGS)), _LONGEST_PAUSE_SECONDS)
