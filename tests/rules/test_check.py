from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wegmarke.domain import RuleInvalid
from wegmarke.rules import MAX_DEPTH, MAX_PARTS, MAX_TEXT, Rule, parse_rule, rule_problems

VALID = [
    {"event": "quote_sent"},
    {"event": ["quote_sent", "quote_renewed"]},
    {"field": "channel", "is": "email"},
    {"field": "properties.origin", "in": ["social", 3, ""]},
    {"field": "properties.a.b", "exists": False},
    {"field": "value", "at_least": 0.5},
    {"field": "source", "starts_with": "crm"},
    {"all": [{"event": "a"}, {"any": [{"event": "b"}, {"not": {"event": "c"}}]}]},
]

INVALID = [
    (None, "rule", "not_a_rule"),
    ([], "rule", "not_a_rule"),
    ({}, "rule", "not_a_rule"),
    ({"evnt": "a"}, "rule", "not_a_rule"),
    ({"event": "a", "field": "name"}, "rule", "not_a_rule"),
    ({"event": "a", "is": "b"}, "rule", "unknown_key"),
    ({"event": ""}, "rule.event", "wrong_type"),
    ({"event": 3}, "rule.event", "wrong_type"),
    ({"event": []}, "rule.event", "empty_list"),
    ({"event": ["a", 3]}, "rule.event[1]", "wrong_type"),
    ({"all": []}, "rule.all", "empty_group"),
    ({"all": {"event": "a"}}, "rule.all", "empty_group"),
    ({"all": [{"event": "a"}, {"evnt": "b"}]}, "rule.all[1]", "not_a_rule"),
    ({"not": "a"}, "rule.not", "not_a_rule"),
    ({"field": "name"}, "rule", "unknown_operator"),
    ({"field": "name", "is": "a", "is_not": "b"}, "rule", "unknown_operator"),
    ({"field": "name", "equals": "a"}, "rule", "unknown_operator"),
    ({"field": "person", "is": "a"}, "rule.field", "unknown_field"),
    ({"field": "properties.", "is": "a"}, "rule.field", "unknown_field"),
    ({"field": 3, "is": "a"}, "rule.field", "unknown_field"),
    ({"field": "channel", "is": None}, "rule.is", "wrong_type"),
    ({"field": "channel", "is": 3}, "rule.is", "wrong_type"),
    ({"field": "properties.a", "is": True}, "rule.is", "wrong_type"),
    ({"field": "properties.a", "in": "a"}, "rule.in", "empty_list"),
    ({"field": "properties.a", "in": [[1]]}, "rule.in[0]", "wrong_type"),
    ({"field": "channel", "more_than": 3}, "rule.more_than", "operator_misfit"),
    ({"field": "value", "contains": "3"}, "rule.contains", "operator_misfit"),
    ({"field": "value", "is": "3"}, "rule.is", "wrong_type"),
    ({"field": "value", "at_most": math.nan}, "rule.at_most", "wrong_type"),
    ({"field": "value", "at_most": math.inf}, "rule.at_most", "wrong_type"),
    ({"field": "value", "at_most": 10**4000}, "rule.at_most", "wrong_type"),
    ({"field": "channel", "contains": ""}, "rule.contains", "wrong_type"),
    ({"field": "channel", "exists": "yes"}, "rule.exists", "wrong_type"),
    ({"field": "channel", "is": "a" * (MAX_TEXT + 1)}, "rule.is", "too_long"),
    ({"field": "channel", "is": "a\x00b"}, "rule.is", "bad_character"),
    ({"field": "channel", "is": "\ud800"}, "rule.is", "bad_character"),
    ({"event": ["a"] * (MAX_PARTS + 1)}, "rule", "too_large"),
]


@pytest.mark.parametrize("tree", VALID, ids=str)
def test_tree_survives_parsing(tree):
    assert parse_rule(tree).tree == tree


@pytest.mark.parametrize(("tree", "where", "code"), INVALID)
def test_problem_names_place_and_code(tree, where, code):
    problems = rule_problems(tree)

    assert [(problem.where, problem.code) for problem in problems] == [(where, code)]


def test_all_problems_come_together():
    tree = {"all": [{"field": "persona", "is": "a"}, {"event": ""}, {"field": "value", "is": "x"}]}

    with pytest.raises(RuleInvalid) as caught:
        parse_rule(tree, "touchpoints[0].rule")

    assert [problem.where for problem in caught.value.problems] == [
        "touchpoints[0].rule.all[0].field",
        "touchpoints[0].rule.all[1].event",
        "touchpoints[0].rule.all[2].is",
    ]


def test_deepest_rule_is_accepted_and_one_level_more_is_not():
    tree: dict[str, object] = {"event": "a"}
    for _ in range(MAX_DEPTH - 1):
        tree = {"not": tree}

    assert rule_problems(tree) == []
    assert [problem.code for problem in rule_problems({"not": tree})] == ["too_deep"]


def test_hopelessly_deep_tree_is_refused_without_recursion():
    tree: dict[str, object] = {"event": "a"}
    for _ in range(50_000):
        tree = {"not": tree}

    assert "too_deep" in [problem.code for problem in rule_problems(tree)]


def test_rule_cannot_be_changed_through_its_tree():
    rule = parse_rule({"event": ["a"]})

    rule.tree["event"] = "b"

    assert rule == parse_rule({"event": ["a"]})
    assert len({rule, parse_rule({"event": ["a"]})}) == 1


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["all", "any", "not", "event", "field", "is", "in", "exists", "x"]), inner, max_size=3
            )
        ),
        max_leaves=20,
    )
)
def test_anything_is_either_a_rule_or_has_problems(tree):
    problems = rule_problems(tree)

    assert problems or isinstance(parse_rule(tree), Rule)
