"""Whole paths and outcomes of a few units, small enough to count by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from touch_histories import BEGIN, Happening, as_touches

from wegmarke import analytics
from wegmarke.analytics import Ends
from wegmarke.domain import UsageError

DAY = timedelta(days=1)
WAYS = {
    1: ["tp_ad", "tp_fair", "tp_order"],
    2: ["tp_ad", "tp_ad", "tp_fair"],
    3: ["tp_order", "tp_survey"],
    4: ["tp_ad", "tp_fair", "tp_cancel"],
}


def touches():
    return as_touches(
        [
            Happening(BEGIN + number * DAY, touchpoint, unit, unit, value=500 if touchpoint == "tp_order" else None,
                      currency="EUR" if touchpoint == "tp_order" else None)
            for unit, way in WAYS.items()
            for number, touchpoint in enumerate(way)
        ]
    )  # fmt: skip


def test_a_path_ends_before_the_touch_that_wins():
    rows = analytics.variants(touches(), won=("tp_order",), collapse=True).to_pyarrow().to_pylist()

    found = {tuple(row["touchpoints"]): (row["units"], row["won"], row["value_minor"]) for row in rows}
    assert found == {("tp_ad", "tp_fair"): (2, 1, 500), (): (1, 1, 500), ("tp_ad", "tp_fair", "tp_cancel"): (1, 0, 0)}


def test_a_remainder_closes_the_sums():
    rows = analytics.variants(touches(), top=1).to_pyarrow().to_pylist()

    assert [(row["variants"], row["units"]) for row in rows] == [(1, 1), (3, 3)]
    assert rows[-1]["touchpoints"] == ["(other)"]


def test_outcomes_are_those_of_the_first_touch_that_decides():
    ends = Ends(("tp_order",), ("tp_cancel",), stalled_days=1)

    rows = analytics.variants_by_outcome(touches(), ends=ends).to_pyarrow().to_pylist()

    totals = {name: sum(row[name] for row in rows) for name in analytics.OUTCOMES}
    assert totals == {"won": 2, "lost": 1, "stalled": 0, "open": 1}


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda t: analytics.variants(t, won=("tp_nothing",)), "won: expected one of"),
        (lambda t: analytics.variants(t, top=0), "top: expected a number from 1"),
        (lambda t: analytics.variants(t, currency="euro"), "currency: expected three capital letters"),
        (lambda t: analytics.paths(t, since=("tp_nothing",)), "since: expected one of"),
        (lambda t: analytics.sankey(t, positions=1), "positions: expected a number from 2"),
        (lambda t: analytics.sankey(t, anchor="middle"), "anchor: expected one of"),
        (lambda t: analytics.paths_by_outcome(t, ends=Ends(())), "won: expected a touchpoint"),
        (lambda t: analytics.paths_by_outcome(t, ends=Ends(("tp_ad",), ("tp_ad",))), "won, lost: expected different"),
        (lambda t: analytics.paths_by_outcome(t, ends=Ends(("tp_ad",), (), 0)), "stalled_days: expected a number"),
    ],
)
def test_a_wrong_argument_is_named(ask, words):
    with pytest.raises(UsageError, match=words):
        ask(touches())
