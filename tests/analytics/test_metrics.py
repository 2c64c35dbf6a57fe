from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import BEGIN, Happening, a_model, as_touches, histories, periods

from wegmarke.analytics import breakdown_rows, cells, measure_map, metric_number
from wegmarke.analytics.satisfaction import nps, satisfaction
from wegmarke.domain import TOUCH_UNITS, BreakdownRow, Measure, Unit, UsageError

MODEL = a_model()
COUNTED = [Measure.TOUCHES, Measure.PERSONS, Measure.ACCOUNTS]
PLACES = st.sampled_from(
    [{"phase": phase} for phase in MODEL.groups()] + [{"touchpoint": place} for place in MODEL.phase_of_touchpoint]
)


def at(hours, touchpoint, **more):
    return Happening(BEGIN + timedelta(hours=hours), touchpoint, **more)


def seen(happenings, by=Unit.ACCOUNT):
    return measure_map(as_touches(happenings), MODEL, by, zone="Europe/Berlin")


def answers(*scores, touchpoint="tp_survey"):
    return [
        at(number, touchpoint, person=number, properties={"score": str(score)}) for number, score in enumerate(scores)
    ]


@settings(max_examples=15, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), PLACES)
def test_metrics_say_what_the_cells_say(happenings, by, period, place):
    look = measure_map(as_touches(happenings), MODEL, by, zone="Europe/Berlin", start=period.start, end=period.end)
    columns, places = cells(look)
    cell = columns[place["phase"]] if "phase" in place else places[place["touchpoint"]]

    found = {measure: metric_number(look, "m", measure, **place) for measure in Measure}

    assert [found[measure].value for measure in COUNTED] == [cell.touches, cell.persons, cell.accounts]
    assert found[Measure.CONVERSION].value == (cell.conversion.value if cell.conversion else None)
    assert found[Measure.MEDIAN_DAYS].value == (cell.days_to_next.median if cell.days_to_next else None)
    value = found[Measure.VALUE]
    assert (value.value, value.currency) == (
        (cell.values[0].minor, cell.values[0].currency) if cell.values else (None, None)
    )


@settings(max_examples=15, deadline=None)
@given(histories(), st.sampled_from(["month", "origin"]), PLACES)
def test_rows_of_a_breakdown_add_up(happenings, breakdown, place):
    look = seen(happenings)

    for measure in (Measure.TOUCHES, Measure.VALUE, Measure.CONVERSION, Measure.MEDIAN_DAYS):
        number = metric_number(look, "m", measure, **place, breakdown=breakdown)
        labels = [row.label for row in number.breakdown]
        assert sum(row.n for row in number.breakdown) == number.n
        assert labels == sorted(labels, key=lambda label: (label is None, label or ""))


def test_conversion_by_property_of_the_first_touch_here():
    happenings = [
        at(0, "tp_ad", account=1, properties={"origin": "fair"}),
        at(1, "tp_ad", account=1, properties={"origin": "mail"}),
        at(2, "tp_demo", account=1),
        at(0, "tp_ad", account=2),
    ]

    rows = breakdown_rows(seen(happenings), "ph_awareness", Measure.CONVERSION, "origin")

    assert rows == (BreakdownRow("fair", 1.0, 1), BreakdownRow(None, 0.0, 1))


def test_net_promoter_score_of_latest_answers():
    number = metric_number(seen(answers(*[10] * 20, *[7] * 10, *[0] * 10)), "m", Measure.NPS, phase="ph_loyalty")

    assert (number.value, number.n) == (25.0, 40)
    assert number.low < 25 < number.high


def test_few_answers_give_an_interval_without_a_headline():
    number = metric_number(seen(answers(10, 9, 8)), "m", Measure.NPS, touchpoint="tp_survey")

    assert (number.value, number.n, number.high) == (None, 3, 100.0)


def test_satisfaction_uses_the_maps_scale():
    number = metric_number(seen(answers(5, 4, 3)), "m", Measure.SATISFACTION, touchpoint="tp_survey")

    assert (number.value, number.n) == (1.0, 3)


def test_another_property_may_hold_the_score():
    happenings = [at(0, "tp_survey", properties={"stars": "4", "score": "1"})]

    number = metric_number(seen(happenings), "m", Measure.SATISFACTION, touchpoint="tp_survey", property_name="stars")

    assert number.value == 1.0


def test_answers_off_the_scale_are_no_answers():
    assert nps({11.0: 3, -1.0: 2}, headline=False).n == 0
    assert satisfaction({0.0: 1, 6.0: 1, 3.0: 1}).n == 1


def test_small_groups_show_their_size_only():
    number = metric_number(
        seen([at(0, "tp_ad"), at(1, "tp_demo")]),
        "m",
        Measure.CONVERSION,
        phase="ph_awareness",
        breakdown="month",
        small_n=5,
    )

    assert number.suppressed
    assert number.breakdown == (BreakdownRow("2025-01", None, 1),)


def test_counts_are_never_suppressed():
    assert not metric_number(seen([at(0, "tp_ad")]), "m", Measure.TOUCHES, small_n=5).suppressed


def test_the_whole_map_is_counted_without_a_place():
    happenings = [at(0, "tp_ad"), at(1, "tp_demo"), at(2, "tp_elsewhere")]

    assert metric_number(seen(happenings), "m", Measure.TOUCHES).value == 2
    assert metric_number(seen(happenings), "m", Measure.CONVERSION).value is None


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"phase": "ph_lost"}, "ph_awareness"),
        ({"touchpoint": "tp_lost"}, "tp_ad"),
        ({"phase": "ph_exit", "touchpoint": "tp_ad"}, "Name one"),
    ],
)
def test_places_that_do_not_exist_are_refused(place, words):
    with pytest.raises(UsageError, match=words):
        metric_number(seen([]), "m", Measure.TOUCHES, **place)


def test_every_measure_says_what_it_counts():
    look = seen([])

    definitions = {metric_number(look, "m", measure, phase="ph_awareness").definition for measure in Measure}

    assert len(definitions) == len(Measure)
    assert all("ph_awareness" in definition and "Unit: account" in definition for definition in definitions)
