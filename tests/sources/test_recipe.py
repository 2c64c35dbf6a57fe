from __future__ import annotations

import pytest

from wegmarke.domain import DocumentInvalid, SourceUnreadable
from wegmarke.sources import load_recipe, parse_recipe

MINIMAL = """
format: recipe/1
source: crm
files: {leads: leads.csv}
events:
  - name: lead_created
    from: leads
    time: created
"""


def problems(text: str) -> list[str]:
    with pytest.raises(DocumentInvalid) as error:
        parse_recipe(text, name="r.yaml")
    return [str(problem) for problem in error.value.problems]


def codes(text: str) -> list[str]:
    with pytest.raises(DocumentInvalid) as error:
        parse_recipe(text, name="r.yaml")
    return [problem.code for problem in error.value.problems]


def with_event(line: str) -> str:
    return MINIMAL + f"    {line}\n"


def test_smallest_recipe_is_read():
    recipe = parse_recipe(MINIMAL)

    assert (recipe.source, recipe.files["leads"].patterns, recipe.events[0].name) == (
        "crm",
        ("leads.csv",),
        "lead_created",
    )


def test_unknown_key_names_line_and_nearest():
    assert problems(with_event("chanel: email")) == [
        "r.yaml line 9, events[0].chanel: expected one of name, from, join, where, group_by, id, time, time_format, "
        "person, account, person_label, account_label, channel, value, currency, properties, got 'chanel'. "
        "Remove or correct it. Did you mean 'channel'?"
    ]


def test_all_problems_are_reported_together():
    text = MINIMAL.replace("source: crm", "time_zone: Berlin\ncurrency: EURO").replace("from: leads", "from: lead")

    found = problems(text)

    assert [problem.split(":")[0] for problem in found] == [
        "r.yaml line 1",
        "r.yaml line 3, time_zone",
        "r.yaml line 4, currency",
        "r.yaml line 8, events[0].from",
    ]


def test_repeated_name_is_a_problem():
    assert codes(with_event("time: other")) == ["repeated_key"]


@pytest.mark.parametrize(
    "line",
    [
        "id: (SELECT 1)",
        "id: read_csv('x')",
        "id: getenv('HOME')",
        "id: 'a; DROP TABLE x'",
        "id: a.b[1].c",
        "id: list[1]",
        "id: CAST(a AS BLOB)",
        "id: sum(a)",
        "id: 123456789012345678",
        "where: a",
        "where: a LIKE 'x%' ESCAPE '!'",
        "properties: {x: row_number() OVER ()}",
        'properties: {x: "CASE WHEN a THEN 1 END"}',
    ],
)
def test_formula_that_does_more_than_compute_is_refused(line):
    assert len(problems(with_event(line))) == 1


def test_deeply_nested_formula_is_refused():
    assert len(problems(with_event(f"id: '{'(' * 400}a{')' * 400}'"))) == 1


def test_long_formula_is_refused():
    assert "at most 1000 characters" in problems(with_event(f"id: {'a' * 1001}"))[0]


def test_aggregate_without_group_names_the_remedy():
    assert problems(with_event("properties: {n: count(*)}")) == [
        "r.yaml line 9, events[0].properties.n: expected a formula over one row, got 'COUNT(*)'. "
        "Add `group_by` to the event, or take the aggregate out."
    ]


def test_value_of_a_group_must_be_summed_up():
    text = with_event("value: price") + "    group_by: number\n    currency: EUR\n"

    assert problems(text)[0].endswith("expected one amount for the group, got 'price'. Write `sum(price)`.")


def test_value_without_currency_is_a_problem():
    assert "expected a currency for the value, got none" in problems(with_event("value: price"))[0]


def test_unknown_channel_names_the_nearest():
    found = problems(with_event("channel: {column: c, values: {x: serch_ad}}"))

    assert found[0].endswith("Did you mean 'search_ad'?")


@pytest.mark.parametrize("layout", ["%Q", "%H:%M", "%d.%m", "100%"])
def test_time_format_must_hold_a_date(layout):
    assert len(problems(with_event(f"time_format: '{layout}'"))) == 1


def test_event_names_stand_once():
    again = MINIMAL + "  - {name: lead_created, from: leads, time: created}\n"

    assert "every event name once" in problems(again)[0]


def test_event_name_may_stand_again_where_ids_tell_the_events_apart():
    second = "  - {name: lead_created, from: leads, time: created, id: [id, \"'again'\"]}\n"

    recipe = parse_recipe(with_event("id: id") + second)

    assert [event.name for event in recipe.events] == ["lead_created", "lead_created"]


def test_file_cannot_be_joined_with_itself():
    assert "another file" in problems(with_event("join: {leads: {on: id}}"))[0]


def test_words_of_yaml_are_texts():
    text = MINIMAL.replace("{leads: leads.csv}", "{leads: leads.csv, no: no.csv}") + "    join: {no: {on: id}}\n"

    recipe = parse_recipe(text)

    assert recipe.events[0].joins[0].pairs == (("id", "id"),)


@pytest.mark.parametrize(
    "text",
    ["", "- a", "a: [", "a: &x 1\nb: *x", "? [a]\n: b", "a: " + "[" * 2_000, "x" * 1_000_001],
)
def test_what_is_no_recipe_is_refused(text):
    assert problems(text)


def test_example_of_every_separator_word():
    for word, sign in {"tab": "\t", "semicolon": ";", "'|'": "|"}.items():
        recipe = parse_recipe(MINIMAL.replace("leads.csv}", f"{{match: leads.csv, separator: {word}}}}}"))
        assert recipe.files["leads"].separator == sign


@pytest.mark.parametrize(
    "bad", ["separator: ab", "encoding: klingon", "decimal: ;", "thousands: '.'", "optional: maybe", "match: ''"]
)
def test_wrong_file_settings_are_problems(bad):
    settings = bad if bad.startswith("match") else f"match: leads.csv, {bad}"

    assert problems(MINIMAL.replace("leads.csv}", f"{{{settings}}}}}"))


def test_recipe_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(SourceUnreadable, match="the recipe cannot be read"):
        load_recipe(tmp_path / "none.yaml")


def test_recipe_in_another_encoding_is_an_error(tmp_path):
    path = tmp_path / "r.yaml"
    path.write_bytes("source: Müller".encode("latin-1"))

    with pytest.raises(SourceUnreadable, match="Save the recipe as UTF-8"):
        load_recipe(path)
