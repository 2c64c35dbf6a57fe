"""Small histories, rules on them, and what the language says; the reference and both sources must say it."""

# ruff: noqa: E501 - one case per line reads best
from __future__ import annotations

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from subject_rules import NOW, Store, a_history, an_event

from wegmarke.rules import (
    Moment,
    SubjectKind,
    Subjects,
    compile_subject_rule,
    judge,
    parse_subject_rule,
    subject_matches,
)

HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


def seen(name, ago, number, **known):
    return an_event(
        **({"event_id": UUID(int=number), "person": 1, "account": 10} | known), name=name, occurred_at=NOW - ago
    )


# Person 1 of account 10, whose colleague 2 decides.
HISTORY = [
    seen("page_viewed", 30 * 24 * HOUR, 1, properties={"origin": "fair"}),
    seen("page_viewed", 3 * HOUR, 2, touchpoint="pricing"),
    seen("quote_sent", 2 * HOUR, 3, value_minor=10, currency="EUR", properties={"seats": "0.1"}),
    seen("page_viewed", 2 * HOUR, 4, sequence=1, value_minor=20, currency="EUR", properties={"seats": "0.2"}),
    seen("page_viewed", HOUR, 5, value_minor=1000, currency="JPY", properties={"seats": "many"}),
    seen("order_placed", timedelta(0), 6, person=2),
    seen("order_placed", -HOUR, 7),
]
ROLES = [(10, 2, "decider")]

CASES = [
    ("the start of a window is outside", {"did": {"event": "page_viewed", "within": "30 days", "is": 3}}, True),
    ("one unit more is inside", {"did": {"event": "page_viewed", "within": "43201 minutes", "is": 4}}, True),
    ("what comes later does not exist", {"did": {"event": "order_placed"}}, False),
    ("the instant of judgement is inside", {"did": {"event": "order_placed", "by": "anybody_at_account", "within": "1 minute"}}, True),
    ("a colleague with the role", {"did": {"event": "order_placed", "by": {"role": ["buyer", "decider"]}}}, True),
    ("nobody has the role", {"did": {"event": "order_placed", "by": {"role": "buyer"}}}, False),
    ("since a date includes it", {"did": {"event": "quote_sent", "since": "2026-03-29T10:00Z"}}, True),
    ("before a date excludes it", {"did": {"event": "quote_sent", "before": "2026-03-29T10:00Z"}}, False),
    ("since an event goes by path", {"did": {"event": "page_viewed", "since": {"event": "quote_sent"}, "is": 2}}, True),
    ("since the event itself excludes it", {"did": {"event": "quote_sent", "since": {"event": "quote_sent"}}}, False),
    ("before an event goes by path", {"did": {"event": "page_viewed", "before": {"event": "quote_sent"}, "is": 2}}, True),
    ("since what never was, nothing is", {"did": {"event": "page_viewed", "since": {"event": "order_placed"}}}, False),
    ("before what never was, nothing is", {"did": {"event": "page_viewed", "before": {"event": "order_placed"}}}, False),
    ("a sequence", {"did": {"event": "page_viewed", "then": [{"event": "quote_sent", "within": "1 hour"}]}}, True),
    ("a gap that is too long", {"did": {"event": "page_viewed", "then": [{"event": "quote_sent", "within": "59 minutes"}]}}, False),
    ("at one instant the path decides", {"did": {"event": "quote_sent", "then": [{"event": "page_viewed", "within": "1 minute"}]}}, True),
    ("and not the other way round", {"did": {"event": "page_viewed", "since": "2026-03-29T10:00Z", "then": [{"event": "quote_sent"}]}}, False),
    ("one event serves one step", {"did": {"event": "quote_sent", "then": [{"event": "quote_sent"}]}}, False),
    ("the last step before counts", {"did": {"event": "page_viewed", "then": [{"event": "page_viewed", "within": "1 hour"}, {"event": "page_viewed", "within": "1 hour"}]}}, True),
    ("first by path", {"first": {"event": ["quote_sent", "page_viewed"], "within": "2 weeks", "has": {"event": "page_viewed"}}}, True),
    ("last at an instant", {"last": {"event": "page_viewed", "when": {"within": "61 minutes"}}}, True),
    ("last is not older", {"last": {"event": "page_viewed", "when": {"older_than": "61 minutes"}}}, False),
    ("older than includes the instant", {"last": {"event": "page_viewed", "when": {"older_than": "1 hour"}}}, True),
    ("a sum is exact", {"sum": {"where": {"field": "name", "exists": True}, "of": "properties.seats", "is": 0.3}}, True),
    ("a sum of nothing is nought", {"sum": {"event": "nothing", "of": "value", "currency": "EUR", "is": 0}}, True),
    ("one currency", {"sum": {"where": {"field": "name", "exists": True}, "of": "value", "currency": "EUR", "is": 0.3}}, True),
    ("yen have no cents", {"maximum": {"event": "page_viewed", "of": "value", "currency": "JPY", "is": 1000}}, True),
    ("an average of nothing compares with nothing", {"average": {"event": "nothing", "of": "properties.seats", "at_most": 9}}, False),
    ("a minimum", {"minimum": {"event": "page_viewed", "of": "properties.seats", "is": 0.2}}, True),
    ("an average", {"average": {"where": {"field": "name", "exists": True}, "of": "properties.seats", "is": 0.15}}, True),
    ("at a touchpoint", {"did": {"event": "page_viewed", "touchpoint": ["pricing", "fair"], "is": 1}}, True),
    ("days", {"distinct_days": {"event": "page_viewed", "is": 2}}, True),
    ("a field of nobody is missing", {"field": "person.level", "is_not": "x"}, True),
]  # fmt: skip


@pytest.fixture(scope="module")
def store():
    store = Store()
    store.fill(HISTORY, ROLES)
    return store


def judged(store, tree, moment, kind=SubjectKind.PERSON):
    one = (
        Subjects.of_persons(np.array([1]), np.array([10]))
        if kind is SubjectKind.PERSON
        else Subjects.of_accounts(np.array([10]))
    )
    plan = compile_subject_rule(parse_subject_rule(tree))
    found, walked = (judge(plan, one, moment, source).holds.tolist() for source in (store.source, store.over_paths()))
    assert found == walked
    return found


@pytest.mark.parametrize(("tree", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_meaning(store, tree, expected):
    history = a_history(SubjectKind.PERSON, 1, 10, HISTORY, ROLES, {})

    assert subject_matches(parse_subject_rule(tree), history, NOW) is expected
    assert judged(store, tree, Moment(NOW)) == [expected]


@pytest.mark.parametrize(("zone", "days"), [("UTC", 1), ("Europe/Berlin", 2)])
def test_days_are_those_of_the_zone_on_the_night_of_the_change(zone, days):
    # Clocks in Berlin go forward at 01:00 UTC: 22:30 UTC is half past eleven, 23:00 UTC is midnight.
    night = [
        an_event(event_id=UUID(int=n), person=1, account=10, occurred_at=NOW.replace(day=28, hour=22 + n, minute=30))
        for n in (0, 1)
    ]
    rule = {"distinct_days": {"event": "page_viewed", "is": days}}
    store = Store()
    store.fill(night)
    history = a_history(SubjectKind.PERSON, 1, 10, night, [], {})

    assert subject_matches(parse_subject_rule(rule), history, NOW, ZoneInfo(zone))
    assert judged(store, rule, Moment(NOW, ZoneInfo(zone))) == [True]


def test_account_is_judged_by_everybody_at_it(store):
    assert judged(store, {"did": {"event": "order_placed"}}, Moment(NOW), SubjectKind.ACCOUNT) == [True]


def test_past_knows_nothing_of_what_came_later(store):
    rule = {"did": {"event": "quote_sent"}}

    assert judged(store, rule, Moment(NOW - 2 * HOUR)) == [True]
    assert judged(store, rule, Moment(NOW - 2 * HOUR - timedelta(microseconds=1))) == [False]


def test_date_begins_at_midnight_of_the_zone(store):
    rule = {"did": {"event": "page_viewed", "since": "2026-03-29"}}

    assert judged(store, rule, Moment(NOW, BERLIN)) == [True]
    assert judged(store, rule, Moment(NOW.replace(hour=8), BERLIN)) == [False]
