"""What has no id gets one that follows from its place; documents of format 1 mean the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wegmarke.domain import DocumentInvalid
from wegmarke.maps import FORMAT, content_hash, dump_map, load_map

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(ROOT.glob("examples/*/map.yaml")), ROOT / "src/wegmarke/demo/fuchsberg.yaml"]


def test_ids_follow_from_the_place(content):
    journey_map = load_map(json.dumps(content))

    assert [one.id for one in journey_map.placements] == ["ask-form", "sign-deal"]
    assert journey_map.lanes[0].cards[0].id == "questions-1"
    assert journey_map.emotions[0].id == "emotion-1"


def test_id_that_is_taken_is_not_given_again(content):
    content["lanes"][0]["cards"] = [{"phase": "lead", "text": "A"}, {"id": "questions-1", "phase": "lead", "text": "B"}]

    assert [card.id for card in load_map(json.dumps(content)).lanes[0].cards] == ["questions-1.2", "questions-1"]


def test_long_ids_leave_room(content):
    content["lanes"][0]["id"] = "x" * 100

    assert len(load_map(json.dumps(content)).lanes[0].cards[0].id) <= 100


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.parent.name)
def test_maps_of_format_1_say_the_same_in_the_newest(file):
    text = file.read_text(encoding="utf-8")
    journey_map = load_map(text)

    assert journey_map.format == FORMAT
    assert load_map(dump_map(journey_map)) == journey_map
    assert content_hash(load_map(text)) == content_hash(journey_map)


def test_part_that_is_no_mapping_is_reported_and_not_hidden(content):
    content["placements"] = ["ask", {"step": "sign", "touchpoint": "deal"}]

    with pytest.raises(DocumentInvalid) as caught:
        load_map(json.dumps(content))

    assert [problem.where for problem in caught.value.problems] == ["placements[0]"]


CASES = [
    ({"parent": {"map": "small"}}, "parent.map", "cycle"),
    ({"solutions": [{"id": "s", "title": "S"}], "contents": [{"id": "c", "title": "C", "url": "javascript:alert(1)"}]},
     "contents[0].url", "bad_address"),
    ({"initiatives": [{"id": "i", "title": "I", "due": "2025-02-30"}]}, "initiatives[0].due", "bad_day"),
    ({"improvements": [{"id": "i", "title": "I", "pains": ["nowhere"]}]}, "improvements[0].pains[0]",
     "unknown_reference"),
    ({"buying_groups": [{"id": "g", "title": "G", "stakeholder_relations": [
        {"from_persona": "buyer", "to_persona": "buyer", "kind": "reports_to"}]}]},
     "buying_groups[0].stakeholder_relations", "cycle"),
    ({"emotions": [{"phase": "lead", "value": 0, "basis": "measured"}]}, "emotions[0].n", "missing_field"),
    ({"placements": [
        {"id": "a", "step": "ask", "touchpoint": "form", "expectation": {"after": ["b"]}},
        {"id": "b", "step": "sign", "touchpoint": "deal", "expectation": {"after": ["a"]}}]}, "placements", "cycle"),
    ({"lanes": [{"id": "l", "type": "text", "cards": [{"phase": "won", "until": "lead", "text": "x"}]}]},
     "lanes[0].cards[0].until", "unknown_reference"),
    ({"lanes": [{"id": f"l{n}", "type": "text", "cards": [{"phase": "won", "text": "x"}] * 4000} for n in (1, 2)]},
     "lanes", "too_large"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "where", "code"), CASES, ids=[code + where for _, where, code in CASES])
def test_what_fields_say_about_each_other_is_checked(content, fields, where, code):
    with pytest.raises(DocumentInvalid) as caught:
        load_map(json.dumps(content | fields))

    assert [(problem.where, problem.code) for problem in caught.value.problems] == [(where, code)]
