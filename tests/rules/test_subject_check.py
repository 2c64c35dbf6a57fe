from __future__ import annotations

import time

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from subject_rules import NOW, Store, a_history, an_event, trees

from wegmarke.documents import read_text, write_text
from wegmarke.domain import DocumentInvalid, RuleInvalid
from wegmarke.rules import (
    MAX_DEPTH,
    MAX_PARTS,
    MAX_SIZE,
    Moment,
    SubjectKind,
    Subjects,
    compile_subject_rule,
    explain_subject_rule,
    judge,
    matches,
    parse_rule,
    parse_subject_rule,
    rule_problems,
    subject_matches,
    subject_rule_problems,
    subject_rule_schema,
)

VALIDATOR = jsonschema_rs.validator_for(subject_rule_schema())
# What a schema cannot say of a whole rule, or of a calendar.
BEYOND_SCHEMA = {"too_deep", "too_large", "too_costly", "bad_date", "bad_span", "bad_character"}

INVALID = [
    (None, "rule", "not_a_rule"),
    ({}, "rule", "not_a_rule"),
    ({"event": "quote_sent"}, "rule", "not_a_rule"),
    ({"did": {"event": "a"}, "did_not": {"event": "b"}}, "rule", "not_a_rule"),
    ({"did": {"event": "a"}, "within": "30 days"}, "rule", "unknown_key"),
    ({"did": "quote_sent"}, "rule.did", "wrong_type"),
    ({"did": {"within": "30 days"}}, "rule.did", "missing_field"),
    ({"did": {"event": "a", "when": "now"}}, "rule.did", "unknown_key"),
    ({"did": {"event": "a", "within": "2 months"}}, "rule.did.within", "bad_span"),
    ({"did": {"event": "a", "within": "99999 weeks"}}, "rule.did.within", "bad_span"),
    ({"did": {"event": "a", "within": 30}}, "rule.did.within", "bad_span"),
    ({"did": {"event": "a", "since": "2026-02-30"}}, "rule.did.since", "bad_date"),
    ({"did": {"event": "a", "since": {"event": "b", "within": "1 day"}}}, "rule.did.since", "unknown_key"),
    ({"did": {"event": "a", "by": "everybody"}}, "rule.did.by", "unknown_value"),
    ({"did": {"event": "a", "by": {"role": "boss"}}}, "rule.did.by", "unknown_value"),
    ({"did": {"event": "a", "at_least": 1.5}}, "rule.did.at_least", "wrong_type"),
    ({"did": {"event": "a", "at_least": True}}, "rule.did.at_least", "wrong_type"),
    ({"did": {"event": "a", "at_least": 1, "at_most": 2}}, "rule.did", "unknown_operator"),
    ({"did": {"event": "a", "then": []}}, "rule.did.then", "empty_group"),
    ({"did": {"event": "a", "then": ["b"]}}, "rule.did.then[0]", "wrong_type"),
    ({"did": {"event": "a", "then": [{"event": "b"}], "at_least": 2}}, "rule.did", "unknown_key"),
    ({"did": {"where": {"field": "person.level", "is": "x"}}}, "rule.did.where.field", "unknown_field"),
    ({"did_not": {"event": "a", "at_least": 2}}, "rule.did_not", "unknown_key"),
    ({"sum": {"event": "a", "of": "value", "at_least": 2}}, "rule.sum.currency", "missing_field"),
    ({"sum": {"event": "a", "of": "amount", "at_least": 2}}, "rule.sum.of", "unknown_field"),
    ({"sum": {"event": "a", "of": "properties.x", "currency": "EUR", "is": 2}}, "rule.sum.currency", "unknown_key"),
    ({"sum": {"event": "a", "of": "properties.x"}}, "rule.sum", "unknown_operator"),
    ({"first": {"event": "a"}}, "rule.first", "missing_field"),
    ({"first": {"event": "a", "when": {"in_next": "1 day"}}}, "rule.first.when", "unknown_operator"),
    ({"field": "industry", "is": "x"}, "rule.field", "unknown_field"),
    ({"field": "person.", "is": "x"}, "rule.field", "unknown_field"),
    ({"field": "person.__class__.__mro__", "call": "x"}, "rule", "unknown_operator"),
    ({"field": "person.level", "is": None}, "rule.is", "wrong_type"),
    ({"field": "person.level", "matches": "(a+)+$"}, "rule", "unknown_operator"),
    ({"field": "person.level", "before": "soon"}, "rule.before", "bad_date"),
    ({"all": []}, "rule.all", "empty_group"),
    ({"any": [{"did": {"event": ""}}]}, "rule.any[0].did.event", "wrong_type"),
    ({"not": {"script": "1 + 1"}}, "rule.not", "not_a_rule"),
]


@pytest.mark.parametrize(("tree", "where", "code"), INVALID, ids=lambda value: str(value)[:60])
def test_problem_names_place_and_code(tree, where, code):
    assert [(problem.where, problem.code) for problem in subject_rule_problems(tree)] == [(where, code)]


@pytest.mark.parametrize("tree", [tree for tree, _, code in INVALID if code not in BEYOND_SCHEMA], ids=str)
def test_schema_refuses_what_the_checker_refuses(tree):
    assert not VALIDATOR.is_valid(tree)


def test_all_problems_come_together():
    tree = {"all": [{"did": {"evnt": "a"}}, {"field": "level", "is": "x"}, {"sum": {"event": "a"}}]}

    with pytest.raises(RuleInvalid) as caught:
        parse_subject_rule(tree, "segments[0].rule")

    assert [problem.where.removeprefix("segments[0].rule.") for problem in caught.value.problems] == [
        "all[0].did", "all[0].did", "all[1].field", "all[2].sum.of", "all[2].sum",
    ]  # fmt: skip


def test_known_fields_are_checked_by_name_and_kind():
    fields = {"account.size": "number", "account.since": "date"}
    tree = {
        "any": [
            {"field": "account.siez", "at_least": 3},
            {"field": "account.size", "contains": "3"},
            {"field": "account.since", "is": "2026-01-01"},
            {"field": "account.size", "is": "3"},
        ]
    }

    problems = subject_rule_problems(tree, "rule", fields)

    assert [problem.code for problem in problems] == [
        "unknown_field",
        "operator_misfit",
        "operator_misfit",
        "wrong_type",
    ]
    assert "account.size, account.since" in problems[0].remedy


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(trees)
def test_canonical_form_survives_yaml(tree):
    rule = parse_subject_rule(tree)

    assert parse_subject_rule(read_text(write_text(rule.tree), "rule").content) == rule
    assert parse_subject_rule(dict(reversed(tree.items()))) == rule


def test_keys_are_written_in_one_order():
    rule = parse_subject_rule({"did": {"at_least": 2, "within": "30 days", "by": {"role": "buyer"}, "event": "a"}})

    assert write_text(rule.tree) == "did:\n  event: a\n  by:\n    role: buyer\n  within: 30 days\n  at_least: 2\n"


replacements = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(allow_nan=False, allow_infinity=False),
    st.just([]),
    st.sampled_from(["", "x", "30 days", "2026-01-01", "EUR", "value"]),
    st.dictionaries(st.sampled_from(["event", "role"]), st.just("a")),
)
words = st.sampled_from(
    ["did", "event", "where", "within", "then", "of", "currency", "has", "when", "is", "in", "not", "x"]
)


def places(tree, place=()):
    yield place
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inner:
        yield from places(value, (*place, key))


def changed(tree, place, change):
    if not place:
        return change(tree)
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[place[0]] = changed(tree[place[0]], place[1:], change)
    return copy


@st.composite
def damaged(draw):
    tree = draw(trees)
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.sampled_from(list(places(tree))))
        if draw(st.booleans()):
            new = draw(replacements)
            tree = changed(tree, place, lambda _, new=new: new)
        else:
            word, new = draw(words), draw(replacements)
            tree = changed(
                tree, place, lambda old, word=word, new=new: {**old, word: new} if isinstance(old, dict) else old
            )
    return tree


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(damaged())
def test_schema_and_checker_agree(tree):
    codes = {problem.code for problem in subject_rule_problems(tree)}

    if not codes or codes - BEYOND_SCHEMA:
        assert VALIDATOR.is_valid(tree) is (not codes)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words | st.text(max_size=3), inner, max_size=3),
        max_leaves=20,
    )
)
def test_anything_is_either_a_rule_or_has_problems(tree):
    assert subject_rule_problems(tree) or parse_subject_rule(tree)


# Attacks: cases 1, 2, 14, 15 and 49 of the security specification.

HOSTILE = [
    "__import__('os').system('id')",
    "${7*7}{{7*7}}<%= 7 %>",
    "@java.lang.Runtime@getRuntime().exec('id')",
    "'; DROP TABLE touch; --",
    "') UNION SELECT * FROM read_csv('/etc/passwd') --",
    "<script>alert(1)</script>",
    "{0.__class__.__mro__}",
    "%s%n{}$1\\",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_a_text(hostile):
    tree = {
        "all": [
            {"did": {"event": [hostile, "page_viewed"], "where": {"field": "properties.origin", "is": hostile}}},
            {"did": {"where": {"field": f"properties.{hostile}", "like": f"*{hostile}*"}}},
            {"did": {"touchpoint": hostile, "event": hostile}},
            {"field": f"person.{hostile}", "contains": hostile},
        ]
    }
    rule = parse_subject_rule(tree)
    event = an_event(person=1, properties={"origin": hostile, hostile: f"a{hostile}b"})
    store = Store()
    store.fill([event])
    one = Subjects.of_persons([1], [10])
    judged = judge(compile_subject_rule(rule), one, Moment(NOW), store.source, with_parts=True)

    assert [bool(judged.parts[f"rule.all[{place}]"][0]) for place in range(4)] == [True, True, False, False]
    assert hostile in explain_subject_rule(rule)
    assert store.engine.query("SELECT count(*) AS n FROM touch")["n"].to_pylist() == [1]


def test_deep_rule_is_refused_without_recursion():
    tree = {"did": {"event": "a"}}
    for _ in range(10_000):
        tree = {"not": tree}

    assert {problem.code for problem in subject_rule_problems(tree)} == {"too_large"}


def test_deepest_rule_is_accepted_and_one_level_more_is_not():
    tree = {"did": {"event": "a"}}
    for _ in range(MAX_DEPTH - 1):
        tree = {"not": tree}

    assert subject_rule_problems(tree) == []
    assert [problem.code for problem in subject_rule_problems({"not": tree})] == ["too_deep"]


def test_inner_rules_count_the_levels_around_them():
    tree = {"event": "a"}
    for _ in range(MAX_DEPTH - 2):
        tree = {"not": tree}

    assert subject_rule_problems({"did": {"where": tree}}) == []
    assert [problem.code for problem in subject_rule_problems({"not": {"did": {"where": tree}}})] == ["too_deep"]


@pytest.mark.parametrize(
    "tree",
    [
        {"did": {"event": ["a"] * 1_000_000}},
        {"field": "person.level", "is": "a" * 1_000_000},
        {"did": {"event": ["a" * 1_000] * (MAX_SIZE // 1_000 + 1)}},
        {"all": [{"did": {"event": "a"}}] * MAX_PARTS},
        {"any": [[[[]] * 600] * 600] * 600},
        {"a" * (MAX_SIZE + 1): 1},
    ],
    ids=["list", "text", "texts", "parts", "lists", "key"],
)
def test_large_rule_is_refused_at_once(tree):
    started = time.perf_counter()

    problems = subject_rule_problems(tree)

    assert [problem.code for problem in problems] == ["too_large"]
    assert time.perf_counter() - started < 1


def test_costly_rule_is_refused():
    sequence = {"did": {"event": "a", "then": [{"where": {"field": "properties.x", "is": "y"}}] * 8}}

    assert subject_rule_problems({"all": [sequence] * 5}) == []
    assert [problem.code for problem in subject_rule_problems({"all": [sequence] * 6})] == ["too_costly"]


@pytest.mark.parametrize(
    "text",
    [
        "did: !!python/object/apply:os.system [id]",
        "did: &a {event: *a}",
        "did: {event: a}\ndid: {event: b}",
        "[" * 10_000,
    ],
)
def test_document_with_tags_anchors_or_depth_is_refused(text):
    with pytest.raises(DocumentInvalid):
        read_text(text, "rule")


def test_evil_pattern_takes_linear_time():
    rule = parse_rule({"field": "properties.x", "like": "*" + "a*" * 400 + "b"})
    started = time.perf_counter()

    assert not matches(rule, {"properties": {"x": "a" * 1_000_000}})
    assert time.perf_counter() - started < 1


def test_evil_pattern_takes_linear_time_in_the_engine():
    rule = parse_subject_rule({"did": {"where": {"field": "properties.x", "like": "*" + "a*" * 400 + "b"}}})
    store = Store()
    store.fill([an_event(person=1, properties={"x": "a" * 100_000})])
    plan, one = compile_subject_rule(rule), Subjects.of_persons([1], [10])
    judge(plan, one, Moment(NOW), store.source)
    started = time.perf_counter()

    assert not judge(plan, one, Moment(NOW), store.source).holds.any()
    assert time.perf_counter() - started < 5


def test_regular_expression_is_a_text():
    assert rule_problems({"field": "channel", "matches": "(a+)+$"})[0].code == "unknown_operator"
    rule = parse_subject_rule({"did": {"where": {"field": "properties.x", "like": "(a|b)*"}}})
    history = a_history(SubjectKind.PERSON, 1, None, [an_event(person=1, properties={"x": "a"})], [], {})

    assert not subject_matches(rule, history, NOW)
