"""Let those who wait for an answer go first."""

from __future__ import annotations

import os
import sys
import threading

_BACK_SEAT, _SECOND_ROW = 19, 5


def take_a_back_seat(*, is_awaited: bool = False) -> None:
    """Give this thread the processor when nobody else wants it; threads it starts from now on inherit that.

    Work that somebody awaits, though not at once, gets a little less than those who answer instead.
    """
    if sys.platform == "linux":
        # There alone a thread has a priority of its own.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _SECOND_ROW if is_awaited else _BACK_SEAT)
