from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from wegmarke.demo import COMPANY, EVENT_NAMES, NOTES, demo_map_text
from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.maps import canvas_fits, lint_map, load_map
from wegmarke.rules import matches

SIGNATURE = ("name", "source", "channel", "edition")


@pytest.fixture(scope="module")
def demo_map():
    return load_map(demo_map_text())


@pytest.fixture(scope="module")
def signatures(events):
    """Every combination of what the rules look at."""
    found = set()
    columns = (events[name].to_pylist() for name in ("name", "source", "channel", "properties"))
    for name, source, channel, properties in zip(*columns, strict=True):
        if name in NOTES:
            continue
        found.add((name, source, channel, dict(properties).get("edition")))
    return found


def recognising(demo_map, signature):
    name, source, channel, edition = signature
    properties = {} if edition is None else {"edition": edition}
    event = {"name": name, "source": source, "channel": channel, "value_minor": None, "currency": None}
    return [
        one.id for one in demo_map.touchpoints if one.rule and matches(one.rule, {**event, "properties": properties})
    ]


def texts(value):
    if isinstance(value, LocalizedText):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from texts(member)
    elif hasattr(value, "__struct_fields__"):
        for name in value.__struct_fields__:
            yield from texts(getattr(value, name))


def test_map_has_no_hints(demo_map):
    assert lint_map(demo_map) == []


def test_map_says_it_is_invented(demo_map):
    assert COMPANY in demo_map.title.de
    assert "Erfundenes Beispiel" in demo_map.scenario.de
    assert "Invented example" in demo_map.scenario.en


def test_every_event_has_exactly_one_touchpoint(demo_map, signatures):
    for signature in signatures:
        assert len(recognising(demo_map, signature)) == 1, signature


def test_every_name_is_recognised_but_notes_of_the_crm(demo_map, signatures):
    assert {signature[0] for signature in signatures} == set(EVENT_NAMES) - set(NOTES)
    assert not any(recognising(demo_map, (note, "demo", "other", None)) for note in NOTES)


def test_improvements_and_initiatives_stand_in_each_phase(demo_map):
    phases = {phase.id for phase in demo_map.phases}
    known = {improvement.id for improvement in demo_map.improvements}

    assert {phase for one in demo_map.improvements for phase in one.phases} == phases
    assert {phase for one in demo_map.initiatives for phase in one.phases} == phases
    assert {one for initiative in demo_map.initiatives for one in initiative.improvements} <= known


def test_one_initiative_shipped_half_a_year_before_the_data_end():
    until = datetime(2024, 8, 30, tzinfo=UTC)
    document = load_map(demo_map_text(until))

    (shipped,) = [one for one in document.initiatives if one.shipped]

    assert shipped.shipped == "2024-03-03"
    assert {one.due for one in document.initiatives if one.due} == {"2024-11-27"}


def test_canvas_is_answered_in_some_phases_and_not_in_all(demo_map):
    found = canvas_fits(demo_map, demo_map.canvases[0])

    assert {fit.of for fit in found.values()} == {5}
    assert found["ph_service"].addressed == 3
    assert found["ph_awareness"].addressed == 0


def test_every_touchpoint_is_touched(demo_map, signatures):
    touched = {one for signature in signatures for one in recognising(demo_map, signature)}

    assert touched == {touchpoint.id for touchpoint in demo_map.touchpoints}


def test_all_phases_are_reached(demo_map, signatures):
    phase_of = demo_map.phase_of_touchpoint()
    reached = {phase_of[one] for signature in signatures for one in recognising(demo_map, signature)}

    assert reached == {phase.id for phase in demo_map.phases}


def test_phases_are_the_seven_of_the_b2b_journey(demo_map):
    assert [phase.canonical for phase in demo_map.phases] == [
        CanonicalPhase.AWARENESS,
        CanonicalPhase.CONSIDERATION,
        CanonicalPhase.DECISION,
        CanonicalPhase.SERVICE,
        CanonicalPhase.RETENTION,
        CanonicalPhase.ADVOCACY,
        CanonicalPhase.EXIT,
    ]


def test_each_lane_speaks_in_each_phase(demo_map):
    phases = {phase.id for phase in demo_map.phases}

    for lane in demo_map.lanes:
        cards = [card.phase for card in lane.cards]
        assert set(cards) == phases, lane.id
        assert max(cards.count(phase) for phase in phases) <= 3


def test_each_phase_has_two_or_three_steps(demo_map):
    for phase in demo_map.phases:
        assert 2 <= sum(step.phase == phase.id for step in demo_map.steps) <= 3


def test_emotions_cover_all_phases_for_all_and_two_personas(demo_map):
    told = {(emotion.persona, emotion.phase) for emotion in demo_map.emotions}

    assert told == {(who, phase.id) for who in (None, "pe_maintenance", "pe_buyer") for phase in demo_map.phases}


def test_every_text_is_there_in_both_languages(demo_map):
    for text in texts(demo_map):
        assert bool(text.de) == bool(text.en), text


def test_texts_are_calm(demo_map):
    for text in texts(demo_map):
        for words in (text.de, text.en):
            assert "!" not in words
            assert words == words.strip()
            assert "  " not in words
            assert not re.search(r"[a-z]ß[A-Z]|\bDu\b|\bdein", words)


def test_cards_fit_their_cells(demo_map):
    for lane in demo_map.lanes:
        for card in lane.cards:
            assert max(len(card.text.de), len(card.text.en)) <= 80, card.text


def test_metrics_have_targets_and_names_of_properties_that_exist(demo_map, events):
    keys = {key for properties in events["properties"].to_pylist() for key, _ in properties}

    for metric in demo_map.metrics:
        assert metric.target is not None
        assert metric.property in {None, *keys}
        assert metric.breakdown in {None, "month", *keys}
