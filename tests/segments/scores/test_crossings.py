"""Crossed thresholds: the compiled pass against the reference, and what hysteresis is for."""

from __future__ import annotations

import os
import random
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from score_builders import WAYS, ScoreStore, a_score, as_ofs, histories
from subject_rules import ACCOUNTS, NOW, PERSONS, an_event, numbered

from wegmarke.rules import Moment
from wegmarke.segments.scores import reference
from wegmarke.segments.scores.crossings import crossings
from wegmarke.segments.scores.days import instant_of

EXAMPLES = 500 if os.environ.get("WEGMARKE_NIGHTLY") else 15
SETTINGS = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns"]).map(ZoneInfo)
SIMPLE = """
{id: s, kind: engagement, title: S, scale: 100, half_life_days: 10,
 parts: [{id: a, title: A, points: 50, rule: {event: page_viewed}}],
 thresholds: [{id: t, title: T, of: person, enter_at: 50, leave_below: 30}]}
"""


@pytest.fixture(scope="module")
def store():
    return ScoreStore()


def crossed(store, score, threshold, as_of=NOW, zone=UTC, way="tables"):
    rows = crossings(store.reading(way), score, threshold, Moment(as_of, zone)).to_pylist()
    return [(row["subject"], instant_of(row["at"]), row["is_inside"]) for row in rows]


@SETTINGS
@given(found=histories, as_of=as_ofs, zone=ZONES, place=st.sampled_from([0, 1]), way=st.sampled_from(WAYS))
def test_crossings_agree_with_the_reference(store, found, as_of, zone, place, way):
    score = a_score()
    threshold = score.thresholds[place]
    store.fill(found)

    rows = crossed(store, score, threshold, as_of, zone, way)

    expected = [
        (number, at, is_inside)
        for number in (PERSONS, ACCOUNTS)[place]
        for at, is_inside in reference.crossings_of(
            score, threshold, [e for e in found if getattr(e, threshold.of.value) == number], as_of, zone
        )
    ]
    assert rows == expected


@SETTINGS
@given(found=histories, seed=st.integers(0, 99))
def test_any_order_of_arrival_gives_the_same_crossings(store, found, seed):
    score = a_score()
    store.fill(found)
    before = crossed(store, score, score.thresholds[0])
    random.Random(seed).shuffle(found)

    store.fill(found)

    assert crossed(store, score, score.thresholds[0]) == before


@SETTINGS
@given(found=histories, as_of=as_ofs)
def test_what_is_past_does_not_depend_on_when_one_asks(store, found, as_of):
    score = a_score()
    store.fill(found)

    then = crossed(store, score, score.thresholds[0], as_of)

    assert then == [row for row in crossed(store, score, score.thresholds[0]) if row[1] <= as_of]


def test_who_entered_stays_until_the_lower_value(store):
    score = a_score(SIMPLE)
    begin = NOW - timedelta(days=20)
    store.fill(numbered([an_event(occurred_at=begin, name="page_viewed", person=1) for _ in range(2)]))

    found = crossed(store, score, score.thresholds[0])

    # 100 points are worth 63; after 14 days 37.9 points 31.5, after 15 days 35.4 points 29.8
    left = (begin + timedelta(days=15)).replace(hour=0)
    assert found == [(1, begin, True), (1, left, False)]


def test_events_of_one_instant_are_judged_together(store):
    score = a_score(
        SIMPLE.replace("parts: [", "parts: [{id: b, title: B, points: -100, rule: {event: order_placed}}, ")
    )
    store.fill(
        numbered(
            [
                *[an_event(occurred_at=NOW, name="page_viewed", person=1) for _ in range(3)],
                an_event(occurred_at=NOW, name="order_placed", person=1),
            ]
        )
    )

    assert crossed(store, score, score.thresholds[0]) == []
