"""Funnels against a plain reading of their definition, unit by unit."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import BEGIN, Happening, a_model, as_touches, histories, paths_in, periods

from wegmarke.analytics import funnel
from wegmarke.domain import TOUCH_UNITS, UsageError

MODEL = a_model()
PHASES = [phase.id for phase in MODEL.sequence()]
ZONE = "Europe/Berlin"
BREAKDOWNS = st.sampled_from([None, "month", "origin"])


def touchpoints_of(step):
    return MODEL.groups().get(step, (step,))


def first_in(path, step):
    return next((touch for touch in path if touch.touchpoint in touchpoints_of(step)), None)


def is_day(path, touch, step):
    there = [other for other in path if other.at == touch.at and other.touchpoint in touchpoints_of(step)]
    return any(other.day for other in there)


def local_day(touch):
    return touch.at.astimezone(ZoneInfo(ZONE)).date()


def lies_before(path, one, other):
    """Each argument is a pair of touch and step."""
    if is_day(path, *one) or is_day(path, *other):
        return local_day(one[0]) < local_day(other[0])
    return one[0].at < other[0].at


def label_of(touch, breakdown):
    if breakdown is None:
        return None
    if breakdown == "month":
        return touch.at.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m")
    return touch.properties.get(breakdown)


class Tally:
    def __init__(self):
        self.units = self.skipped = self.out_of_order = 0
        self.days = []

    def row(self):
        return self.units, self.skipped, self.out_of_order, sorted(self.days)


def phases_by_hand(paths, breakdown):
    tallies = defaultdict(lambda: [Tally() for _ in PHASES])
    for path in paths.values():
        firsts = [first_in(path, phase) for phase in PHASES]
        done = [number for number, first in enumerate(firsts) if first is not None]
        if not done:
            continue
        steps = tallies[label_of(firsts[done[0]], breakdown)]
        for number in range(max(done) + 1):
            steps[number].units += 1
            steps[number].skipped += number not in done
        for before, number in pairwise(done):
            here, there = (firsts[before], PHASES[before]), (firsts[number], PHASES[number])
            steps[number].days.append((local_day(there[0]) - local_day(here[0])).days)
            steps[number].out_of_order += lies_before(path, there, here)
    return {label: [step.row() for step in steps] for label, steps in tallies.items()}


def observed(result):
    groups = defaultdict(list)
    for row in result.to_pyarrow().to_pylist():
        groups[row.get("label")].append(row)
    return groups


def assert_same(result, by_hand):
    found = observed(result)
    if not by_hand:
        assert all(row["units"] == 0 for rows in found.values() for row in rows)
        return
    assert set(found) == set(by_hand)
    for label, rows in found.items():
        for row, (units, skipped, out_of_order, days) in zip(rows, by_hand[label], strict=True):
            assert (row["units"], row["skipped"], row["out_of_order"]) == (units, skipped, out_of_order)
            assert (row["days_n"], row["days_min"], row["days_max"]) == (
                len(days),
                min(days, default=None),
                max(days, default=None),
            )
            assert row["days_median"] == (median(days) if days else None)


@settings(max_examples=50, deadline=None)
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), BREAKDOWNS)
def test_funnel_over_phases(happenings, by, period, breakdown):
    found = funnel(
        as_touches(happenings), MODEL, by, breakdown=breakdown, start=period.start, end=period.end, zone=ZONE
    )

    assert_same(found, phases_by_hand(paths_in(happenings, by.value, period), breakdown))


def rows_of(happenings, **choices):
    return funnel(as_touches(happenings), MODEL, **choices).to_pyarrow().to_pylist()


def at(hours, touchpoint, **more):
    return Happening(BEGIN + timedelta(hours=hours), touchpoint, **more)


def test_a_skipped_phase_counts_as_reached_and_says_so():
    rows = rows_of([at(0, "tp_ad"), at(1, "tp_order")])

    assert [(row["units"], row["skipped"]) for row in rows] == [(1, 0), (1, 1), (1, 0), (0, 0)]


def test_an_exit_is_no_progress():
    rows = rows_of([at(0, "tp_ad"), at(1, "tp_cancel")])

    assert [row["units"] for row in rows] == [1, 0, 0, 0]


def test_who_was_only_seen_leaving_is_not_in_the_funnel():
    assert [row["units"] for row in rows_of([at(0, "tp_cancel")])] == [0, 0, 0, 0]


def test_rates_and_interval():
    happenings = [at(0, "tp_ad", account=account) for account in range(4)] + [at(1, "tp_demo", account=2)]

    first, second, *_ = rows_of(happenings)

    assert (first["of_previous"], first["of_first"], first["low"]) == (None, 1.0, None)
    assert (second["of_previous"], second["of_first"]) == (0.25, 0.25)
    assert second["low"] == pytest.approx(0.0456, abs=1e-4)


def test_a_date_is_not_before_an_instant_of_the_same_day():
    # the order is dated only, so it stands at midnight; that says nothing about the morning's demo
    rows = rows_of([at(9, "tp_demo"), at(0, "tp_order", day=True)])

    assert (rows[2]["units"], rows[2]["out_of_order"], rows[2]["days_min"]) == (1, 0, 0)


def test_an_instant_is_not_before_a_date_of_the_same_local_day():
    # the ad is known by its date, 2 January; the demo was at half past midnight of that day in Berlin
    rows = rows_of([at(24, "tp_ad", day=True), at(23.5, "tp_demo")], zone=ZONE)

    assert (rows[1]["out_of_order"], rows[1]["days_min"]) == (0, 0)


def test_a_later_date_does_not_blur_the_first_instant_of_a_phase():
    # the fair is known by its date only, but the ad of the same phase came first, and the demo before it
    rows = rows_of([at(24, "tp_fair", day=True), at(9, "tp_ad"), at(8, "tp_demo")])

    assert rows[1]["out_of_order"] == 1


def test_earlier_the_same_day_is_out_of_order_when_both_times_are_known():
    rows = rows_of([at(9, "tp_demo"), at(8, "tp_order")])

    assert (rows[2]["out_of_order"], rows[2]["days_min"]) == (1, 0)


def test_days_are_calendar_days_of_the_zone():
    # 23:30 and 00:30 in Berlin: one hour, and another day; the same day in UTC
    happenings = [at(22.5, "tp_ad"), at(23.5, "tp_demo")]

    assert rows_of(happenings, zone="Europe/Berlin")[1]["days_min"] == 1
    assert rows_of(happenings, zone="UTC")[1]["days_min"] == 0


def test_missing_property_is_a_group_of_its_own():
    happenings = [at(0, "tp_ad", account=1, properties={"origin": "fair"}), at(0, "tp_ad", account=2)]

    labels = [row["label"] for row in rows_of(happenings, breakdown="origin") if row["step"] == 1]

    assert labels == ["fair", None]


def test_exclusions_are_counted_once_each():
    happenings = [at(0, "tp_ad"), at(1, None, account=None), at(2, "tp_elsewhere", account=None)]
    happenings.append(at(3, "tp_demo", account=None))

    result = funnel(as_touches(happenings), MODEL)

    assert result.excluded == {"unrecognised": 1, "off_map": 1, "without_unit": 1}


def test_definition_names_unit_zone_exclusions_and_data_state():
    definition = funnel(as_touches([at(0, "tp_ad"), at(1, None)]), MODEL, "person", zone=ZONE).definition.text()

    for words in ("Unit: person", f"Zone: {ZONE}", "1 unrecognised", "data until 2025-01-01T01:00:00+00:00"):
        assert words in definition


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"by": "company"}, "person, account"),
        ({"zone": "Berlin"}, "Europe/Berlin"),
        ({"start": BEGIN.replace(tzinfo=None)}, "time zone"),
    ],
)
def test_wrong_choices_are_refused_with_what_is_allowed(choices, words):
    with pytest.raises(UsageError, match=words):
        rows_of([at(0, "tp_ad")], **choices)
