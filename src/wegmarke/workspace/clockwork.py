"""Work that time brings while a workspace is served, whether anything happened or not."""

from __future__ import annotations

import threading
from collections.abc import Callable

from wegmarke.domain import Clock
from wegmarke.workspace.pump import Trouble


class Clockwork:
    """A thread that works again and again; an error is kept, and the next round tries again.

    Attributes:
        trouble: the last error, until a round succeeds.
    """

    def __init__(self, name: str, work: Callable[[], object], clock: Clock, *, every_seconds: float) -> None:
        self.trouble: Trouble | None = None
        self._work = work
        self._clock = clock
        self._every = every_seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name=name, daemon=True)

    def start(self) -> None:
        """Begin; the first round is one pause away."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round at hand, if there is one."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _go_on(self) -> None:
        while not self._stopped.wait(self._every):
            try:
                self._work()
            except Exception as error:  # noqa: BLE001  # whatever it is, the next round tries again
                rounds = self.trouble.runs + 1 if self.trouble else 1
                self.trouble = Trouble(self._clock.now(), f"{type(error).__name__}: {error}"[:500], rounds)
            else:
                self.trouble = None
