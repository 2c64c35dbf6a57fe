"""The way back into the event loop for the thread that writes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable


class Loop:
    """Runs calls of other threads in the event loop that serves requests; one wake-up for a whole round."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def enter(self) -> asyncio.AbstractEventLoop:
        """Return the loop at hand, and remember it."""
        self._loop = asyncio.get_running_loop()
        return self._loop

    def __call__(self, call: Callable[[], None]) -> None:
        """Run a call in the loop; when that has ended, nobody waits for it any more."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(call)
