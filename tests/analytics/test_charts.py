"""Every result can be drawn; marks carry their intervals, and what was hidden is told."""

from __future__ import annotations

import pytest
from analyses_of_data import ANALYSES, FIRST, MODEL, SECOND, rows

from wegmarke import analytics
from wegmarke.analytics import funnels
from wegmarke.paths import from_data

LISTS_OF_UNITS = {"stalled", "boomerang_units", "funnels.dropped"}
STEPS = funnels.FunnelPlan((funnels.FunnelStep((FIRST,)), funnels.FunnelStep((SECOND,))))


@pytest.fixture(scope="module")
def touches():
    return from_data(rows())


def test_all_results_but_lists_of_units_have_a_chart(touches):
    kinds = {name: {trace.type for trace in ask(touches).plot().data} for name, ask in ANALYSES.items()}

    assert {name for name, found in kinds.items() if "table" in found} == LISTS_OF_UNITS


def test_marks_carry_their_intervals(touches):
    result = analytics.time_in_phase(touches, MODEL)
    told = result.to_pyarrow().to_pylist()

    (bars,) = result.plot().data

    expected = [0 if None in (row["high"], row["days_median"]) else row["high"] - row["days_median"] for row in told]
    assert list(bars.error_y.array) == pytest.approx(expected)


def test_what_is_hidden_is_told_in_the_figure(touches):
    result = funnels.funnel_trend(touches, STEPS).without_small_numbers(1_000)

    drawn = result.plot()

    assert [note.text for note in drawn.layout.annotations] == [
        f"hidden in {result.hidden.rows} rows: fewer than 1000 units"
    ]
    assert list(drawn.data[0].y) == [None] * result.rows.num_rows
