"""Crossings of thresholds while a workspace is served: soon after the events that bring them, and as points fade."""

from __future__ import annotations

import threading
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from wegmarke.events import Changed
from wegmarke.segments import scores
from wegmarke.workspace.score_following import say_crossings
from wegmarke.workspace.stores import Stores

Numbers = npt.NDArray[np.int64]


class ScoreWork:
    """Remembers whose touches changed, and says which thresholds that crossed.

    Not in the settle that stores events: walking the past of those concerned takes longer than storing, and nobody
    waits for it to the second. Everybody is judged first, and at the first round of each local day.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._lock = threading.Lock()
        self._is_all = True
        self._persons: list[Numbers] = []
        self._accounts: list[Numbers] = []
        self._day: int | None = None
        stores.after_settle.append(self.after_settle)

    def after_settle(self, changed: Changed) -> None:
        """Remember whose touches changed."""
        with self._lock:
            self._is_all = self._is_all or changed.is_all
            self._persons.append(changed.persons)
            self._accounts.append(changed.accounts)

    def say(self) -> int:
        """Say what was crossed since the last time; returns how many events that made, which are stored then."""
        stores = self._stores
        today = scores.day_of(stores.clock.now(), ZoneInfo(stores.settings.time_zone))
        with self._lock:
            is_all = self._is_all or today != self._day
            persons, accounts = _distinct(self._persons), _distinct(self._accounts)
            self._is_all, self._persons, self._accounts = False, [], []
        if not is_all and not persons.size and not accounts.size:
            return 0
        try:
            said = say_crossings(stores) if is_all else say_crossings(stores, persons, accounts)
        except BaseException:
            # Whoever was to be judged is not forgotten.
            with self._lock:
                self._is_all = True
            raise
        self._day = today
        if said:
            stores.settle()
        return said

    def leave(self) -> None:
        """Hear of no more changes."""
        self._stores.after_settle.remove(self.after_settle)


def _distinct(parts: list[Numbers]) -> Numbers:
    return np.unique(np.concatenate([np.empty(0, np.int64), *parts]))
