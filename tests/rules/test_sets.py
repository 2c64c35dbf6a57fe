"""Compiled rules on DuckDB and over the path index against the reference, on random rules and histories."""

from __future__ import annotations

import os
import random
from datetime import timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from subject_rules import (
    ACCOUNTS,
    FIELDS,
    NOW,
    PERSONS,
    Store,
    a_history,
    an_event,
    numbered,
    role_lists,
    stored_events,
    trees,
    worlds,
)

from wegmarke.rules import (
    NOBODY,
    FieldTable,
    Moment,
    SubjectKind,
    Subjects,
    compile_subject_rule,
    explain_subject,
    judge,
    judge_all,
    parse_subject_rule,
    subject_matches,
)

WORLDS = 10
"""Histories that are judged together."""
EXAMPLES = (5_000 if os.environ.get("WEGMARKE_NIGHTLY") else 300) // WORLDS
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A rule and a history that disagree are named; making a hundred of each smaller would take hours."""
RULES = st.lists(trees, min_size=WORLDS, max_size=WORLDS)
ZONES = ("UTC", "Europe/Berlin", "America/St_Johns")
KINDS = {
    "person.tags": pa.list_(pa.string()),
    "account.size": pa.float64(),
    "account.seats": pa.int64(),
    "account.is_open": pa.bool_(),
    "account.since": pa.timestamp("us", "UTC"),
}
moments = st.builds(
    lambda minutes, zone: Moment(NOW - timedelta(minutes=minutes), ZoneInfo(zone)),
    st.sampled_from([0, 0, 1, 60, 1440, 2881]),
    st.sampled_from(ZONES),
)
WAYS = ("base", "delta", "stale")
FEW = "wegmarke.paths.behaviour.portions._FEW_SHARE"
SHARES = st.sampled_from([8, 0])
"""The usual share up to which paths are cut out, and one with which they always are."""
accounts_of = st.fixed_dictionaries({person: st.sampled_from([*ACCOUNTS, None]) for person in PERSONS})


@pytest.fixture(scope="module")
def store():
    return Store()


def a_field_table(fields):
    schema = pa.schema([("subject", pa.int64())] + [(name, KINDS.get(name, pa.string())) for name in FIELDS])
    return FieldTable(pa.Table.from_pylist([{"subject": who, **known} for who, known in fields.items()], schema=schema))


def persons(account_of, among=PERSONS, *, are_all=True):
    among = tuple(account_of) if among is None else among
    accounts = [NOBODY if account_of[person] is None else account_of[person] for person in among]
    return Subjects.of_persons(np.array(among, dtype=np.int64), np.array(accounts, dtype=np.int64), are_all=are_all)


def everybody_in(found):
    return persons({person: account for world in found for person, account in world.account_of.items()}, None)


def filled(store, found):
    store.fill([event for world in found for event in world.found], [role for world in found for role in world.roles])


@pytest.mark.timeout(1800)
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(drawn=RULES, found=worlds(WORLDS), moment=moments, way=st.sampled_from(WAYS), share=SHARES)
def test_compiled_form_agrees_with_reference(store, drawn, found, moment, way, share):
    rules = [parse_subject_rule(tree) for tree in drawn]
    filled(store, found)
    known = a_field_table({person: fields for world in found for person, fields in world.fields.items()})
    plans = [compile_subject_rule(rule) for rule in rules]

    judged = judge_all(plans, everybody_in(found), moment, store.source, known)
    with patch(FEW, share):
        walked = judge_all(plans, everybody_in(found), moment, store.over_paths(way), known)

    histories = [history for world in found for history in world.histories]
    wrong = [
        (tree, history)
        for tree, rule, *answers in zip(drawn, rules, judged, walked, strict=True)
        for history, *holds in zip(histories, *[answer.holds for answer in answers], strict=True)
        if {*holds} != {subject_matches(rule, history, moment.as_of, moment.zone)}
    ]
    assert wrong == []


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=trees, found=stored_events, roles=role_lists, account_of=accounts_of, seed=st.integers(0, 99))
def test_any_order_of_arrival_gives_the_same_members(store, drawn, found, roles, account_of, seed):
    plan, moment = compile_subject_rule(parse_subject_rule(drawn)), Moment(NOW)
    store.fill(found, roles)
    members = judge(plan, persons(account_of), moment, store.source).numbers.tolist()
    random.Random(seed).shuffle(found)

    store.fill(found, roles)

    assert judge(plan, persons(account_of), moment, store.source).numbers.tolist() == members


@settings(max_examples=EXAMPLES // 3, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=RULES, found=worlds(WORLDS), moment=moments, way=st.sampled_from(WAYS))
def test_answers_are_the_same_to_the_last_digit(store, drawn, found, moment, way):
    plans = [compile_subject_rule(parse_subject_rule(tree)) for tree in drawn]
    questions = list(dict.fromkeys(question for plan in plans for question in plan.questions))
    filled(store, found)
    subjects = everybody_in(found)

    walked = store.over_paths(way).answers(questions, subjects, moment) if questions else []

    stored = store.source.answers(questions, subjects, moment) if questions else []
    for one, other in zip(walked, stored, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=trees, found=stored_events, roles=role_lists, account_of=accounts_of, moment=moments)
def test_batch_is_judged_like_everybody(store, drawn, found, roles, account_of, moment):
    plan = compile_subject_rule(parse_subject_rule(drawn))
    store.fill(found, roles)
    everybody = judge(plan, persons(account_of), moment, store.source, with_parts=True).table().to_pylist()

    few = judge(plan, persons(account_of, (1, 3), are_all=False), moment, store.source, with_parts=True)
    with patch(FEW, 0):
        cut = judge(plan, persons(account_of, (1, 3), are_all=False), moment, store.over_paths(), with_parts=True)

    assert few.table().to_pylist() == cut.table().to_pylist() == [everybody[0], everybody[2]]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=trees, found=stored_events, roles=role_lists, moment=moments)
def test_accounts_are_judged_like_the_reference(store, drawn, found, roles, moment):
    rule = parse_subject_rule(drawn)
    store.fill(found, roles)
    accounts = Subjects.of_accounts(np.array(ACCOUNTS), are_all=True)

    judged = judge(compile_subject_rule(rule), accounts, moment, store.source)
    walked = judge(compile_subject_rule(rule), accounts, moment, store.over_paths())

    assert walked.holds.tolist() == judged.holds.tolist()
    expected = [a_history(SubjectKind.ACCOUNT, number, number, found, roles, {}) for number in ACCOUNTS]
    assert judged.holds.tolist() == [subject_matches(rule, one, moment.as_of, moment.zone) for one in expected]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=trees, found=stored_events, roles=role_lists, account_of=accounts_of, moment=moments)
def test_reasons_say_the_same_as_the_set(store, drawn, found, roles, account_of, moment):
    plan = compile_subject_rule(parse_subject_rule(drawn))
    store.fill(found, roles)
    one = persons(account_of, (1,), are_all=False)

    answer = explain_subject(plan, one, moment, store.over_paths())

    assert [answer.holds] == judge(plan, one, moment, store.over_paths()).holds.tolist()


def test_the_time_of_one_question_is_not_that_of_another(store):
    # The event store is asked for properties in the time of the question that needs them, the columns for all of time.
    store.fill(numbered([an_event(person=1, occurred_at=NOW - timedelta(days=9), properties={"origin": "fair"})]))
    trees = [{"did": {"event": "page_viewed"}}]
    trees += [
        {"last": {"event": "page_viewed", "has": {"field": "properties.origin", "is": "fair"}, "within": "1 day"}}
    ]
    plans = [compile_subject_rule(parse_subject_rule(tree)) for tree in trees]

    judged = judge_all(plans, persons({1: None}, (1,)), Moment(NOW), store.over_paths())

    assert [answer.holds.tolist() for answer in judged] == [[True], [False]]
