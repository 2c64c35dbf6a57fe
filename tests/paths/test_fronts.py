"""Fronts say the same by the path index and without it; the engine suite says that it is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from path_fronts import both_ways
from unit_histories import histories, periods

from wegmarke.domain import TOUCH_UNITS
from wegmarke.paths import Chosen, Cut, Endings, Period, primitives

SOME = settings(max_examples=8, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))


def rows(table):
    """Rows in one order; numbers that are not whole agree to nine digits."""
    return sorted(({name: rounded(value) for name, value in row.items()} for row in table.to_pylist()), key=str)


def rounded(value):
    return float(f"{value:.9e}") if isinstance(value, float) else value


CODES = st.one_of(st.none(), st.lists(st.sampled_from([1, 2, 3]), max_size=2, unique=True))
CUTS = st.one_of(st.none(), st.builds(Cut, CODES, CODES, st.booleans(), st.booleans()))
NAMED = st.one_of(st.none(), st.just(["tp_one", "tp_last"]))
ENDINGS = Endings([2], [3], datetime(2025, 3, 30, 1, tzinfo=UTC))


QUESTIONS = [
    primitives.count_transitions,
    primitives.transition_waits,
    partial(primitives.count_variants, endings=ENDINGS, top=9),
    partial(primitives.positions, last=3, backwards=True),
]


def same(ask, history, chosen=None):
    alone, indexed = (replace(touches, chosen=chosen) for touches in both_ways(history))
    expected, found = ask(alone), ask(indexed)
    assert rows(found) == rows(expected)
    assert found.schema == expected.schema


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), CUTS, st.booleans(), NAMED)
def test_told_transitions(history, by, period, cut, collapse, apart):
    same(lambda t: primitives.count_transitions(t, by, period, cut=cut, collapse=collapse, apart=apart), history)


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), CUTS, st.booleans(), NAMED)
def test_waits(history, by, period, cut, collapse, apart):
    same(lambda t: primitives.transition_waits(t, by, period, cut=cut, collapse=collapse, apart=apart), history)


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), CUTS, NAMED)
def test_transitions_by_outcome(history, by, period, cut, apart):
    same(lambda t: primitives.count_transitions_by_outcome(t, by, period, ENDINGS, cut=cut, apart=apart), history)


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), CUTS, st.booleans(), st.booleans())
def test_positions(history, by, period, cut, backwards, collapse):
    same(lambda t: primitives.positions(t, by, period, 3, cut=cut, backwards=backwards, collapse=collapse), history)


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), CUTS, st.booleans(), st.sampled_from([1, 3, 50]))
def test_variants(history, by, period, cut, collapse, top):
    same(lambda t: primitives.count_variants(t, by, period, ENDINGS, top=top, cut=cut, collapse=collapse), history)


UNITS = np.array([10, 1, 2**40, 3, 2, 99], np.int64)


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), st.sampled_from([["tp_one"], ["tp_one", "tp_last"], []]))
def test_last_touches(history, by, period, touchpoints):
    alone, indexed = both_ways(history)
    expected = primitives.last_touches(alone, by, UNITS, period, touchpoints)

    found = primitives.last_touches(indexed, by, UNITS, period, touchpoints)

    assert found.tolist() == expected.tolist()


CHOSEN = st.sampled_from(
    [
        None,
        Chosen(left_out=frozenset({"automated", "internal"})),
        Chosen(touchpoints=("tp_one", "tp_last"), left_out=frozenset({"internal"})),
    ]
)
GROUPS = {"tp_one": "first", "tp_three": "first", "tp_last": "last", "tp_nowhere": "empty"}


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), st.one_of(CHOSEN, st.just([1, 10, 2**40])))
def test_what_a_period_holds(history, by, period, chosen):
    if isinstance(chosen, list):
        chosen = Chosen(chosen, left_out=frozenset({"automated"}), by=by)

    same(lambda t: primitives.tally_events(t, by, period), history, chosen)


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), CHOSEN)
def test_number_of_paths(history, by, period, chosen):
    alone, indexed = (replace(touches, chosen=chosen) for touches in both_ways(history))

    assert primitives.count_paths(indexed, by, period) == primitives.count_paths(alone, by, period)


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), CHOSEN)
def test_first_entries(history, by, period, chosen):
    def asked(touches):
        first = primitives.first_entries(replace(touches, chosen=chosen), by, period)
        found = first.at(["tp_one", "tp_seven", "tp_nowhere"])
        rows = zip(first.units.to_pylist(), found.at.tolist(), found.day.tolist(), strict=True)
        return sorted(row for row in rows if row[1] < 2**62)

    alone, indexed = map(asked, both_ways(history))

    assert indexed == alone


@SOME
@given(histories(), periods(), CHOSEN)
def test_heads(history, period, chosen):
    def asked(touches):
        counted = primitives.count_heads(replace(touches, chosen=chosen), period, GROUPS, TOUCH_UNITS)
        return sorted(str(row) for row in counted.to_pylist() if row["person"] or row["account"])

    alone, indexed = map(asked, both_ways(history))

    assert indexed == alone


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), CUTS, st.booleans(), st.sampled_from(QUESTIONS))
def test_what_is_left_out_has_not_happened(history, by, cut, collapse, ask):
    chosen = Chosen(touchpoints=("tp_one", "tp_two", "tp_last"), left_out=frozenset({"automated"}))

    same(lambda t: ask(t, by, Period(), cut=cut, collapse=collapse), history, chosen)
