"""Engagement on DuckDB and over the path index against the reference, on random histories; and single cases by hand."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from score_builders import WAYS, ScoreStore, a_score, as_ofs, histories
from subject_rules import ACCOUNTS, NOW, PERSONS, an_event, numbered

from wegmarke.domain.scores import ScoreUnit
from wegmarke.rules import Moment
from wegmarke.segments.scores import reference

FINE = 10**8
READ = st.sampled_from(WAYS)
EXAMPLES = 500 if os.environ.get("WEGMARKE_NIGHTLY") else 15
SETTINGS = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns"]).map(ZoneInfo)
UNITS = st.sampled_from([(ScoreUnit.PERSON, PERSONS), (ScoreUnit.ACCOUNT, ACCOUNTS)])
SIMPLE = """
{id: s, kind: engagement, title: S, scale: 100, half_life_days: 10,
 parts: [{id: a, title: A, points: 50, rule: {event: page_viewed}}]}
"""
CAPPED = SIMPLE.replace("rule: {event: page_viewed}", "rule: {event: page_viewed}, most_per_day: 1")


@pytest.fixture(scope="module")
def store():
    return ScoreStore()


def of_unit(found, unit, number):
    return [event for event in found if getattr(event, unit.value) == number]


@SETTINGS
@given(found=histories, as_of=as_ofs, zone=ZONES, unit=UNITS, way=READ)
def test_points_agree_with_the_reference(store, found, as_of, zone, unit, way):
    store.fill(found)
    kind, numbers = unit

    scored = store.reading(way).scored(a_score(), kind, Moment(as_of, zone))

    expected = [reference.points_of(a_score(), of_unit(found, kind, number), as_of, zone) for number in numbers]
    points = dict(zip(scored.numbers.tolist(), scored.points.tolist(), strict=True))
    assert [points.get(number, 0) for number in numbers] == [each * FINE for each in expected]


@SETTINGS
@given(found=histories, as_of=as_ofs, unit=UNITS, way=READ)
def test_values_agree_with_the_reference(store, found, as_of, unit, way):
    store.fill(found)
    kind, numbers = unit

    values = store.reading(way).scored(a_score(), kind, Moment(as_of)).of(np.array(numbers)).tolist()

    points = [reference.points_of(a_score(), of_unit(found, kind, number), as_of, UTC) for number in numbers]
    assert values == [reference.value_of(a_score(), kind, each) for each in points]


@SETTINGS
@given(found=histories, as_of=as_ofs, unit=UNITS)
def test_parts_add_up_to_the_points_exactly(store, found, as_of, unit):
    store.fill(found)
    kind, numbers = unit

    scored = store.touches.scored(a_score(), kind, Moment(as_of))
    parts = {number: store.touches.by_part(a_score(), kind, Moment(as_of), number) for number in numbers}

    points = dict(zip(scored.numbers.tolist(), scored.points.tolist(), strict=True))
    assert {number: sum(found) for number, found in parts.items()} == {n: points.get(n, 0) for n in numbers}


@SETTINGS
@given(found=histories, as_of=as_ofs, unit=UNITS, way=READ)
def test_a_batch_is_scored_like_everybody(store, found, as_of, unit, way):
    store.fill(found)
    kind, numbers = unit
    source = store.reading(way)

    everybody = source.scored(a_score(), kind, Moment(as_of))
    few = source.scored(a_score(), kind, Moment(as_of), [numbers[-1]])

    assert few.of(np.array(numbers[-1:])).tolist() == everybody.of(np.array(numbers[-1:])).tolist()
    assert few.numbers.tolist() in ([], [numbers[-1]])


@SETTINGS
@given(found=histories, as_of=as_ofs, seed=st.integers(0, 99))
def test_any_order_of_arrival_gives_the_same_points(store, found, as_of, seed):
    store.fill(found)
    before = store.touches.scored(a_score(), ScoreUnit.PERSON, Moment(as_of)).points.tolist()
    random.Random(seed).shuffle(found)

    store.fill(found)

    assert store.touches.scored(a_score(), ScoreUnit.PERSON, Moment(as_of)).points.tolist() == before


def viewed(*instants):
    return numbered([an_event(occurred_at=at, name="page_viewed", person=1) for at in instants])


def value(store, as_of, zone=UTC):
    return store.touches.scored(a_score(SIMPLE), ScoreUnit.PERSON, Moment(as_of, zone)).of(np.array([1])).tolist()


def test_points_are_worth_half_after_the_half_life(store):
    store.fill(viewed(NOW - timedelta(days=10)))

    scored = store.touches.scored(a_score(SIMPLE), ScoreUnit.PERSON, Moment(NOW))

    assert scored.points.tolist() == [25 * FINE]


def test_value_is_one_minus_a_power_of_e(store):
    store.fill(viewed(NOW, NOW - timedelta(minutes=1)))

    assert value(store, NOW) == [6321]


def test_value_changes_at_midnight_of_the_zone_where_clocks_are_changed(store):
    berlin = ZoneInfo("Europe/Berlin")
    store.fill(viewed(datetime(2026, 3, 28, 22, 30, tzinfo=UTC)))

    before = value(store, datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), berlin)
    after = value(store, datetime(2026, 3, 28, 23, 0, tzinfo=UTC), berlin)
    later = value(store, datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), berlin)

    assert before > after == later > value(store, datetime(2026, 3, 29, 22, 0, tzinfo=UTC), berlin)


@pytest.mark.parametrize("way", WAYS[:2])
def test_what_scores_say_themselves_never_counts(store, way):
    said = an_event(occurred_at=NOW, name="page_viewed", person=1, source="score")
    with store.engine.write() as session:
        session.run("DELETE FROM code WHERE code = 900")
        session.run("INSERT INTO code VALUES ('source', 900, 'score')")
    store.fill(numbered([said]))
    with store.engine.write() as session:
        session.run("UPDATE touch SET source = 900")

    scored = store.reading(way).scored(a_score(SIMPLE), ScoreUnit.PERSON, Moment(NOW))

    assert scored.of(np.array([1])).tolist() == [0]


@pytest.mark.parametrize("way", WAYS[:3])
def test_cap_counts_persons_of_an_account_each_by_themselves(store, way):
    many = [an_event(occurred_at=NOW, name="page_viewed", person=who, account=10) for who in (1, 1, 2, None, None)]
    store.fill(numbered(many))

    scored = store.reading(way).scored(a_score(CAPPED), ScoreUnit.ACCOUNT, Moment(NOW))

    assert scored.of(np.array([10])).tolist() == [7769]
    assert scored.points.max() == 3 * 50 * FINE


@pytest.mark.parametrize("way", WAYS[:2])
def test_cap_holds_for_a_day_that_goes_on_after_the_next_one_has_begun(store, way):
    # At one minute past midnight of the 7th clocks were set back: from 02:31 UTC it was the 6th again.
    late = [datetime(2010, 11, 7, *at, tzinfo=UTC) for at in ((2, 30, 30), (2, 45), (3, 45))]
    store.fill(viewed(*late))

    moment = Moment(datetime(2010, 11, 7, 12, tzinfo=UTC), ZoneInfo("America/St_Johns"))
    scored = store.reading(way).scored(a_score(CAPPED), ScoreUnit.PERSON, moment)

    assert scored.points.tolist() == [50 * FINE + round(50 * 2 ** (-1 / 10) * 10**6) * 100]


def test_a_thousand_crowded_days_are_counted_as_by_the_tables(store):
    chance = random.Random(5)
    many = [
        an_event(
            occurred_at=NOW - timedelta(hours=chance.randrange(72)), name="page_viewed",
            person=chance.choice([*PERSONS, None]), account=chance.choice(ACCOUNTS),
        )
        for _ in range(1_000)
    ]  # fmt: skip
    store.fill(numbered(many))

    found = [store.reading(way).scored(a_score(CAPPED), ScoreUnit.ACCOUNT, Moment(NOW)) for way in ("tables", "delta")]

    assert found[0].points.tolist() == found[1].points.tolist()
