from __future__ import annotations

import pytest

from wegmarke.domain import Language
from wegmarke.rules import explain_rule, parse_rule

CASES = [
    ({"event": "quote_sent"}, "event is “quote_sent”", "Ereignis ist „quote_sent“"),
    ({"event": ["a", "b", "c"]}, "event is “a”, “b” or “c”", "Ereignis ist „a“, „b“ oder „c“"),
    ({"field": "channel", "not_in": ["a", "b"]}, "channel is neither “a” nor “b”", "Kanal ist weder „a“ noch „b“"),
    ({"field": "channel", "not_in": ["a"]}, "channel is not “a”", "Kanal ist nicht „a“"),
    ({"field": "value", "at_least": 0.5}, "value is at least 0.5", "Wert ist mindestens 0,5"),
    ({"field": "properties.x", "exists": False}, "property x is missing", "Eigenschaft x fehlt"),
    ({"not": {"event": "a"}}, "not (event is “a”)", "nicht (Ereignis ist „a“)"),
    (
        {"any": [{"event": "a"}, {"all": [{"event": "b"}, {"field": "source", "is": "crm"}]}]},
        "event is “a” or (event is “b” and source is “crm”)",
        "Ereignis ist „a“ oder (Ereignis ist „b“ und Quelle ist „crm“)",
    ),
]


@pytest.mark.parametrize(("tree", "english", "german"), CASES, ids=lambda value: str(value)[:30])
def test_rule_is_said_in_both_languages(tree, english, german):
    rule = parse_rule(tree)

    assert explain_rule(rule) == english
    assert explain_rule(rule, Language.DE) == german
