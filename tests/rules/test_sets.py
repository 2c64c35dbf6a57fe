"""Compiled rules on DuckDB against the reference, on random rules and histories."""

from __future__ import annotations

import os
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
    Subjects,
    compile_subject_rule,
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
