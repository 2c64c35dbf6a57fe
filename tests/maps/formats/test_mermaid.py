"""The Mermaid journey: everything comes back, edits by hand win, and diagrams of others are read."""

from __future__ import annotations

import json

import pytest
from diagram_map import CONTENT, a_map
from hypothesis import given, settings
from random_maps import EXAMPLES, maps

from wegmarke.domain import DocumentInvalid, LocalizedText
from wegmarke.domain.numbers import MapNumbers, MetricNumber
from wegmarke.maps import load_map, new_map_from_template
from wegmarke.maps.formats import format_of

MERMAID = format_of("map.mmd")


def visible(document, numbers=None) -> list[str]:
    text = MERMAID.write(document, numbers).content.decode()
    return [line.strip() for line in text.split("\n") if line and not line.strip().startswith("%%")]


def edited(old: str, new: str, document=None):
    text = MERMAID.write(document or a_map(), None).content.decode()
    assert text.count(old) == 1
    return MERMAID.read(text.replace(old, new).encode(), None)


@settings(deadline=None, max_examples=EXAMPLES)
@given(maps())
def test_every_map_comes_back_equal(journey_map):
    reading = MERMAID.read(MERMAID.write(journey_map, None).content, None)

    assert reading.document == journey_map
    assert reading.losses == ()


def test_diagram_follows_the_rules_of_the_format():
    assert visible(a_map()) == [
        "journey",
        "accTitle: Offer- 5 %- now",
        "title Offer- 5 %- now",
        "section Look",
        "Form: 1: Initiator, Buyer",
        "section Buy",
        "Paper: 5: CFO/ Berlin",
        "Wait: 3",
    ]


def test_measured_satisfaction_goes_first_and_is_no_edit_on_the_way_back():
    numbers = MapNumbers("offer", "account", metrics={"csat": MetricNumber("csat", 1.2, 40)})

    assert "Form: 4: Initiator, Buyer" in visible(a_map(), numbers)
    assert MERMAID.read(MERMAID.write(a_map(), numbers).content, None).document == a_map()


def test_suppressed_numbers_are_not_shown():
    numbers = MapNumbers("offer", "account", metrics={"csat": MetricNumber("csat", 1.2, 3, suppressed=True)})

    assert "Form: 1: Initiator, Buyer" in visible(a_map(), numbers)


def test_german_diagram_comes_back_equal():
    assert MERMAID.write_in is not None
    from wegmarke.domain import Language

    writing = MERMAID.write_in(a_map(), None, Language.DE)

    assert "      Formular: 1: Initiator, Einkäufer" in writing.content.decode().split("\n")
    assert MERMAID.read(writing.content, None).document == a_map()


def test_title_edited_by_hand_changes_the_language_that_was_shown():
    document = edited("      Form: 1: Initiator, Buyer", "      Contact form: 1: Initiator, Buyer").document

    assert document.touchpoints[0].title == LocalizedText(de="Formular", en="Contact form")
    assert document.placements == a_map().placements


def test_score_edited_by_hand_changes_what_is_expected():
    document = edited("Form: 1: Initiator", "Form: 4: Initiator").document

    assert [(one.id, one.value) for one in document.emotions[:1]] == [("e1", 1)]


def test_measured_score_is_no_matter_of_opinion():
    text = MERMAID.write(load_map(json.dumps(CONTENT | {"emotions": [CONTENT["emotions"][1] | {"step": None,
        "placement": "p2"}]})), None).content.decode()  # fmt: skip

    reading = MERMAID.read(text.replace("Paper: 5:", "Paper: 2:").encode(), None)

    assert reading.document.emotions[0].value == 2
    assert "measured" in reading.losses[0].text.en


def test_actors_edited_by_hand_are_roles_or_personas():
    document = edited("Form: 1: Initiator, Buyer", "Form: 1: Decider, CFO/ Berlin, Works council").document

    assert document.placements[0].roles == ("decider", "works_council")
    assert document.placements[0].personas == ("cfo",)
    assert document.personas == a_map().personas


def test_new_line_is_a_step_and_with_actors_a_touchpoint():
    document = edited("      Wait: 3", "      Wait: 3\n      Pay: 2: Buyer\n      Rest").document

    assert [one.id for one in document.steps] == ["ask", "sign", "wait", "pay", "rest"]
    assert document.placements[-1].step == "pay"
    assert document.placements[-1].roles == ("buyer",)


def test_line_moved_by_hand_takes_its_step_along():
    text = MERMAID.write(a_map(), None).content.decode()
    lines = [line for line in text.split("\n") if line.strip() != "Paper: 5: CFO/ Berlin"]
    lines.insert(lines.index("      Form: 1: Initiator, Buyer") + 1, "      Paper: 5: CFO/ Berlin")

    document = MERMAID.read("\n".join(lines).encode(), None).document

    assert {one.id: one.phase for one in document.steps} == {"ask": "look", "sign": "look", "wait": "buy"}
    assert document.lanes == a_map().lanes


def test_line_removed_by_hand_takes_along_what_stood_there():
    document = edited("      Paper: 5: CFO/ Berlin\n", "").document

    assert [one.id for one in document.placements] == ["p1"]
    assert [one.id for one in document.steps] == ["ask", "wait"]
    assert document.lanes[0].cards == ()
    assert [one.id for one in document.emotions] == ["e1"]


def test_damaged_comment_names_its_line():
    with pytest.raises(DocumentInvalid) as refused:
        edited('%% jm touchpoints {"id": "form"', '%% jm touchpoints {"id": form"')

    assert refused.value.problems[0].where.startswith("line ")
    assert "%% jm" in refused.value.problems[0].remedy


FOREIGN = """---
title: front matter
---
%%{init: {"theme": "dark"}}%%
journey
    title My working day   # a remark
    accDescr {
       What a day
       is like
    }
    Wake up: 4: Me
    section Go to work
      Make tea: 5: Me
      Do work: 1.5: Me, Cat : ignored
    section Buy a house
      Sit down
      Think: why: Me
"""


def test_diagram_of_others_becomes_a_map():
    reading = MERMAID.read(FOREIGN.encode(), None)

    document = reading.document
    assert document.id == "my-working-day"
    assert document.scenario.en == "What a day is like"
    assert [(one.id, one.canonical.value) for one in document.phases] == [
        ("start", "awareness"),
        ("go-to-work", "awareness"),
        ("buy-a-house", "decision"),
    ]
    assert [one.id for one in document.personas] == ["me", "cat"]
    assert [one.value for one in document.emotions] == [1, 2, -1.5]
    assert [loss.where for loss in reading.losses] == ["line 17", "file"]


def test_diagram_in_a_markdown_document_is_found():
    text = f"# Hello\n\n```mermaid\ngraph TD\n```\n\n```mermaid\n{FOREIGN}```\nmore"

    assert MERMAID.read(text.encode(), None).document == MERMAID.read(FOREIGN.encode(), None).document


def test_diagram_without_comments_updates_the_map_it_belongs_to():
    lines = [
        line for line in MERMAID.write(a_map(), None).content.decode().split("\n") if not line.strip().startswith("%%")
    ]
    text = "\n".join(lines).replace("Paper: 5:", "Paper: 4:").replace("Wait: 3", "Wait long: 3")

    document = MERMAID.read(text.encode(), a_map()).document

    assert document.metrics == a_map().metrics
    assert document.touchpoints == a_map().touchpoints
    assert [one.title.en for one in document.steps] == ["Ask", "Sign #1", "Wait long"]


@pytest.mark.parametrize("score", ["0", "7", "-1"])
def test_score_outside_of_the_scale_asks_for_one(score):
    with pytest.raises(DocumentInvalid) as refused:
        MERMAID.read(f"journey\nsection A\nBuy: {score}\n".encode(), None)

    assert refused.value.problems[0].where == "line 3"
    assert "scale=0..10" in refused.value.problems[0].remedy


def test_scale_is_taken_from_the_file():
    document = MERMAID.read(b"journey\n%% jm scale=0..10\nsection A\nBuy: 0\nUse: 10\nStay: 5\n", None).document

    assert [one.value for one in document.emotions] == [-2, 2, 0]


@pytest.mark.parametrize("content", [b"", b"graph TD\nA-->B", b"\xff\xfe\x00", b"\xff", b"hello"])
def test_what_is_no_journey_is_refused_in_words(content):
    with pytest.raises(DocumentInvalid):
        MERMAID.read(content, None)


def test_diagram_longer_than_renderers_draw_is_told():
    content = CONTENT | {"steps": [{"id": f"s{number}", "phase": "look", "title": "x" * 300} for number in range(200)],
                         "placements": [], "emotions": [], "lanes": []}  # fmt: skip

    losses = MERMAID.write(load_map(json.dumps(content)), None).losses

    assert "maxTextSize" in losses[0].text.en
    assert MERMAID.write(new_map_from_template("b2b-default", "x"), None).losses == ()
