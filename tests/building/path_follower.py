"""Path indexes that are told what each derivation of touches changed."""

from __future__ import annotations

import numpy as np

from wegmarke.domain import Unit
from wegmarke.events import state_of_touches
from wegmarke.paths import index


class Follower:
    """The indexes of persons and accounts, told what changed as a workspace tells them."""

    def __init__(self, stores, folder):
        self.indexes = {
            by: index.PathIndex(stores.engine, by, folder=folder / by.value, name_state=state_of_touches) for by in Unit
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
