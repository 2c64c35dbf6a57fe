"""The compiled form on DuckDB against the reference, on hand-picked and on random rules and events."""

from __future__ import annotations

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wegmarke.rules import MAX_PARTS, compile_rule, matches, parse_rule

SCHEMA = pa.schema(
    [
        ("name", pa.string()),
        ("source", pa.string()),
        ("channel", pa.string()),
        ("value_minor", pa.int64()),
        ("currency", pa.string()),
        ("properties", pa.map_(pa.string(), pa.string())),
    ]
)

AWKWARD = [
    "",
    "'",
    "''",
    '"',
    "\\",
    "\\n",
    "\n",
    "\t",
    "a\r\nb",
    "%",
    "_",
    "a_b",
    "--",
    "/* x */",
    "$1",
    "${x}",
    "{}",
    "?",
    ":x",
    "Größe",
    "GRÖSSE",
    "é",
    "e\u0301",
    "\u00a0",
    "\u200b",
    "\u2028",
    "😀",
    "👩\u200d🔧",
    "ﬁ",
    "İ",
    "\x01",
    "\x7f",
    "\ufeff",
    "∅",
]
NUMBERLIKE = [
    "0",
    "-0",
    "+5",
    "5",
    "5.0",
    "05",
    " 5",
    "5 ",
    "5\n",
    "5.",
    ".5",
    "1e5",
    "1,5",
    "1_000",
    "nan",
    "inf",
    "0x10",
    "٣",
    "0.1",
    "0.30000000000000004",
    "123456789012345.678",
    "999999999999999999.999999999999999999",
    "1234567890123456789",
    "9007199254740993",
]
NUMBERS = [0, 5, -5, 0.1, 0.3, 0.30000000000000004, 1e-300, 1e14, -1e14, 123456789012.345, 0.005, 10.005, 12.34]

texts = (
    st.sampled_from(AWKWARD + NUMBERLIKE)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6)
    | st.sampled_from(["email", "quote_sent", "crm"])
)
filled_texts = texts.filter(bool)
likes = filled_texts | st.lists(texts | st.just("*"), min_size=1, max_size=4).map("*".join).filter(bool)
numbers = (
    st.sampled_from(NUMBERS)
    | st.integers(-(10**14), 10**14)
    | st.floats(-1e14, 1e14, allow_nan=False)
    | st.decimals(-1000, 1000, places=2).map(float)
)
scalars = texts | numbers
keys = st.sampled_from(["origin", "o'r", "a.b", "größe", "x\\y", ""]) | filled_texts
currencies = st.sampled_from([None, "EUR", "JPY", "KWD", "CLF", "eur"])
amounts = st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(-2000, 2000) | st.sampled_from([1234, 1001, 500])

events = st.fixed_dictionaries(
    {
        "name": texts,
        "source": texts,
        "channel": st.none() | texts,
        "value_minor": amounts,
        "currency": currencies,
        "properties": st.none() | st.dictionaries(keys, texts, max_size=4),
    }
)


def comparisons(names, values):
    return st.builds(lambda name, word, value: {"field": name, word: value}, names, *values)


property_names = keys.filter(bool).map("properties.{}".format)
text_names = st.sampled_from(["name", "source", "channel"])
leaves = st.one_of(
    filled_texts.map(lambda name: {"event": name}),
    st.lists(filled_texts, min_size=1, max_size=3).map(lambda names: {"event": names}),
    comparisons(text_names | property_names, [st.sampled_from(["is", "is_not"]), texts]),
    comparisons(
        text_names | property_names,
        [st.sampled_from(["contains", "starts_with", "ends_with", "like"]), likes],
    ),
    comparisons(text_names, [st.sampled_from(["in", "not_in"]), st.lists(texts, min_size=1, max_size=3)]),
    comparisons(property_names, [st.sampled_from(["in", "not_in"]), st.lists(scalars, min_size=1, max_size=3)]),
    comparisons(st.just("value"), [st.sampled_from(["in", "not_in"]), st.lists(numbers, min_size=1, max_size=3)]),
    comparisons(
        property_names | st.just("value"),
        [st.sampled_from(["is", "is_not", "more_than", "at_least", "less_than", "at_most"]), numbers],
    ),
    comparisons(text_names | property_names | st.just("value"), [st.just("exists"), st.booleans()]),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(lambda rule: {"not": rule}),
        st.lists(inner, min_size=1, max_size=3).map(lambda rules: {"all": rules}),
        st.lists(inner, min_size=1, max_size=3).map(lambda rules: {"any": rules}),
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def engine():
    return ibis.duckdb.connect()


def compiled_answers(engine, rules, rows) -> list[list[bool | None]]:
    table = ibis.memtable(pa.Table.from_pylist(rows, schema=SCHEMA))
    columns = {f"answer_{position}": compile_rule(rule, table) for position, rule in enumerate(rules)}
    answers = engine.to_pyarrow(table.select(**columns))
    return [answers[name].to_pylist() for name in columns]


def an_event(**fields):
    return {
        "name": "a",
        "source": "s",
        "channel": None,
        "value_minor": None,
        "currency": None,
        "properties": None,
    } | fields


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(trees, min_size=1, max_size=8), rows=st.lists(events, min_size=1, max_size=10))
def test_compiled_form_agrees_with_reference(engine, drawn, rows):
    rules = [parse_rule(tree) for tree in drawn]

    answers = compiled_answers(engine, rules, rows)

    assert answers == [[matches(rule, row) for row in rows] for rule in rules]


def test_every_awkward_text_equals_itself_only(engine):
    found = list(dict.fromkeys(AWKWARD + NUMBERLIKE))
    rows = [an_event(channel=text, properties={text: text}) for text in found]
    rules = [parse_rule({"field": "channel", "is": text}) for text in found]

    answers = compiled_answers(engine, rules, rows)

    assert answers == [[text == other for other in found] for text in found]


def test_every_awkward_property_name_is_found(engine):
    found = [text for text in AWKWARD if text]
    rows = [an_event(properties={name: "x", f"{name}y": "z"}) for name in found]
    rules = [parse_rule({"field": f"properties.{name}", "is": "x"}) for name in found]

    answers = compiled_answers(engine, rules, rows)

    assert all(row[position] for position, row in enumerate(answers))


def test_numbers_are_read_alike(engine):
    rows = [an_event(properties={"n": text}) for text in AWKWARD + NUMBERLIKE]
    words = ["is", "is_not", "more_than", "at_least", "less_than", "at_most"]
    rules = [parse_rule({"field": "properties.n", word: number}) for word in words for number in NUMBERS]

    answers = compiled_answers(engine, rules, rows)

    assert answers == [[matches(rule, row) for row in rows] for rule in rules]


@pytest.mark.parametrize(
    ("tree", "currency", "minor", "expected"),
    [
        ({"field": "value", "at_least": 10}, "EUR", 1000, True),
        ({"field": "value", "at_least": 10}, "EUR", 999, False),
        ({"field": "value", "at_least": 10}, "JPY", 10, True),
        ({"field": "value", "at_least": 10}, "KWD", 9999, False),
        ({"field": "value", "is": 0.1}, "EUR", 10, True),
        ({"field": "value", "is": 0.005}, "EUR", 0, False),
        ({"field": "value", "less_than": 0.005}, "EUR", 0, True),
        ({"field": "value", "more_than": -0.005}, "EUR", 0, True),
        ({"field": "value", "exists": True}, None, None, False),
        ({"field": "value", "is_not": 3}, None, None, True),
    ],
)
def test_value_is_compared_in_major_units(engine, tree, currency, minor, expected):
    rule, row = parse_rule(tree), an_event(value_minor=minor, currency=currency)

    assert matches(rule, row) is expected
    assert compiled_answers(engine, [rule], [row]) == [[expected]]


@pytest.mark.parametrize(
    ("word", "operand", "expected"),
    [
        ("is", "a", False),
        ("is_not", "a", True),
        ("in", ["a", 3], False),
        ("not_in", ["a", 3], True),
        ("contains", "a", False),
        ("more_than", 0, False),
        ("at_most", 0, False),
        ("exists", True, False),
        ("exists", False, True),
    ],
)
def test_missing_property_matches_only_negations_and_absence(engine, word, operand, expected):
    rule = parse_rule({"field": "properties.x", word: operand})
    rows = [an_event(), an_event(properties={}), an_event(properties={"x": None})]

    assert [matches(rule, row) for row in rows] == [expected] * 3
    assert compiled_answers(engine, [rule], rows) == [[expected] * 3]


def test_largest_rule_compiles(engine):
    members = [{"field": "properties.x", "is": str(number)} for number in range(MAX_PARTS - 1)]
    rows = [an_event(properties={"x": "498"}), an_event(properties={"x": "499"})]

    assert compiled_answers(engine, [parse_rule({"any": members})], rows) == [[True, False]]
