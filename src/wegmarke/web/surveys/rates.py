"""How often somebody may ask: a bucket that fills again, one for each address and one for each link."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_NAMES = 20_000


class Rates:
    """So many requests of one name at once, and so many more in each minute after."""

    def __init__(self, most: float, per_minute: float, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._per_second = per_minute / 60
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def takes(self, name: str) -> bool:
        """Count one request; false when there were too many."""
        now = self._now()
        left, at = self._left.pop(name, (self._most, now))
        left = min(self._most, left + (now - at) * self._per_second)
        takes = left >= 1
        self._left[name] = (left - 1 if takes else left, now)
        while len(self._left) > _MOST_NAMES:
            self._left.popitem(last=False)
        return takes
