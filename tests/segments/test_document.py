"""The document of a segment: read, written, and refused with all problems at once."""

from __future__ import annotations

import pytest

from wegmarke.domain import DocumentInvalid
from wegmarke.segments import dump_segment, load_segment

TEXTS = [
    "{id: a, title: A, subject: person, rule: {did: {event: seen}}, announces: true}",
    "{id: a, title: {de: Ä, en: A}, subject: account, static_list: true}",
    "{id: a, title: A, subject: person, difference: [b, c]}",
]


@pytest.mark.parametrize("text", TEXTS, ids=["rule", "list", "sets"])
def test_what_is_written_reads_as_the_same(text):
    found = load_segment(text)

    assert load_segment(dump_segment(found)) == found


def test_all_problems_are_told_with_place_and_remedy():
    text = "id: a b\ntitle: A\nsubject: firm\nrule:\n  all:\n  - {did: {within: 2 months, event: x}}\n  - {fild: 1}\n"

    with pytest.raises(DocumentInvalid) as raised:
        load_segment(text)

    places = [problem.where for problem in raised.value.problems]
    assert places == ["subject (line 3)", "rule.all[0].did.within (line 6)", "rule.all[1] (line 7)", "id (line 1)"]
    assert all(problem.remedy for problem in raised.value.problems)


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ("", "not_one_decider"),
        ("rule: {did: {event: x}}, static_list: true", "not_one_decider"),
        ("static_list: false", "not_one_decider"),
        ("union: [b]", "wrong_count"),
        ("union: [b, b]", "duplicate"),
        ("union: [a, b]", "circle"),
        ("format: segment/9, static_list: true", "unknown_format"),
    ],
)
def test_exactly_one_thing_decides(rest, code):
    with pytest.raises(DocumentInvalid) as raised:
        load_segment("{id: a, title: A, subject: person, " + rest + "}")

    assert code in [problem.code for problem in raised.value.problems]


def test_fields_of_a_newer_program_stay():
    text = "{id: a, title: A, subject: person, static_list: true, colour: red}"

    assert "colour: red" in dump_segment(load_segment(text))
