"""What is chosen counts as if nothing else had happened, in expressions and in the path index."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from engine_suite import EXPRESSIONS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from path_engines import NAMES, implementation, touch_tables
from unit_histories import histories, paths_in, periods

from wegmarke.domain import TOUCH_UNITS, Unit, UsageError
from wegmarke.engine import open_engine
from wegmarke.paths import Chosen, Period, Touches, index, selection_of, transition_codes, windowed_counts
from wegmarke.paths.choosing import chosen_touches, paths_of

FEW = settings(
    max_examples=8, phases=[Phase.reuse, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
CODE_OF = dict(zip(NAMES["touchpoint"].to_pylist(), NAMES["code"].to_pylist(), strict=True))
KNOWN = {Unit.PERSON: [10, 20, -30, 2**40], Unit.ACCOUNT: [1, 2]}


def choices(by):
    units = st.one_of(st.none(), st.lists(st.sampled_from([*KNOWN[by], 999]), max_size=3))
    return st.builds(
        lambda units, touchpoints, left_out: Chosen(
            None if units is None else np.array(units, np.int64),
            touchpoints and tuple(touchpoints),
            frozenset(left_out),
            None if units is None else by,
        ),
        units,
        st.one_of(st.none(), st.just(["ad", "demo", "nowhere"])),
        st.sets(st.sampled_from(["automated", "internal"])),
    )


def asked_for(by):
    return st.tuples(st.just(by), choices(by))


CHOICES = st.sampled_from(TOUCH_UNITS).flatmap(asked_for)


def counting(history, by, chosen):
    """The touches that count, read off the definition."""
    codes = None if chosen.touchpoints is None else {CODE_OF.get(name) for name in chosen.touchpoints}
    return [
        touch
        for touch in history
        if (chosen.units is None or getattr(touch, by.value) in chosen.units.tolist())
        and (codes is None or (touch.touchpoint is not None and touch.touchpoint in codes))
        and not any(getattr(touch, kind) for kind in chosen.left_out)
    ]


def walked(history, by, period):
    paths = paths_in(history, by, period).values()
    return Counter(hop for path in paths for hop in pairwise([0, *(touch.touchpoint for touch in path), 0]))


@pytest.mark.parametrize("engine", EXPRESSIONS)
@FEW
@given(histories(), CHOICES, periods())
def test_expressions_count_transitions_of_what_is_chosen(engine, history, asked, period):
    by, chosen = asked
    touches = replace(touch_tables(), chosen=chosen)

    rows = implementation(engine).rows(history, transition_codes(touches, by, period))

    found = {(row["from_code"], row["to_code"]): row["transitions"] for row in rows}
    assert found == walked(counting(history, by, chosen), by, period)


@FEW
@given(histories(), CHOICES, periods())
def test_the_index_counts_transitions_of_what_is_chosen(history, asked, period):
    by, chosen = asked
    snapshot = implementation("base and delta").snapshot(history, by)

    rows = index.transitions(snapshot, period, selection=chosen.in_snapshot(snapshot, NAMES)).to_pylist()

    found = {(row["from_code"], row["to_code"]): row["transitions"] for row in rows}
    assert found == walked(counting(history, by, chosen), by, period)


@pytest.mark.parametrize("engine", EXPRESSIONS)
@FEW
@given(histories(), CHOICES)
def test_expressions_know_the_neighbours_of_what_is_chosen(engine, history, asked):
    by, chosen = asked
    expected = {
        (str(touch.event_id), place + 1, path[place - 1].touchpoint if place else 0)
        for path in paths_in(counting(history, by, chosen), by, Period()).values()
        for place, touch in enumerate(path)
    }

    rows = implementation(engine).rows(history, paths_of(replace(touch_tables(), chosen=chosen), by, Period()))

    assert {(str(row["event_id"]), row["position"], row["previous"]) for row in rows} == expected


@FEW
@given(histories(), CHOICES, periods())
def test_unrecognised_touches_are_chosen_alike(history, asked, period):
    by, chosen = asked
    kernels, kept = implementation("base and delta"), replace(touch_tables(), chosen=chosen)
    snapshot = kernels.snapshot(history, by)
    found = index.windowed_counts(snapshot, period, selection=chosen.in_snapshot(snapshot, NAMES))
    of_index = {(unit, touches) for unit, touches in zip(found.units.tolist(), found.touches.tolist(), strict=True)}

    rows = implementation("duckdb").rows(history, windowed_counts(kept, by, period))

    assert {(row["unit"], row["touches"]) for row in rows} == {row for row in of_index if row[1]}


def test_nothing_chosen_needs_no_selection():
    assert selection_of(touch_tables(), Unit.PERSON) is None


def test_flags_that_no_touch_has_are_not_compared():
    columns = index.Columns(
        np.array([1]), np.array([0, 1]), np.array([0]), *[np.array([1], np.uint16)] * 4, np.array([0]),
        *[np.array([1], np.uint16)] * 2, np.array([0], np.uint64), np.array([1], np.uint8),
    )  # fmt: skip

    assert columns.without(6).size == 0


def test_many_units_are_chosen_without_naming_each(tmp_path):
    engine = open_engine(tmp_path / "events.duckdb")
    with engine.write() as session:
        session.run(
            "CREATE TABLE touch AS SELECT i AS person, TIMESTAMP '2025-01-01' AS occurred_at FROM range(9) t(i)"
        )
        session.run("CREATE TABLE code (code USMALLINT, touchpoint VARCHAR)")
    tables = [engine.table(name) for name in ("touch", "touch", "code", "code")]
    kept = Touches(*tables, chosen=Chosen(np.arange(4, 5_000), by=Unit.PERSON))

    rows = engine.in_one_state(lambda _: chosen_touches(kept, Unit.PERSON, Period()).to_pyarrow())

    assert sorted(rows["unit"].to_pylist()) == [4, 5, 6, 7, 8]


def test_units_of_another_kind_are_refused():
    kept = replace(touch_tables(), chosen=Chosen(np.array([1]), by=Unit.PERSON))

    with pytest.raises(UsageError, match="of the kind person; got 'account'"):
        paths_of(kept, Unit.ACCOUNT, Period())


def test_units_need_their_kind():
    with pytest.raises(UsageError, match="together with what they are"):
        Chosen(np.array([1]))


def test_unknown_kinds_cannot_be_left_out():
    with pytest.raises(UsageError, match="left_out: expected one of automated, internal; got 'rainy'"):
        Chosen(left_out=frozenset({"rainy"}))


def test_units_that_nobody_relates_to_touches_are_refused():
    with pytest.raises(UsageError, match="by: expected one of person, account; got 'order'"):
        paths_of(touch_tables(), Unit.ORDER, Period())
