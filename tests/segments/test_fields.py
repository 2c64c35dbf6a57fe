"""Fields of persons and accounts: what is known as of now, and never what is personal."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from account_events import assigned, changed, described
from event_builders import NOON, an_event, recognition
from segments_at_work import rule_sources

from wegmarke.domain.segments import FieldKind, SegmentSubject
from wegmarke.events import derive
from wegmarke.rules import FieldTest, Moment
from wegmarke.segments import everybody


@pytest.fixture(scope="module")
def sources(many):
    many.empty()
    rows = [
        described(0, "acme", country="AT", industry="steel", email="x@acme.example"),
        described(1, "acme", country="DE"),
        described(1, "brot", industry="-", parent="crm:acme"),
        changed(2, "D1", "acme", stage="proposal", solution="pumps", amount=500_000),
        changed(3, "D2", "acme", stage="Closed Won", solution="pumps", amount=100_000),
        assigned(4, "ada", "acme", "decider", solution="pumps"),
        an_event(source_event_id="i", name="person_identified", person="bob", account="brot",
                 properties=[("plan", "gold"), ("birthday", "1990-01-01")], occurred_at=NOON + timedelta(days=5)),
        an_event(source_event_id="q", name="quote_sent", person="bob", account="brot", occurred_at=NOON),
    ]  # fmt: skip
    many.clock.instant = NOON + timedelta(days=30)
    many.take_in(rows)
    derive(many.engine, recognition(quote_sent=1))
    return rule_sources(many)


def those(many, sources, subject, field, operator, operand):
    there = everybody(many.engine, subject)
    fields = sources.sources(subject, [field])[1]
    moment = Moment(many.clock.now())
    holds = fields.holds(FieldTest(field, operator, operand), there, moment)
    numbers = there.numbers[holds].tolist()
    one_by_one = [
        number
        for place, number in enumerate(there.numbers.tolist())
        if sources.sources(subject, [field])[1].holds(
            FieldTest(field, operator, operand),
            type(there)(there.kind, there.numbers[place : place + 1], there.accounts[place : place + 1]),
            moment,
        )[0]
    ]
    assert numbers == one_by_one, "everybody and one by one differ"
    return numbers


ACME, BROT, ADA, BOB = 1, 2, 1, 2


@pytest.mark.parametrize(
    ("field", "operator", "operand", "accounts", "persons"),
    [
        ("account.country", "is", "DE", [ACME], [ADA]),
        ("account.country", "exists", False, [BROT], [BOB]),
        ("account.industry", "is", "steel", [ACME], [ADA]),
        ("account.industry", "exists", True, [ACME], [ADA]),
        ("account.email", "exists", True, [], []),
        ("account.parent", "is", ACME, [BROT], [BOB]),
        ("account.head", "is", ACME, [ACME, BROT], [ADA, BOB]),
        ("account.completeness", "is", 50, [ACME], [ADA]),
        ("account.missing_roles", "is", "buyer", [ACME], [ADA]),
        ("opportunity.open", "at_least", 1, [ACME], [ADA]),
        ("opportunity.open_amount", "at_least", 5000, [ACME], [ADA]),
        ("opportunity.open_amount", "is", 1000, [], []),
        ("opportunity.amount", "is", 1000, [ACME], [ADA]),
        ("opportunity.changed_at", "since", "2025-03-05", [ACME], [ADA]),
        ("stage.opportunity", "exists", True, [ACME], [ADA]),
        ("stage.nobody_knows", "exists", True, [], []),
        ("consent.mail", "is", "granted", [], []),
        ("account.touches", "is", 1, [BROT], [BOB]),
    ],
)
def test_fields_of_accounts(many, sources, field, operator, operand, accounts, persons):
    assert those(many, sources, SegmentSubject.ACCOUNT, field, operator, operand) == accounts
    assert those(many, sources, SegmentSubject.PERSON, field, operator, operand) == persons


@pytest.mark.parametrize(
    ("field", "operator", "operand", "persons"),
    [
        ("person.plan", "is", "gold", [BOB]),
        ("person.birthday", "exists", True, []),
        ("person.roles", "is", "decider", [ADA]),
        ("person.is_anonymous", "is", "false", [ADA, BOB]),
        ("person.identifiers", "is", 1, [ADA, BOB]),
        ("person.touches", "is", 1, [BOB]),
        ("person.last_touch_at", "older_than", "20 days", [BOB]),
    ],
)
def test_fields_of_persons(many, sources, field, operator, operand, persons):
    assert those(many, sources, SegmentSubject.PERSON, field, operator, operand) == persons
    assert those(many, sources, SegmentSubject.ACCOUNT, field, "exists", True) == []


def test_one_subject_is_told_with_the_fields_that_are_asked_for(many, sources):
    names = ["account.country", "person.plan", "opportunity.open_stage"]
    fields = sources.sources(SegmentSubject.PERSON, names)[1].fields_of(ADA, Moment(many.clock.now()))

    assert fields == {"account.country": "DE", "person.plan": None, "opportunity.open_stage": ["proposal"]}


def test_known_fields_leave_out_what_is_personal(sources):
    names = {field.name: field.kind for field in sources.fields(SegmentSubject.PERSON)}

    assert {"account.country", "person.plan", "stage.account", "opportunity.open"} <= names.keys()
    assert not {"person.birthday", "account.email"} & names.keys()
    assert names["stage.account.since"] is FieldKind.DATE
    assert not any(field.name.startswith("person.") for field in sources.fields(SegmentSubject.ACCOUNT))


def test_accounts_whose_opportunities_changed_are_told(many, sources):
    tests = [FieldTest("opportunity.open", "at_least", 1)]
    sources.read_anew()
    assert sources.accounts_changed(tests) is None

    many.take_in([changed(6, "D2", None, stage="lost")])
    derive(many.engine, recognition(quote_sent=1))

    assert sources.accounts_changed(tests).tolist() == [ACME]
    assert np.array_equal(sources.accounts_changed(tests), [])
