"""Every analysis over units that are no column of the touches, and over what is chosen of any unit.

The oracle is the same analysis, which is held against plain Python elsewhere, over touches that leave no choice: of
accounts that are those units, or of what is chosen alone.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from touch_histories import BEGIN, Happening, a_model, as_touches, histories, periods

from wegmarke import analytics
from wegmarke.analytics import Ends, cell_numbers, facts, funnels
from wegmarke.domain import TOUCH_UNITS, Unit, UsageError
from wegmarke.paths import Chosen

EXAMPLES = 60 if os.environ.get("WEGMARKE_NIGHTLY") else 3
FEW = settings(
    max_examples=EXAMPLES, phases=[Phase.reuse, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
DERIVED = [unit for unit in Unit if unit not in TOUCH_UNITS]
PLAN = funnels.FunnelPlan(tuple(funnels.FunnelStep((place,)) for place in ("tp_ad", "tp_demo")))
ENDS = Ends(won=("tp_order",))
QUESTIONS = {
    "paths": lambda touches, by, **span: analytics.paths(touches, by, **span),
    "sankey": lambda touches, by, **span: analytics.sankey(touches, by, **span),
    # the currency is given: with several the largest sum chooses, and a touch of two units counts twice there
    "variants": lambda touches, by, **span: analytics.variants(touches, by, currency="EUR", **span),
    "lengths": lambda touches, by, **span: analytics.path_lengths(touches, by, **span),
    "funnel over phases": lambda touches, by, **span: analytics.funnel(touches, a_model(), by, **span),
    "funnel over steps": lambda touches, by, **span: funnels.funnel(
        touches, PLAN, by, breakdown=funnels.Breakdown("origin"), **span
    ),
    "phase conversion": lambda touches, by, **span: analytics.phase_conversion(touches, a_model(), by, **span),
    "phases": lambda touches, by, **span: analytics.phases(touches, a_model(), by, **span),
}
if EXAMPLES > 3:
    QUESTIONS["paths by outcome"] = lambda touches, by, **span: analytics.paths_by_outcome(
        touches, by, ends=ENDS, **span
    )
OF_OTHERS = {"touches", "persons", "accounts", "value_minor_EUR", "value_minor_USD"}
"""Columns of phases that count touches, and not units: a touch of several units is one."""


def asked(question, touches, by, period):
    # as a workspace has them
    touches = replace(touches, touches=touches.touches.mutate(phase=ibis.null("uint16"), event=1))
    units = {unit: table.mutate(phase=ibis.null("uint16"), event=1) for unit, table in touches.unit_touches.items()}
    touches = replace(touches, unit_touches=units)
    try:
        rows = QUESTIONS[question](touches, by, start=period.start, end=period.end).rows.to_pylist()
    except UsageError as error:
        return str(error)
    return sorted(
        (tuple((name, value) for name, value in row.items() if name not in OF_OTHERS) for row in rows), key=str
    )


def with_units(happenings, seed):
    """Let every touch belong to some units; returns the tables, and the same with accounts that are these units."""
    chance = random.Random(seed)
    units_of = [chance.choice([[], [7], [8], [7, 8], [2**40]]) for _ in happenings]
    touches = as_touches(happenings)
    rows = touches.touches.to_pyarrow().to_pylist()
    rows = [row | {"unit": unit} for row in rows for unit in units_of[row["sequence"]]]
    schema = touches.touches.schema().to_pyarrow().append(pa.field("unit", pa.int64()))
    related = ibis.memtable(pa.Table.from_pylist(rows, schema=schema))
    exploded = [
        replace(happening, account=unit)
        for happening, units in zip(happenings, units_of, strict=True)
        for unit in units
    ]
    return replace(touches, unit_touches=dict.fromkeys(DERIVED, related)), as_touches(exploded)


@pytest.mark.parametrize("question", list(QUESTIONS))
@FEW
@given(histories(), st.integers(0, 2**32), st.sampled_from(DERIVED), periods())
def test_units_that_share_touches_are_analysed_like_accounts(question, happenings, seed, by, period):
    touches, alone = with_units(happenings, seed)

    assert asked(question, touches, by, period) == asked(question, alone, Unit.ACCOUNT, period)


@pytest.mark.parametrize("question", list(QUESTIONS))
@FEW
@given(histories(), st.integers(0, 2**32), st.sampled_from(TOUCH_UNITS), periods())
def test_what_is_not_chosen_has_not_happened(question, happenings, seed, by, period):
    chance = random.Random(seed)
    happenings = [
        replace(happening, automated=chance.random() < 0.2, internal=chance.random() < 0.2) for happening in happenings
    ]
    numbers = chance.sample([1, 2, 10, 20, 30, 99], 4)
    chosen = Chosen(np.array(numbers), None, frozenset({"automated"}), by)
    counting = [happening for happening in happenings if getattr(happening, by) in numbers and not happening.automated]

    found = asked(question, replace(as_touches(happenings), chosen=chosen), by, period)

    assert found == asked(question, as_touches(counting), by, period)


@FEW
@given(histories(), st.integers(0, 2**32), st.sampled_from(DERIVED), periods())
def test_cells_of_a_map_count_units_that_share_touches(happenings, seed, by, period):
    touches, alone = with_units(happenings, seed)
    span = {"start": period.start, "end": period.end}

    found = cell_numbers(touches, a_model(), by, **span)
    expected = cell_numbers(alone, a_model(), Unit.ACCOUNT, **span)

    for numbers, same in zip(found, expected, strict=True):
        assert {place: (cell.units, cell.conversion, cell.days_to_next) for place, cell in numbers.items()} == {
            place: (cell.units, cell.conversion, cell.days_to_next) for place, cell in same.items()
        }


def test_cells_of_a_map_count_persons_and_accounts_beside_other_units():
    touches, _ = with_units([Happening(BEGIN, "tp_ad", 1, 10), Happening(BEGIN, "tp_ad", 1, 20)], 1)

    cell = cell_numbers(touches, a_model(), Unit.ORDER)[1]["tp_ad"]

    assert (cell.persons, cell.accounts) == (2, 1)


def test_every_event_is_counted_once_under_the_first_reason():
    happenings = [
        Happening(BEGIN, None, automated=True),
        Happening(BEGIN, "tp_elsewhere", automated=True),
        Happening(BEGIN, "tp_ad", automated=True, internal=True),
        Happening(BEGIN, "tp_ad", internal=True),
        Happening(BEGIN, "tp_ad", account=None),
        Happening(BEGIN, "tp_ad", account=2),
        Happening(BEGIN, "tp_ad", account=1),
    ]
    chosen = Chosen(np.array([1]), None, frozenset({"automated", "internal"}), Unit.ACCOUNT)

    known = facts(replace(as_touches(happenings), chosen=chosen), "account", None, None, touchpoints=["tp_ad"])

    assert known.excluded == {
        "unrecognised": 1, "off_map": 1, "automated": 1, "internal": 1, "without_unit": 1, "not_chosen": 1
    }  # fmt: skip
    assert (known.events, known.recognised, known.touches_at(["tp_ad"])) == (7, 2, 1)


def test_touchpoints_that_are_not_chosen_are_off_the_map():
    happenings = [Happening(BEGIN, "tp_ad"), Happening(BEGIN, "tp_demo")]

    known = facts(replace(as_touches(happenings), chosen=Chosen(touchpoints=("tp_ad",))), "account", None, None)

    assert known.excluded == {"unrecognised": 0, "off_map": 1, "without_unit": 0}
