"""Phases over time: small journeys by hand, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from touch_histories import BEGIN, Happening, a_model, as_touches

from wegmarke import analytics
from wegmarke.analytics import Circumstances
from wegmarke.domain import UsageError

DAY = timedelta(days=1)
MODEL = a_model()


def on(day: float, touchpoint: str | None, account: int = 1) -> Happening:
    return Happening(BEGIN + day * DAY, touchpoint, account, account)


# account 1 goes on, comes back and goes on; 2 skips a phase and cancels; 3 stays where it began
JOURNEYS = as_touches(
    [
        on(0, "tp_ad"), on(4, "tp_demo"), on(6, "tp_fair"), on(9, "tp_order"),
        on(0, "tp_fair", 2), on(8, "tp_order", 2), on(20, "tp_cancel", 2),
        on(35, "tp_ad", 3), on(36, "tp_fair", 3),
        on(40, None, 4),
    ]
)  # fmt: skip


def rows(result, *names):
    return [tuple(row[name] for name in names) for row in result.to_pyarrow().to_pylist()]


def test_conversion_counts_units_and_moves():
    found = analytics.phase_conversion(JOURNEYS, MODEL)

    pairs = {pair[:2]: pair[2:] for pair in rows(found, "from_phase", "to_phase", "units", "moved", "came")}
    assert pairs["ph_awareness", "ph_consideration"] == (3, 1, 1)
    assert pairs["ph_awareness", "ph_decision"] == (3, 2, 2)
    assert pairs["ph_awareness", "(still)"] == (3, 1, None)
    assert pairs["ph_consideration", "ph_decision"] == (1, 0, 1)
    assert pairs["ph_decision", "ph_exit"] == (2, 1, 1)
    assert len(pairs) == 5 * 5


def test_time_in_phase_counts_what_has_not_ended_and_what_was_skipped():
    found = analytics.time_in_phase(JOURNEYS, MODEL)

    names = ("phase", "units", "stays", "ended", "still", "skipped")
    assert rows(found, *names) == [
        ("ph_awareness", 3, 4, 3, 1, 0),
        ("ph_consideration", 1, 1, 1, 0, 1),
        ("ph_decision", 2, 2, 1, 1, 0),
        ("ph_loyalty", 0, 0, 0, 0, 0),
        ("ph_exit", 1, 1, 0, 1, 0),
    ]
    # 3, 4 and 8 days, and one of 5 days or more: S(3) = 3/4, S(4) = 1/2
    awareness = rows(found, "days_quartile_1", "days_median", "days_quartile_3")[0]
    assert awareness == (3.0, 4.0, 8.0)


def test_curve_begins_with_all_stays_at_risk():
    found = analytics.phase_curve(JOURNEYS, MODEL)

    awareness = [row for row in rows(found, "phase", "days", "at_risk", "share") if row[0] == "ph_awareness"]
    assert awareness == [
        ("ph_awareness", 3.0, 4, 0.75),
        ("ph_awareness", 4.0, 3, pytest.approx(0.5)),
        ("ph_awareness", 8.0, 1, 0.0),
    ]


def test_velocity_is_by_month_of_first_entry():
    found = analytics.phase_velocity(JOURNEYS, MODEL, zone="Europe/Berlin")

    assert rows(found, "begins", "phase", "units", "moved_on", "days_median", "is_complete") == [
        (date(2025, 1, 1), "ph_awareness", 2, 2, 4.0, True),
        (date(2025, 1, 1), "ph_consideration", 1, 1, 5.0, True),
        (date(2025, 1, 1), "ph_decision", 2, 0, None, True),
        (date(2025, 2, 1), "ph_awareness", 1, 0, None, False),
    ]


def test_boomerangs_name_where_units_went_back():
    found = analytics.boomerangs(JOURNEYS, MODEL)
    who = analytics.boomerang_units(JOURNEYS, MODEL)

    assert rows(found, "from_phase", "to_phase", "units", "moves", "moved") == [
        ("ph_consideration", "ph_awareness", 1, 1, 1)
    ]
    assert rows(who, "unit", "from_phase", "to_phase", "moves", "last_at") == [
        (1, "ph_consideration", "ph_awareness", 1, BEGIN + 6 * DAY)
    ]


def test_phases_of_one_instant_are_entered_from_the_right():
    touches = as_touches([on(0, "tp_demo"), on(0, "tp_ad"), on(2, "tp_order"), on(2, "tp_demo")])

    found = analytics.phase_conversion(touches, MODEL)

    moved = [row for row in rows(found, "from_phase", "to_phase", "moves") if row[2]]
    assert moved == [("ph_consideration", "ph_decision", 1), ("ph_decision", "(still)", 1)]


def test_what_was_before_the_period_is_known_but_does_not_count():
    found = analytics.phase_conversion(JOURNEYS, MODEL, start=BEGIN + 5 * DAY)

    moved = [row for row in rows(found, "from_phase", "to_phase", "moves") if row[2]]
    assert ("ph_consideration", "ph_awareness", 1) not in moved
    assert ("ph_awareness", "ph_decision", 1) in moved


def test_stays_are_censored_at_the_end_of_the_period():
    found = analytics.time_in_phase(JOURNEYS, MODEL, end=BEGIN + 5 * DAY)

    assert rows(found, "phase", "ended", "still")[:3] == [
        ("ph_awareness", 1, 1),
        ("ph_consideration", 0, 1),
        ("ph_decision", 0, 0),
    ]
    assert "2025-01-06" in str(found.definition)


def test_stalled_units_say_why():
    def look_up(units):
        assert list(units) == [1, 3]
        return Circumstances({3: ("buyer",)}, {3: False})

    found = analytics.stalled(
        JOURNEYS, MODEL, longer_than=4 * DAY, untouched=3 * DAY, look_up=look_up, zone="Europe/Berlin"
    )

    assert rows(found, "unit", "phase", "days_in_phase", "days_untouched", "no_open_opportunity") == [
        (1, "ph_decision", 31.0, 31.0, None),
        (3, "ph_awareness", 5.0, 4.0, True),
    ]
    assert rows(found, "reason") == [
        ("No touch since 2025-01-10 (31 days); in the phase for 31 days.",),
        (
            "No touch since 2025-02-06 (4 days); in the phase for 5 days; missing in the buying group: buyer; "
            "no open opportunity.",
        ),
    ]


def test_unknown_circumstances_are_no_reason():
    found = analytics.stalled(JOURNEYS, MODEL, longer_than=4 * DAY, untouched=3 * DAY)

    reason, unknown = rows(found, "reason", "no_open_opportunity")[1]
    assert reason == "No touch since 2025-02-06 (4 days); in the phase for 5 days."
    assert unknown is None


def test_a_unit_is_stalled_beyond_the_quantile_of_its_phase():
    found = analytics.stalled(JOURNEYS, MODEL, quantile=0.25, untouched=timedelta(0))

    assert rows(found, "unit", "days_usual") == [(1, 12.0), (3, 3.0)]


def test_no_units_give_empty_answers():
    nobody = as_touches([])

    for ask in (analytics.boomerangs, analytics.boomerang_units, analytics.phase_velocity, analytics.stalled):
        assert ask(nobody, MODEL).to_pyarrow().num_rows == 0
    assert {row[0] for row in rows(analytics.time_in_phase(nobody, MODEL), "stays")} == {0}
    assert {row[0] for row in rows(analytics.phase_conversion(nobody, MODEL), "units")} == {0}


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: analytics.time_in_phase(JOURNEYS, MODEL, zone="Europe/Nowhere"), "zone: expected an IANA time zone"),
        (lambda: analytics.time_in_phase(JOURNEYS, MODEL, "team"), "by: expected one of person, account"),
        (lambda: analytics.phase_velocity(JOURNEYS, MODEL, length="hour"), "length: expected one of day, week, month"),
        (
            lambda: analytics.phase_conversion(
                JOURNEYS, MODEL, start=datetime(2025, 2, 1, tzinfo=UTC), end=datetime(2025, 1, 1, tzinfo=UTC)
            ),
            "period: expected start before end",
        ),
        (lambda: analytics.stalled(JOURNEYS, MODEL, quantile=1.5), "quantile: expected a number between 0 and 1"),
        (lambda: analytics.stalled(JOURNEYS, MODEL, longer_than=0 * DAY), "longer_than: expected more than no time"),
        (lambda: analytics.stalled(JOURNEYS, MODEL, quantile=0.5, longer_than=DAY), "expected one of both"),
        (lambda: analytics.boomerang_units(JOURNEYS, MODEL, top=0), "top: expected a number from 1"),
    ],
    ids=["zone", "by", "length", "end-before-start", "quantile", "no-time", "both-limits", "top"],
)
def test_refuses(ask, said):
    with pytest.raises(UsageError, match=said):
        ask()
