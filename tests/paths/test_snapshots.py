"""Snapshots that are kept current equal ones that are built anew, and a reader keeps what it began with."""

from __future__ import annotations

import numpy as np
import pytest
from held_paths import held
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from path_engines import fill, implementation
from unit_histories import Seen, histories

from wegmarke.domain import Unit, UsageError
from wegmarke.paths import index


class KeptCurrent(RuleBasedStateMachine):
    """Touches come and go; units change; the index is updated, folded, and asked by a reader who began earlier."""

    @initialize(history=histories(12))
    def build(self, history):
        self.engine = implementation("kernels").engine
        self.history = list(history)
        fill(self.engine, self.history)
        self.paths = index.PathIndex(self.engine, Unit.PERSON)
        self.paths.build()
        self.reader = (self.paths.snapshot, held(self.paths.snapshot))

    @rule(more=histories(5))
    def touches_arrive(self, more):
        known = {touch.event_id for touch in self.history}
        fresh = [touch for touch in more if touch.event_id not in known]
        self.history += fresh
        self.change({touch.person for touch in fresh})

    @rule(place=st.integers(0, 30), to=st.sampled_from([10, 20, 77, None]))
    def touch_moves(self, place, to):
        if self.history:
            touch = self.history.pop(place % len(self.history))
            self.history.append(Seen(**{name: getattr(touch, name) for name in Seen.__slots__} | {"person": to}))
            self.change({touch.person, to})

    def change(self, persons):
        fill(self.engine, self.history)
        self.paths.update(np.array(sorted(persons - {None}), np.int64))

    @rule()
    def fold(self):
        self.paths.fold()
        assert self.paths.snapshot.delta.touches == 0

    @rule(more=histories(4))
    def fold_while_touches_arrive(self, more):
        before = self.paths.snapshot
        with self.paths.folding() as swap:
            self.touches_arrive(more)
            swap(before.folded())

    @rule()
    def reader_begins(self):
        self.reader = (self.paths.snapshot, held(self.paths.snapshot))

    @invariant()
    def equals_a_rebuild(self):
        anew = index.PathIndex(self.engine, Unit.PERSON).build()
        assert held(self.paths.snapshot) == held(anew)
        assert self.paths.snapshot.touches == anew.touches
        assert self.paths.snapshot.units().tolist() == anew.units().tolist()

    @invariant()
    def reader_sees_what_it_began_with(self):
        snapshot, before = self.reader
        assert held(snapshot) == before


TestKeptCurrent = KeptCurrent.TestCase
TestKeptCurrent.settings = settings(max_examples=12, stateful_step_count=8, deadline=None)


@pytest.fixture
def paths(tmp_path):
    engine = implementation("kernels").engine
    fill(engine, [])
    return index.PathIndex(engine, Unit.ACCOUNT, folder=tmp_path / "account")


def test_index_without_touches_answers(paths):
    snapshot = paths.build()

    assert index.transitions(snapshot).num_rows == 0
    assert index.variants(snapshot).units == 0
    assert index.time_in_phase(snapshot).num_rows == 0


def test_selection_belongs_to_its_snapshot(paths):
    selection = index.select_codes(paths.build(), "touchpoint", [1])

    with pytest.raises(UsageError, match="another snapshot"):
        index.transitions(paths.build(), selection=selection)


def test_columns_are_never_written(paths):
    with pytest.raises(ValueError, match="read-only"):
        paths.build().base.starts[0] = 1
