"""Path indexes that are told what each derivation of touches changed."""

from __future__ import annotations

import numpy as np

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.events import joined, state_of_touches
from wegmarke.paths import index


class Follower:
    """The indexes of persons and accounts, told what changed as a workspace tells them."""

    def __init__(self, stores, folder):
        self.indexes = {
            by: index.PathIndex(stores.engine, by, folder=folder / by.value, name_state=state_of_touches)
            for by in TOUCH_UNITS
        }
        for paths in self.indexes.values():
            paths.open()

    def told(self, changed):
        for by, told in ((Unit.PERSON, changed.person_paths), (Unit.ACCOUNT, changed.account_paths)):
            paths = self.indexes[by]
            if not changed:
                assert changed.state == paths.snapshot.state
            elif changed.is_all:
                paths.build()
            elif told.rows is None:
                paths.update(told.units)
            else:
                paths.advance(told.units, told.since, told.rows, state=changed.state)
            assert (np.diff(told.units) > 0).all()


class LateFollower:
    """The same indexes, told several changes at once, put together."""

    def __init__(self, stores):
        self.indexes = {by: index.PathIndex(stores.engine, by, name_state=state_of_touches) for by in TOUCH_UNITS}
        for paths in self.indexes.values():
            paths.open()
        self._waiting = []

    def told(self, changed):
        if changed:
            self._waiting.append(changed)

    def catch_up(self):
        """Take in what was told; once more from the beginning where nobody knows what changed."""
        waiting, self._waiting = self._waiting, []
        for by, paths in self.indexes.items():
            if any(changed.is_all for changed in waiting):
                paths.build()
            elif waiting:
                told = joined(by, [getattr(changed, f"{by}_paths") for changed in waiting])
                if told.rows is None:
                    paths.update(told.units)
                else:
                    paths.advance(told.units, told.since, told.rows, state=waiting[-1].state)
