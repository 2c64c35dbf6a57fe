"""Let those who wait for an answer go first."""

from __future__ import annotations

import os
import sys
import threading

_BACK_SEAT = 19


def take_a_back_seat() -> None:
    """Give this thread the processor when nobody else wants it; threads it starts from now on inherit that."""
    if sys.platform == "linux":
        # There alone a thread has a priority of its own.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _BACK_SEAT)
