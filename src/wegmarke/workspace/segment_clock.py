"""Lets segments follow the time while a workspace is served: once a minute, whether anything happened or not."""

from __future__ import annotations

import threading
from collections.abc import Callable

from wegmarke.domain import Clock
from wegmarke.workspace.pump import Trouble

_EVERY_SECONDS = 60.0


class SegmentClock:
    """A thread that judges those for whom time alone did something; an error is kept, and the next minute tries again.

    Attributes:
        trouble: the last error, until a round succeeds.
    """

    def __init__(self, pass_time: Callable[[], None], clock: Clock, *, every_seconds: float = _EVERY_SECONDS) -> None:
        self.trouble: Trouble | None = None
        self._pass_time = pass_time
        self._clock = clock
        self._every = every_seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="segment clock", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round at hand, if there is one."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _go_on(self) -> None:
        while not self._stopped.wait(self._every):
            try:
                self._pass_time()
            except Exception as error:  # noqa: BLE001  # whatever it is, the next minute tries again
                rounds = self.trouble.runs + 1 if self.trouble else 1
                self.trouble = Trouble(self._clock.now(), f"{type(error).__name__}: {error}"[:500], rounds)
            else:
                self.trouble = None
