"""All places of a map at once: passes and expressions say the same as going from place to place."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from path_fronts import both_ways
from unit_histories import histories, periods

from wegmarke.domain import TOUCH_UNITS, CanonicalPhase, LocalizedText, Unit
from wegmarke.paths import Calendar, Chosen, Period, PhaseColumn, PhaseModel, group_counts, group_values, primitives
from wegmarke.paths.primitives import passing as front

SOME = settings(max_examples=6, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
KINDS = [CanonicalPhase.AWARENESS, CanonicalPhase.EXIT, CanonicalPhase.DECISION, CanonicalPhase.SERVICE]
MODEL = PhaseModel(
    tuple(PhaseColumn(f"ph{n}", LocalizedText.of(f"{n}"), kind, n) for n, kind in enumerate(KINDS)),
    {"tp_one": "ph0", "tp_two": "ph2", "tp_three": "ph1", "tp_seven": "ph0", "tp_last": "ph3", "tp_nowhere": "ph2"},
)
CHOSEN = st.sampled_from(
    [
        None,
        Chosen(left_out=frozenset({"automated", "internal"})),
        Chosen(touchpoints=("tp_one", "tp_two", "tp_last"), left_out=frozenset({"internal"})),
    ]
)
GROUPS = (("tp_one", "tp_two"), ("tp_two", "tp_last"), ("tp_nowhere",), tuple(MODEL.phase_of_touchpoint))


def clock(touches, period):
    facts = primitives.tally_events(touches, Unit.ACCOUNT, period)
    instants = [at for name in ("first_at", "last_at") for at in facts[name].to_pylist()]
    return Calendar.over("Europe/Berlin", min(instants, default=None), max(instants, default=None))


def plain(onward):
    return onward.units, dict(zip(onward.days.tolist(), onward.took.tolist(), strict=True)), onward.out_of_order


def plainly(passings):
    return [
        {place: plain(onward) for place, onward in side.items()} for side in (passings.phases, passings.touchpoints)
    ]


def rows(table):
    return sorted(table.to_pylist(), key=str)


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), CHOSEN)
def test_passes_and_expressions_follow_units_alike(history, by, period, chosen):
    alone, indexed = (replace(touches, chosen=chosen) for touches in both_ways(history))
    calendar = clock(alone, period)

    expected, found = (primitives.count_passings(touches, by, period, MODEL, calendar) for touches in (alone, indexed))

    assert plainly(found) == plainly(expected)


def test_a_span_too_long_for_counters_is_asked_of_the_store(monkeypatch):
    monkeypatch.setattr(front, "MOST_CELLS", -1)
    monkeypatch.setattr(front.index, "passing", lambda *_, **__: pytest.fail("the pass was asked"))
    _, indexed = both_ways([])

    found = primitives.count_passings(indexed, Unit.ACCOUNT, Period(), MODEL, Calendar.over("UTC", None, None))

    assert plainly(found) == [
        dict.fromkeys(["ph0", "ph2", "ph3", "ph1"], (0, {}, 0)),
        dict.fromkeys(MODEL.phase_of_touchpoint, (0, {}, 0)),
    ]


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), CHOSEN, st.booleans())
def test_heads_of_overlapping_groups_are_those_of_each(history, unit, period, chosen, by_month):
    alone, indexed = (replace(touches, chosen=chosen) for touches in both_ways(history))
    month = clock(alone, period) if by_month else None

    found = primitives.count_heads_at(indexed, period, GROUPS, unit, month=month)

    assert rows(found) == rows(primitives.count_heads_at(alone, period, GROUPS, unit, month=month))
    expected = Counter()
    for place, group in enumerate(GROUPS):
        counted = group_counts(alone, period, dict.fromkeys(group, "here"), units=[unit], month=month).to_pyarrow()
        for row in counted.to_pylist():
            expected[place, row.get("label")] += row[unit.value]
    assert Counter({(row["group"], row["label"]): row["units"] for row in found.to_pylist()}) == +expected


@SOME
@given(histories(), periods(), CHOSEN, st.booleans())
def test_touches_and_values_are_everybodys_and_nobodys(history, period, chosen, by_month):
    alone, indexed = (replace(touches, chosen=chosen) for touches in both_ways(history))
    month = clock(alone, period) if by_month else None
    touchpoints = list(MODEL.phase_of_touchpoint)

    found = primitives.sum_touches(indexed, period, touchpoints, month=month)

    groups = {touchpoint: touchpoint for touchpoint in touchpoints}
    values, sizes = Counter(), Counter()
    for row in found.to_pylist():
        sizes[row["touchpoint"], row["label"]] += row["touches"]
        if row["currency"] is not None:
            values[row["touchpoint"], row["label"], row["currency"]] += row["value_minor"]
    counted = group_counts(alone, period, groups, units=(), month=month).to_pyarrow().to_pylist()
    assert sizes == {(row["group"], row.get("label")): row["touches"] for row in counted}
    valued = group_values(alone, period, groups, month=month).to_pyarrow().to_pylist()
    assert values == {(row["group"], row.get("label"), row["currency"]): row["value_minor"] for row in valued}


def test_days_are_counted_once_each_and_rise():
    onward = primitives.count_passings(both_ways([])[0], Unit.PERSON, Period(), MODEL, Calendar.over("UTC", None, None))

    assert onward.phases["ph0"].went_on == 0
    assert isinstance(onward.phases["ph0"].days, np.ndarray)
