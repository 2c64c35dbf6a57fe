"""Compiled rules on DuckDB against the reference, on random rules and histories."""

from __future__ import annotations

import os
import random
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from subject_rules import (
    ACCOUNTS,
    FIELDS,
    NOW,
    PERSONS,
    Store,
    a_history,
    field_rows,
    histories,
    role_lists,
    stored_events,
    trees,
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

EXAMPLES = 5_000 if os.environ.get("WEGMARKE_NIGHTLY") else 300
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
accounts_of = st.fixed_dictionaries({person: st.sampled_from([*ACCOUNTS, None]) for person in PERSONS})


@pytest.fixture(scope="module")
def store():
    return Store()


def a_field_table(fields):
    schema = pa.schema([("subject", pa.int64())] + [(name, KINDS.get(name, pa.string())) for name in FIELDS])
    return FieldTable(pa.Table.from_pylist([{"subject": who, **known} for who, known in fields.items()], schema=schema))


def persons(account_of, among=PERSONS, *, are_all=True):
    accounts = [NOBODY if account_of[person] is None else account_of[person] for person in among]
    return Subjects.of_persons(np.array(among, dtype=np.int64), np.array(accounts, dtype=np.int64), are_all=are_all)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    drawn=st.lists(trees, min_size=1, max_size=5),
    found=stored_events,
    roles=role_lists,
    account_of=accounts_of,
    fields=st.dictionaries(st.sampled_from(PERSONS), field_rows),
    moment=moments,
)
def test_compiled_form_agrees_with_reference(store, drawn, found, roles, account_of, fields, moment):
    rules = [parse_subject_rule(tree) for tree in drawn]
    store.fill(found, roles)
    subjects, known = persons(account_of), a_field_table(fields)

    judged = judge_all([compile_subject_rule(rule) for rule in rules], subjects, moment, store.source, known)

    expected = [
        [
            subject_matches(rule, history, moment.as_of, moment.zone)
            for history in histories(found, roles, account_of, fields)
        ]
        for rule in rules
    ]
    assert [answer.holds.tolist() for answer in judged] == expected


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=trees, found=stored_events, roles=role_lists, account_of=accounts_of, seed=st.integers(0, 99))
def test_any_order_of_arrival_gives_the_same_members(store, drawn, found, roles, account_of, seed):
    plan, moment = compile_subject_rule(parse_subject_rule(drawn)), Moment(NOW)
    store.fill(found, roles)
    members = judge(plan, persons(account_of), moment, store.source).numbers.tolist()
    random.Random(seed).shuffle(found)

    store.fill(found, roles)

    assert judge(plan, persons(account_of), moment, store.source).numbers.tolist() == members


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=trees, found=stored_events, roles=role_lists, account_of=accounts_of, moment=moments)
def test_batch_is_judged_like_everybody(store, drawn, found, roles, account_of, moment):
    plan = compile_subject_rule(parse_subject_rule(drawn))
    store.fill(found, roles)
    everybody = judge(plan, persons(account_of), moment, store.source, with_parts=True).table().to_pylist()

    few = judge(plan, persons(account_of, (1, 3), are_all=False), moment, store.source, with_parts=True)

    assert few.table().to_pylist() == [everybody[0], everybody[2]]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=trees, found=stored_events, roles=role_lists, moment=moments)
def test_accounts_are_judged_like_the_reference(store, drawn, found, roles, moment):
    rule = parse_subject_rule(drawn)
    store.fill(found, roles)
    accounts = Subjects.of_accounts(np.array(ACCOUNTS), are_all=True)

    judged = judge(compile_subject_rule(rule), accounts, moment, store.source)

    expected = [a_history(SubjectKind.ACCOUNT, number, number, found, roles, {}) for number in ACCOUNTS]
    assert judged.holds.tolist() == [subject_matches(rule, one, moment.as_of, moment.zone) for one in expected]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=trees, found=stored_events, roles=role_lists, account_of=accounts_of, moment=moments)
def test_reasons_say_the_same_as_the_set(store, drawn, found, roles, account_of, moment):
    plan = compile_subject_rule(parse_subject_rule(drawn))
    store.fill(found, roles)
    one = persons(account_of, (1,), are_all=False)

    answer = explain_subject(plan, one, moment, store.source)

    assert [answer.holds] == judge(plan, one, moment, store.source).holds.tolist()
