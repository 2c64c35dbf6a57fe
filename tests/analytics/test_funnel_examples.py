"""The worked examples of the funnel's definition, and figures computed by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from touch_histories import Happening, a_model, as_touches

from wegmarke.analytics import funnels
from wegmarke.analytics.funnels import Breakdown, Conversions, EntryPeriod, LabelFrom
from wegmarke.domain import UsageError

A, B, C, X = "tp_ad", "tp_demo", "tp_order", "tp_cancel"


def at(text, day=2):
    return datetime.fromisoformat(f"2025-05-{day:02} {text}:00").replace(tzinfo=UTC)


def seen(text, touchpoint, unit=1, day=2, **properties):
    return Happening(at(text, day), touchpoint, unit, unit, properties=properties)


def plan(*steps, **asked):
    found, problems = funnels.read_plan(steps, **asked)
    assert problems == []
    return found


def reached(happenings, *steps, **asked):
    rows = funnels.funnel(as_touches(happenings), plan(*steps, **asked), model=a_model()).to_pyarrow()
    return rows["units"].to_pylist()


MIXPANEL = [seen("13:00", A), seen("13:30", A), seen("13:45", B), seen("14:15", C)]


def test_the_best_attempt_reaches_the_last_step():
    assert reached(MIXPANEL, A, B, C, window="1 hour") == [1, 1, 1]


def test_the_first_entry_ends_where_its_window_ends():
    assert reached(MIXPANEL, A, B, C, window="1 hour", counting="first_entry") == [1, 1, 0]


def test_every_entry_counts_for_itself():
    assert reached(MIXPANEL, A, B, C, window="1 hour", counting="every_entry") == [2, 2, 1]


def test_the_boundary_of_a_window_belongs_to_it():
    touches = [seen("13:00", A), seen("14:00", B)]

    assert reached(touches, A, B, window="1 hour") == [1, 1]
    assert reached(touches, A, B, window="59 minutes") == [1, 0]


def test_a_step_has_a_window_of_its_own():
    touches = [seen("13:00", A), seen("14:00", B), seen("16:00", C)]

    assert reached(touches, A, f"{B} < 1 hour", f"{C} < 2 hours") == [1, 1, 1]
    assert reached(touches, A, B, f"{C} < 1 hour") == [1, 1, 0]


def test_seven_days_are_168_hours_over_a_change_of_the_clock():
    # Berlin sets its clocks ahead on 30 March 2025
    touches = [
        Happening(datetime(2025, 3, 27, 11, 0, tzinfo=UTC), A),
        Happening(datetime(2025, 4, 3, 11, 0, tzinfo=UTC), B),
    ]

    assert reached(touches, A, B, window="7 days") == [1, 1]


def test_the_same_event_in_two_steps_takes_two_events():
    assert reached([seen("13:00", A), seen("13:00", A)], A, A, A) == [1, 1, 0]


def test_strict_lets_nothing_lie_between():
    touches = [seen("13:00", A), seen("13:10", "tp_fair"), seen("13:20", B)]

    assert reached(touches, A, B, order="strict") == [1, 0]
    assert reached(touches, A, B) == [1, 1]


def test_events_that_nobody_recognises_lie_not_between():
    touches = [seen("13:00", A), seen("13:10", None), seen("13:20", B)]

    assert reached(touches, A, B, order="strict") == [1, 1]


def test_in_any_order_a_step_is_one_more_step_done():
    touches = [seen("13:00", C), seen("13:30", A), seen("15:00", B)]

    assert reached(touches, A, B, C, order="any") == [1, 1, 1]
    assert reached(touches, A, B, C, order="any", window="1 hour") == [1, 1, 0]


def test_an_optional_step_may_be_passed_over():
    touches = [
        seen("13:00", A),
        seen("13:30", C),
        seen("9:00".zfill(5), A, 2),
        seen("10:00", B, 2),
        seen("11:00", C, 2),
    ]

    rows = funnels.funnel(as_touches(touches), plan(A, f"{B}?", C), model=a_model()).to_pyarrow().to_pylist()

    assert [(row["units"], row["skipped"], row["of_previous"]) for row in rows] == [
        (2, 0, None),
        (1, 1, 0.5),
        (2, 0, 1.0),
    ]


def test_an_alternative_serves_as_well():
    touches = [seen("13:00", A), seen("13:30", B), seen("13:00", "tp_fair", 2), seen("13:30", B, 2)]

    assert reached(touches, f"{A}|tp_fair", B) == [2, 2]


def test_a_rule_narrows_a_step():
    touches = [seen("13:00", A, plan="pro"), seen("13:30", B, plan="free"), seen("14:30", B, plan="pro")]
    step = f'{B} where {{"field": "properties.plan", "is": "pro"}}'

    rows = funnels.funnel(as_touches(touches), plan(A, step), model=a_model()).to_pyarrow().to_pylist()

    assert (rows[1]["units"], rows[1]["seconds_median"]) == (1, 5400.0)


class TestExclusions:
    TOUCHES = (seen("13:00", A), seen("13:10", X), seen("13:20", B), seen("13:30", C))

    def test_drop_attempt_voids_the_attempt(self):
        assert reached(self.TOUCHES, A, B, C, exclusions=[X]) == [0, 0, 0]

    def test_a_later_attempt_survives(self):
        assert reached([*self.TOUCHES, seen("14:00", A), seen("14:10", B)], A, B, C, exclusions=[X]) == [1, 1, 0]

    def test_stop_keeps_the_steps_before(self):
        assert reached(self.TOUCHES, A, B, C, exclusions=[f"{X} stop"]) == [1, 0, 0]

    def test_other_steps_are_not_excluded(self):
        assert reached(self.TOUCHES, A, B, C, exclusions=[f"{X} 2-3"]) == [1, 1, 1]

    def test_after_completion_it_has_no_effect(self):
        touches = [seen("13:00", A), seen("13:20", B), seen("13:30", X)]

        assert reached(touches, A, B, exclusions=[X]) == [1, 1]

    def test_after_the_window_it_has_no_effect(self):
        touches = [seen("13:00", A), seen("14:01", X)]

        assert reached(touches, A, B, window="1 hour", exclusions=[X]) == [1, 0]

    def test_at_the_end_of_the_window_it_has(self):
        touches = [seen("13:00", A), seen("14:00", X)]

        assert reached(touches, A, B, window="1 hour", exclusions=[X]) == [0, 0]


def test_a_property_is_held_constant():
    touches = [seen("13:00", A, order="1"), seen("13:10", A, order="2"), seen("13:20", B, order="2"), seen("13:30", C)]

    assert reached(touches, A, B, C, hold="order") == [1, 1, 0]


# Person 2 takes one hour; person 3 converts twice, first in two and two hours, then in three and three.
REPEATED = [
    seen("00:00", A, 1),
    seen("00:00", A, 2), seen("01:00", B, 2),
    seen("00:00", A, 3), seen("02:00", B, 3), seen("04:00", C, 3),
    seen("00:00", A, 3, 3), seen("03:00", B, 3, 3), seen("06:00", C, 3, 3),
]  # fmt: skip


@pytest.mark.parametrize(
    ("conversions", "expected"), [(Conversions.FIRST, [5400, 7200]), (Conversions.ALL, [6300, 9000])]
)
def test_time_to_convert_of_the_first_conversion_or_of_all(conversions, expected):
    asked = plan(A, B, C, window="24 hours")

    means = [
        funnels.time_to_convert(
            as_touches(REPEATED), asked, span=funnels.Span(step, step + 1), conversions=conversions, model=a_model()
        ).to_pyarrow()["mean"][0].as_py()
        for step in (1, 2)
    ]  # fmt: skip

    assert means == expected


def test_less_than_a_day_is_unknown_where_only_dates_are():
    touches = [
        Happening(at("00:00"), A, 1, 1, day=True), seen("13:00", B, 1),
        Happening(at("00:00"), A, 2, 2, day=True), seen("13:00", B, 2, 4),
    ]  # fmt: skip

    row = funnels.time_to_convert(as_touches(touches), plan(A, B), model=a_model()).to_pyarrow().to_pylist()[0]

    assert (row["n"], row["date_only"], row["mean"]) == (1, 1, (2 * 24 + 13) * 3600)


def test_the_curve_knows_who_still_may_convert():
    touches = [seen("10:00", A, 1), seen("11:00", B, 1), seen("10:30", A, 2), seen("10:00", A, 3), seen("12:00", B, 3)]

    rows = funnels.conversion_curve(as_touches(touches), plan(A, B), model=a_model()).to_pyarrow().to_pylist()

    # the second one is observed for an hour and a half, until the data end
    assert [(row["seconds"], row["at_risk"], row["converted"]) for row in rows] == [(3600, 3, 1), (7200, 1, 2)]
    assert [row["share"] for row in rows] == pytest.approx([1 / 3, 1.0])


def test_a_period_is_incomplete_until_its_last_window_closes():
    touches = [
        Happening(datetime(2025, 1, 31, 22, 30, tzinfo=UTC), A, 1, 1),
        Happening(datetime(2025, 2, 1, 10, 0, tzinfo=UTC), B, 1, 1),
        Happening(datetime(2025, 1, 31, 23, 30, tzinfo=UTC), A, 2, 2),
        Happening(datetime(2025, 2, 8, 0, 0, tzinfo=UTC), A, 3, 3),
    ]

    asked = plan(A, B, window="7 days")
    trend = funnels.funnel_trend(as_touches(touches), asked, model=a_model(), zone="Europe/Berlin")
    rows = trend.to_pyarrow().to_pylist()

    # in Berlin the second one entered in February
    found = [(str(row["period"]), row["entered"], row["converted"], row["incomplete"]) for row in rows]
    assert found == [("2025-01-01", 1, 1, False), ("2025-02-01", 2, 0, True)]


@pytest.mark.parametrize(
    ("length", "expected"),
    [(EntryPeriod.DAY, "2025-05-02"), (EntryPeriod.WEEK, "2025-04-28"), (EntryPeriod.QUARTER, "2025-04-01")],
)
def test_periods_begin_with_their_first_day(length, expected):
    rows = funnels.funnel_trend(as_touches(MIXPANEL), plan(A, B), length=length, model=a_model()).to_pyarrow()

    assert [str(day) for day in rows["period"].to_pylist()] == [expected]


LABELLED = [
    seen("10:00", A, 1), seen("11:00", B, 1, origin="x"), seen("12:00", C, 1, origin="y"),
    seen("10:00", A, 2, origin="x"), seen("11:00", B, 2, origin="x"),
    seen("10:00", A, 3, origin="z"), seen("10:00", A, 4),
]  # fmt: skip


def labelled(**asked):
    rows = funnels.funnel(
        as_touches(LABELLED), plan(A, B, C), breakdown=Breakdown("origin", **asked), model=a_model()
    ).to_pyarrow().to_pylist()  # fmt: skip
    return {row["label"]: [r["units"] for r in rows if r["label"] == row["label"]] for row in rows}


def test_breakdown_by_the_first_value_known():
    assert labelled() == {"x": [2, 2, 1], "z": [1, 0, 0], None: [1, 0, 0]}


def test_breakdown_by_the_last_value_known():
    assert labelled(at=LabelFrom.LAST) == {"x": [1, 1, 0], "y": [1, 1, 1], "z": [1, 0, 0], None: [1, 0, 0]}


def test_breakdown_by_the_value_at_a_step():
    assert labelled(at=LabelFrom.STEP, step=2) == {"x": [2, 2, 1], None: [2, 0, 0]}


def test_breakdown_by_all_values_can_exceed_the_total():
    assert labelled(at=LabelFrom.ALL) == {"x": [2, 2, 1], "y": [1, 1, 1], "z": [1, 0, 0], None: [1, 0, 0]}


def test_more_values_than_wanted_are_others():
    assert labelled(at=LabelFrom.ALL, most=1) == {"x": [2, 2, 1], "(other)": [2, 1, 1], None: [1, 0, 0]}


def test_who_was_lost_and_what_they_did_next():
    touches = as_touches([*MIXPANEL, seen("10:00", A, 2), seen("11:00", X, 2), seen("10:00", A, 3)])

    lost = funnels.dropped(touches, plan(A, B), model=a_model()).to_pyarrow()
    following = funnels.after_dropping(touches, plan(A, B), model=a_model()).to_pyarrow().to_pylist()

    assert lost["unit"].to_pylist() == [2, 3]
    assert lost["next_touchpoint"].to_pylist() == [X, None]
    assert [(row["next_touchpoint"], row["units"], row["seconds_median"]) for row in following] == [
        ("(end)", 1, None), (X, 1, 3600.0),
    ]  # fmt: skip


def test_shares_have_three_bases_with_names_of_their_own():
    touches = [seen("10:00", A, 1), seen("11:00", B, 1), seen("10:00", A, 2), seen("10:00", X, 3), seen("10:00", X, 4)]

    row = funnels.funnel(as_touches(touches), plan(A, B), model=a_model()).to_pyarrow().to_pylist()[1]

    assert (row["of_previous"], row["of_first"], row["of_all"]) == (0.5, 0.5, 0.25)


@pytest.mark.parametrize(
    ("steps", "asked", "place"),
    [
        ([A], {}, "steps"),
        ([A, "tp_nowhere"], {}, "steps[2]"),
        ([f"{A}?", B], {}, "steps[1]"),
        ([A, B], {"exclusions": [f"{X} 2-1"]}, "exclusions[1]"),
        ([A, B], {"exclusions": [f"{X} 1-1"]}, "exclusions[1]"),
        ([A, B], {"exclusions": [f"{X} 1-3"]}, "exclusions[1]"),
        ([A, B, C], {"exclusions": [f"{X} 1-2"], "order": "any"}, "exclusions[1]"),
        ([A, f"{A}|{B}"], {"order": "any"}, "steps[1] and steps[2]"),
        ([A, f"{B}?", B], {}, "steps[2] and steps[3]"),
        ([A, B], {"order": "any", "counting": "every_entry"}, "counting"),
        ([A, f"{B} < 1 day"], {"order": "any"}, "steps"),
    ],
)
def test_a_wrong_funnel_names_the_argument(steps, asked, place):
    with pytest.raises(UsageError) as error:
        funnels.funnel(as_touches(MIXPANEL), plan(*steps, **asked), model=a_model())

    assert place in [problem.where for problem in error.value.problems]


@pytest.mark.parametrize("window", [timedelta(0), timedelta(days=-1)])
def test_a_window_of_nothing_is_refused(window):
    asked = funnels.FunnelPlan(plan(A, B).steps, window=window)

    with pytest.raises(UsageError, match="window: expected a time longer than 0"):
        funnels.funnel(as_touches(MIXPANEL), asked, model=a_model())


def test_words_of_a_window_are_refused_with_examples():
    _, problems = funnels.read_plan([A, B], window="0 days", order="backwards", counting="some")

    assert [problem.where for problem in problems] == ["order", "counting", "window"]


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(UsageError) as error:
        funnels.funnel(
            as_touches(MIXPANEL), plan("tp_nowhere", B, exclusions=[f"{X} 5-6"]), "house", model=a_model(),
            start=at("14:00"), end=at("13:00"), zone="Europe/Nirgends",
            breakdown=Breakdown("origin", LabelFrom.STEP, 7),
        )  # fmt: skip

    places = ["steps[1]", "exclusions[1]", "breakdown step", "by", "period", "zone"]
    assert [problem.where for problem in error.value.problems] == places


def test_a_breakdown_by_a_later_step_is_refused_in_any_order():
    with pytest.raises(UsageError, match="breakdown step: expected 1 with order any"):
        funnels.funnel(
            as_touches(MIXPANEL), plan(A, B, order="any"), breakdown=Breakdown("origin", LabelFrom.STEP, 2),
            model=a_model(),
        )  # fmt: skip
