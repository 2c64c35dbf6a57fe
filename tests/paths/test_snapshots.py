"""Snapshots that are kept current equal ones that are built anew, and a reader keeps what it began with."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from held_paths import held
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from path_engines import fill, implementation
from unit_histories import Seen, histories

from wegmarke.domain import Unit, UsageError
from wegmarke.paths import index
from wegmarke.paths.index import build


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


@settings(max_examples=15, deadline=None)
@given(histories(12), st.sampled_from([1, 3, 1 << 17]), st.sampled_from([0, 40_000, -(2**40)]))
def test_paths_are_in_order_whatever_is_ordered_at_a_time(history, block, sequence):
    """Sequence numbers that fit into 16 bits are held so; the order is that of the store all the same."""
    engine = implementation("kernels").engine
    moved = []
    for one in history:
        values = {name: getattr(one, name) for name in Seen.__slots__}
        moved.append(Seen(**values | {"sequence": one.sequence * (sequence or 1)}))
    fill(engine, moved)
    order = "WHERE person IS NOT NULL ORDER BY person, occurred_at, sequence, event_id"
    expected = [(row[1], row[2] or 0) for row in engine.rows(f"SELECT person, event, touchpoint FROM touch {order}")]

    with patch.object(build, "_BLOCK_TOUCHES", block):
        columns = index.PathIndex(engine, Unit.PERSON).build().base

    assert list(zip(columns.event.tolist(), columns.touchpoint.tolist(), strict=True)) == expected
