"""Cells and phases against a plain reading of their definition, unit by unit."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import BEGIN, Happening, a_model, as_touches, histories, paths_in, periods, within

from wegmarke.analytics import cell_numbers, phases
from wegmarke.domain import TOUCH_UNITS, CellNumbers, Money

MODEL = a_model()
SEQUENCE = [phase.id for phase in MODEL.sequence()]
ZONE = "Europe/Berlin"


def first_at(path, touchpoints):
    return next((touch for touch in path if touch.touchpoint in touchpoints), None)


def is_day(path, touch, touchpoints):
    return any(other.day for other in path if other.at == touch.at and other.touchpoint in touchpoints)


def local_day(touch):
    return touch.at.astimezone(ZoneInfo(ZONE)).date()


def next_touch(path, phase):
    """First touch in the nearest later phase touched, with the touchpoints of that phase."""
    for later in SEQUENCE[SEQUENCE.index(phase) + 1 :]:
        touch = first_at(path, MODEL.touchpoints(later))
        if touch is not None:
            return touch, MODEL.touchpoints(later)
    return None


def by_hand(happenings, by, period, phase, touchpoints):
    inside = [happening for happening in within(happenings, period) if happening.touchpoint in touchpoints]
    paths = [path for path in paths_in(happenings, by, period).values() if first_at(path, touchpoints)]
    days, out_of_order = [], 0
    for path in paths if phase in SEQUENCE else []:
        here, onward = first_at(path, touchpoints), next_touch(path, phase)
        if onward is not None:
            there, aim = onward
            days.append((local_day(there) - local_day(here)).days)
            dated = is_day(path, here, touchpoints) or is_day(path, there, aim)
            out_of_order += days[-1] < 0 if dated else there.at < here.at
    sums = Counter()
    for happening in inside:
        if happening.value is not None:
            sums[happening.currency] += happening.value
    return {
        "touches": len(inside),
        "persons": len({happening.person for happening in inside} - {None}),
        "accounts": len({happening.account for happening in inside} - {None}),
        "units": len(paths),
        "went_on": len(days),
        "median": median(days) if days else None,
        "out_of_order": out_of_order,
        "values": dict(sums),
    }


def as_read(cell):
    return {
        "touches": cell.touches,
        "persons": cell.persons,
        "accounts": cell.accounts,
        "units": cell.units,
        "went_on": cell.conversion.part if cell.conversion else 0,
        "median": cell.days_to_next.median if cell.days_to_next else None,
        "out_of_order": cell.out_of_order,
        "values": {money.currency: money.minor for money in cell.values},
    }


@settings(max_examples=25, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS), periods())
def test_every_cell_equals_its_definition(happenings, by, period):
    columns, places = cell_numbers(as_touches(happenings), MODEL, by, zone=ZONE, start=period.start, end=period.end)

    for phase, cell in columns.items():
        assert as_read(cell) == by_hand(happenings, by.value, period, phase, MODEL.touchpoints(phase))
    for touchpoint, cell in places.items():
        phase = MODEL.phase_of_touchpoint[touchpoint]
        assert as_read(cell) == by_hand(happenings, by.value, period, phase, (touchpoint,))


@settings(max_examples=10, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS), periods())
def test_the_table_of_phases_says_what_the_cells_say(happenings, by, period):
    touches = as_touches(happenings)

    columns, _ = cell_numbers(touches, MODEL, by, zone=ZONE, start=period.start, end=period.end)
    rows = phases(touches, MODEL, by, zone=ZONE, start=period.start, end=period.end).to_pyarrow().to_pylist()

    assert [row["phase"] for row in rows] == list(columns)
    for row, cell in zip(rows, columns.values(), strict=True):
        names = ("touches", "persons", "accounts", "units", "out_of_order")
        assert {name: row[name] for name in names} == {name: getattr(cell, name) for name in names}
        assert row["days_median"] == (cell.days_to_next.median if cell.days_to_next else None)
        assert row["converted"] == (cell.conversion.part if cell.conversion else 0)
        assert all(row[f"value_minor_{money.currency}"] == money.minor for money in cell.values)


@settings(max_examples=10, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), st.sampled_from(["month", "origin"]))
def test_groups_of_a_phase_add_up_to_the_phase(happenings, by, period, breakdown):
    choices = {"zone": ZONE, "start": period.start, "end": period.end}
    touches = as_touches(happenings)

    whole = phases(touches, MODEL, by, **choices).to_pyarrow().to_pylist()
    parts = phases(touches, MODEL, by, breakdown=breakdown, **choices).to_pyarrow().to_pylist()

    for phase in whole:
        groups = [row for row in parts if row["phase"] == phase["phase"]]
        assert len({row["label"] for row in groups}) == len(groups)
        # persons and accounts may stand in several groups
        for name in ("touches", "units", "converted", "out_of_order", "days_n"):
            assert sum(row[name] for row in groups) == phase[name]


def at(hours, touchpoint, **more):
    return Happening(BEGIN + timedelta(hours=hours), touchpoint, **more)


def test_the_last_phase_and_exits_lead_nowhere():
    columns, _ = cell_numbers(as_touches([at(0, "tp_survey"), at(1, "tp_cancel")]), MODEL)

    assert columns["ph_loyalty"].conversion is None
    assert columns["ph_exit"].days_to_next is None


def test_a_place_nobody_touched_has_empty_numbers():
    columns, places = cell_numbers(as_touches([]), MODEL)

    assert places["tp_cancel"] == CellNumbers()
    assert columns["ph_awareness"].conversion.value is None


def test_few_units_are_marked_and_none_are_not():
    columns, _ = cell_numbers(as_touches([at(0, "tp_ad")]), MODEL, small_n=5)

    assert columns["ph_awareness"].suppressed
    assert not columns["ph_consideration"].suppressed


def test_largest_sum_comes_first():
    happenings = [at(0, "tp_order", value=1, currency="EUR"), at(1, "tp_order", value=7, currency="USD")]

    columns, _ = cell_numbers(as_touches(happenings), MODEL)

    assert columns["ph_decision"].values == (Money(7, "USD"), Money(1, "EUR"))


@pytest.mark.parametrize("by", TOUCH_UNITS)
def test_touches_of_nobody_count_as_touches_only(by):
    columns, _ = cell_numbers(as_touches([at(0, "tp_ad", account=None, person=None)]), MODEL, by)

    assert (columns["ph_awareness"].touches, columns["ph_awareness"].units) == (1, 0)
