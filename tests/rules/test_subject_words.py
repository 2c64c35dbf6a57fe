from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from subject_rules import NOW, Store, an_event, trees

from wegmarke.domain import Language
from wegmarke.rules import (
    Moment,
    Subjects,
    compile_subject_rule,
    explain_answer,
    explain_subject,
    explain_subject_rule,
    parse_subject_rule,
)

CASES = [
    (
        {"did": {"event": "quote_sent", "within": "30 days", "at_least": 2}},
        "“quote_sent” happened at least 2 times in the last 30 days",
        "„quote_sent“ ist in den letzten 30 Tagen mindestens 2-mal geschehen",
    ),
    (
        {"did_not": {"event": ["a", "b"], "by": {"role": ["decider", "buyer"]}, "within": "1 day"}},
        "“a” or “b” did not happen by somebody there with the role decider or buyer in the last 24 hours",
        "„a“ oder „b“ ist in den letzten 24 Stunden durch eine Person dort mit der Rolle Entscheider oder Einkäufer"
        " nicht geschehen",
    ),
    (
        {
            "did": {
                "event": "a",
                "since": {"event": "b"},
                "before": "2026-04-01",
                "then": [{"event": "c", "within": "2 weeks"}],
            }
        },
        "“a” and then “c” within 2 weeks happened after the last “b” before 2026-04-01",
        "„a“ und danach „c“ innerhalb von 2 Wochen ist nach dem letzten „b“ vor dem 2026-04-01 geschehen",
    ),
    (
        {"sum": {"event": "order_placed", "of": "value", "currency": "EUR", "more_than": 0.5}},
        "the sum of the value in EUR over “order_placed” is more than 0.5",
        "die Summe des Werts in EUR über „order_placed“ ist größer als 0,5",
    ),
    (
        {"distinct_days": {"where": {"field": "channel", "is": "web"}, "touchpoint": "pricing", "at_most": 3}},
        "an event at touchpoint “pricing” where (channel is “web”) happened on at most 3 different days",
        "ein Ereignis am Kontaktpunkt „pricing“ mit: (Kanal ist „web“) ist an höchstens 3 verschiedenen Tagen"
        " geschehen",
    ),
    (
        {"first": {"event": "a", "has": {"field": "properties.x", "is": "y"}, "when": {"older_than": "90 days"}}},
        "the first “a”: property x is “y” and it happened at least 90 days ago",
        "das erste „a“: Eigenschaft x ist „y“ und es geschah vor mindestens 90 Tagen",
    ),
    (
        {"any": [{"field": "account.industry", "is": "x"}, {"not": {"field": "account.ends", "in_next": "60 days"}}]},
        "industry (account) is “x” or not (ends (account) is in the next 60 days)",
        "industry (Unternehmen) ist „x“ oder nicht (ends (Unternehmen) liegt in den nächsten 60 Tagen)",
    ),
]


@pytest.mark.parametrize(("tree", "english", "german"), CASES, ids=[str(next(iter(case[0]))) for case in CASES])
def test_rule_is_said_in_both_languages(tree, english, german):
    rule = parse_subject_rule(tree)

    assert explain_subject_rule(rule) == english
    assert explain_subject_rule(rule, Language.DE) == german


@settings(max_examples=200, deadline=None)
@given(trees)
def test_every_rule_can_be_said(tree):
    rule = parse_subject_rule(tree)

    assert explain_subject_rule(rule)
    assert explain_subject_rule(rule, Language.DE)


def test_reasons_name_the_events():
    store = Store()
    store.fill([an_event(event_id=UUID(int=n), person=1, occurred_at=NOW - timedelta(hours=n)) for n in (1, 2)])
    rule = parse_subject_rule({"all": [{"did": {"event": "page_viewed"}}, {"not": {"did": {"event": "quote_sent"}}}]})
    one = Subjects.of_persons(np.array([1]), np.array([10]))

    answer = explain_subject(compile_subject_rule(rule), one, Moment(NOW), store.source)

    assert explain_answer(answer).splitlines() == [
        "yes: all of these",
        "  yes: “page_viewed” happened (2 events: 2026-03-29 10:00:00 00000000-0000-0000-0000-000000000002, "
        "2026-03-29 11:00:00 00000000-0000-0000-0000-000000000001)",
        "  yes: not",
        "    no: “quote_sent” happened",
    ]
