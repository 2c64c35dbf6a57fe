"""One suite for every implementation of the primitives, held against a slow and obvious reference."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from engine_suite import IMPLEMENTATIONS, MANY, same
from hypothesis import given
from hypothesis import strategies as st
from path_engines import implementation
from suite_terms import BERLIN, CODES, apart, begin
from unit_histories import Seen, histories, paths_in, periods

from wegmarke.domain import TOUCH_UNITS
from wegmarke.paths import CalendarPeriod

US = timedelta(microseconds=1)


@pytest.fixture(params=IMPLEMENTATIONS)
def asked(request):
    return implementation(request.param)


def hops(history, by, period):
    return [
        list(pairwise([0, *(touch.touchpoint for touch in path), 0])) for path in paths_in(history, by, period).values()
    ]


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods())
def test_transitions(asked, history, by, period):
    walked = Counter(hop for path in hops(history, by, period) for hop in path)

    rows = asked.transitions(history, by, period)

    assert {(row["from_code"], row["to_code"]): row["transitions"] for row in rows} == walked


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods())
def test_transition_units(asked, history, by, period):
    walked = Counter(hop for path in hops(history, by, period) for hop in set(path) if all(hop))

    rows = asked.transition_units(history, by, period)

    assert {(row["from_code"], row["to_code"]): row["units"] for row in rows} == walked


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), st.booleans(), st.sampled_from([1, 2, 50]))
def test_variants(asked, history, by, period, collapse, top):
    spelled = Counter()
    for path in paths_in(history, by, period).values():
        codes = [touch.touchpoint for touch in path]
        if collapse:
            codes = [code for number, code in enumerate(codes) if number == 0 or codes[number - 1] != code]
        spelled[tuple(codes)] += 1
    expected = sorted(spelled.items(), key=lambda item: (-item[1], item[0]))[:top]

    rows = asked.variants(history, by, period, top=top, collapse=collapse)

    assert [(row["spelled"], row["units"]) for row in rows] == expected


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods())
def test_sessions(asked, history, by, period):
    expected = []
    for unit, path in paths_in(history, by, period, recognised=False).items():
        visits = [[path[0]]]
        for before, touch in pairwise(path):
            if touch.at - before.at > timedelta(minutes=30):
                visits.append([])
            visits[-1].append(touch)
        expected += [
            {
                "unit": unit,
                "session": number,
                "first_at": visit[0].at,
                "last_at": visit[-1].at,
                "touches": len(visit),
                "first_code": visit[0].touchpoint or 0,
                "last_code": visit[-1].touchpoint or 0,
            }
            for number, visit in enumerate(visits, 1)
        ]

    same(asked.sessions(history, by, period), expected)


@MANY
@given(
    histories(), st.sampled_from(TOUCH_UNITS), periods(),
    st.one_of(st.none(), st.just({}), st.just({1: 2, 2: 1, 7: 1, 300: 4})),
)  # fmt: skip
def test_time_in_phase(asked, history, by, period, phase_of):
    ended, still, units = defaultdict(list), Counter(), defaultdict(set)
    for unit, path in paths_in(history, by, period, recognised=phase_of is not None).items():
        placed = [(touch.phase if phase_of is None else phase_of.get(touch.touchpoint), touch.at) for touch in path]
        placed = [place for place in placed if place[0]]
        changes = [place for number, place in enumerate(placed) if number == 0 or placed[number - 1][0] != place[0]]
        for (phase, at), (_, left_at) in pairwise(changes):
            ended[phase].append((left_at - at) // US)
        still.update(phase for phase, _ in changes[-1:])
        for phase, _ in changes:
            units[phase].add(unit)
    expected = [
        {
            "phase": phase,
            "units": len(units[phase]),
            "ended": len(ended[phase]),
            "still": still[phase],
            "total_us": sum(ended[phase]),
            "q0": quantile(sorted(ended[phase]), 0.5),
            "q1": quantile(sorted(ended[phase]), 0.9),
        }
        for phase in units
    ]

    same(asked.time_in_phase(history, by, period, phase_of=phase_of, quantiles=(0.5, 0.9)), expected)


def quantile(ranked, share):
    if not ranked:
        return None
    place = share * (len(ranked) - 1)
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), st.sampled_from(CalendarPeriod), CODES)
def test_cohort_grid(asked, history, by, period, length, comes_back_at):
    grid = Counter()
    for path in paths_in(history, by, period).values():
        begins = [begin(length, touch.at.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin"))) for touch in path]
        back = [comes_back_at is None or touch.touchpoint in comes_back_at for touch in path]
        for came in {day for day, is_back in zip(begins, back, strict=True) if is_back}:
            grid[begins[0], apart(length, begins[0], came)] += 1
    expected = [{"cohort": cohort, "periods_since": since, "units": units} for (cohort, since), units in grid.items()]

    same(asked.cohort_grid(history, by, period, BERLIN, length=length, comes_back_at=comes_back_at), expected)


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), CODES, st.one_of(st.none(), st.just({6})))
def test_windowed_counts(asked, history, by, period, touchpoints, events):
    expected = []
    for unit, path in paths_in(history, by, period, recognised=False).items():
        met = [touch for touch in path if touchpoints is None or touch.touchpoint in touchpoints]
        met = [touch for touch in met if events is None or touch.event in events]
        if met:
            value = sum(touch.value or 0 for touch in met)
            ends = {"first_at": met[0].at, "last_at": met[-1].at}
            expected.append({"unit": unit, "touches": len(met), "value_minor": value} | ends)

    same(asked.windowed_counts(history, by, period, touchpoints=touchpoints, events=events), expected)


@MANY
@given(
    histories(), st.sampled_from(TOUCH_UNITS), periods(), CODES,
    st.sampled_from([None, timedelta(0), timedelta(minutes=60), timedelta(days=100)]),
)  # fmt: skip
def test_first_last_before(asked, history, by, period, touchpoints, lookback):
    expected = []
    inside = {id(touch) for path in paths_in(history, by, period).values() for touch in path}
    for unit, path in paths_in(history, by, type(period)()).items():
        for number, anchor in enumerate(path):
            if anchor.touchpoint not in (2, 3) or id(anchor) not in inside:
                continue
            met = [touch for touch in path[:number] if touchpoints is None or touch.touchpoint in touchpoints]
            met = [touch for touch in met if lookback is None or anchor.at - touch.at <= lookback]
            expected.append(
                {"unit": unit, "anchor_at": anchor.at, "anchor_code": anchor.touchpoint, "touches": len(met)}
                | end_of("first", met[:1])
                | end_of("last", met[-1:])
            )

    same(asked.first_last_before(history, by, period, [2, 3], touchpoints=touchpoints, lookback=lookback), expected)


def end_of(name, met: list[Seen]):
    (touch,) = met or [None]
    return {f"{name}_at": touch and touch.at, f"{name}_code": touch and touch.touchpoint}
