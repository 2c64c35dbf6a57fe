from __future__ import annotations

import copy
import json

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wegmarke.domain import CanonicalPhase, LocalizedText, Measure
from wegmarke.maps import (
    Card,
    EmotionPoint,
    JourneyMap,
    Lane,
    Metric,
    Persona,
    Phase,
    Placement,
    Step,
    Touchpoint,
    dump_map,
    load_map,
    map_content,
    vocabulary,
)
from wegmarke.rules import parse_rule

words = st.text(
    st.characters(
        exclude_categories=["Cs"], exclude_characters=[chr(code) for code in range(32) if chr(code) not in "\n\t"]
    ),
    max_size=12,
) | st.sampled_from(
    [
        "no",
        "1e5",
        "0x1F",
        "12",
        "~",
        "null",
        "2024-01-01",
        "a: b",
        "- x",
        "#",
        "'",
        '"',
        "a\nb",
        "a\n\nb ",
        "|",
        "\u2028",
        "\x85",
        "<<",
        "=",
    ]
)
filled = words.filter(bool)
texts = st.builds(LocalizedText, de=words, en=words)
titles = texts.filter(bool)
sizes = {"max_size": 3}
numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: number + 0.0)


def ids(minimum=0):
    return st.lists(st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,6}\Z"), min_size=minimum, max_size=3, unique=True)


def one_of(names):
    return st.sampled_from(list(names))


RULES = st.sampled_from(
    [None, parse_rule({"event": "a'b: c"}), parse_rule({"not": {"field": "properties.x", "in": [1, 2.5, "no"]}})]
)


def persona(name):
    roles, goals = st.lists(one_of(vocabulary.ROLES), **sizes), st.lists(texts, **sizes)
    return st.builds(Persona, id=st.just(name), name=titles, roles=roles.map(tuple), goals=goals.map(tuple))


def phase(name):
    days = st.none() | numbers.map(abs)
    return st.builds(Phase, id=st.just(name), title=titles, canonical=one_of(CanonicalPhase), expected_days=days)


def step(name, a_phase):
    return st.builds(Step, id=st.just(name), phase=a_phase, title=titles, optional=st.booleans())


def touchpoint(name):
    return st.builds(Touchpoint, id=st.just(name), title=titles, rule=RULES, moment_of_truth=st.booleans())


def lane(name, a_phase, a_step):
    in_phase = st.builds(Card, text=titles, phase=a_phase, severity=st.none() | st.integers(1, 5))
    cards = st.lists(in_phase | st.builds(Card, text=titles, step=a_step), **sizes)
    return st.builds(Lane, id=st.just(name), type=one_of(vocabulary.LANE_TYPES), cards=cards.map(tuple))


def metric(name, a_phase):
    return st.builds(
        Metric,
        id=st.just(name),
        title=titles,
        measure=st.sampled_from([Measure.TOUCHES, Measure.VALUE]),
        phase=a_phase,
        target=st.none() | numbers.map(abs),
        breakdown=st.none() | filled,
    )


@st.composite
def maps(draw):
    phases, steps, touchpoints, personas = (draw(ids(minimum)) for minimum in (1, 1, 0, 0))
    a_phase, a_step = one_of(phases), one_of(steps)
    pairs = [(at, place) for at in steps for place in touchpoints]
    places = draw(st.lists(st.sampled_from(pairs), unique=True, **sizes)) if pairs else []
    feelings = draw(st.lists(st.tuples(a_phase, st.sampled_from([None, *personas])), unique=True, **sizes))
    return JourneyMap(
        id=draw(ids(1))[0],
        title=draw(titles),
        scenario=draw(texts),
        status=draw(one_of(vocabulary.STATUSES)),
        owner=draw(words),
        time_zone=draw(st.sampled_from([None, "Europe/Berlin"])),
        personas=tuple(draw(persona(name)) for name in personas),
        phases=tuple(draw(phase(name)) for name in phases),
        steps=tuple(draw(step(name, a_phase)) for name in steps),
        touchpoints=tuple(draw(touchpoint(name)) for name in touchpoints),
        placements=tuple(Placement(step=at, touchpoint=place) for at, place in places),
        lanes=tuple(draw(lane(name, a_phase, a_step)) for name in draw(ids())),
        emotions=tuple(EmotionPoint(phase=at, persona=who, value=draw(st.floats(-2, 2))) for at, who in feelings),
        metrics=tuple(draw(metric(name, a_phase)) for name in draw(ids())),
    )


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None, max_examples=150)
@given(maps())
def test_every_map_comes_back_equal(journey_map):
    assert load_map(dump_map(journey_map)) == journey_map


@settings(deadline=None)
@given(maps())
def test_every_map_is_also_read_as_json(journey_map):
    assert load_map(json.dumps(map_content(journey_map), ensure_ascii=False, indent="\t")) == journey_map


@settings(deadline=None)
@given(maps())
def test_other_yaml_readers_understand_what_we_write(journey_map):
    assert yaml.safe_load(dump_map(journey_map)) == map_content(journey_map)


PLACES = [
    (),
    ("title",),
    ("personas", 0),
    ("phases", 1),
    ("steps", 0),
    ("touchpoints", 1),
    ("placements", 1),
    ("lanes", 0),
    ("lanes", 0, "cards", 0),
    ("emotions", 0),
    ("metrics", 0),
]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), name=filled.map("new_{}".format), value=plain)
def test_unknown_fields_survive(content, place, name, value):
    content = copy.deepcopy(content)
    spot = content
    for step in place:
        spot = spot[step]
    spot[name] = value

    journey_map = load_map(json.dumps(content))

    written = map_content(load_map(dump_map(journey_map)))
    for step in place:
        written = written[step]
    assert written[name] == value


def test_unknown_language_survives_beside_a_plain_text(content):
    content["title"] = {"de": "Gleich", "en": "Gleich", "fr": "Égal"}

    journey_map = load_map(json.dumps(content))

    assert map_content(journey_map)["title"] == {"de": "Gleich", "en": "Gleich", "fr": "Égal"}


def test_plain_text_holds_for_both_languages(content):
    content["owner"], content["scenario"] = "Vertrieb", "Same"

    assert load_map(json.dumps(content)).scenario == LocalizedText(de="Same", en="Same")


def test_fields_are_written_in_order_and_empty_ones_left_out(content):
    text = dump_map(load_map(json.dumps(content)))

    assert text.startswith("format: journey-map/1\nid: small\ntitle:\n  de: Klein\n  en: Small\nstatus: draft\n")
    assert "scenario" not in text
    assert "value: 0\n" in text


def test_written_text_is_stable(content):
    text = dump_map(load_map(json.dumps(content)))

    assert dump_map(load_map(text)) == text


def test_byte_order_mark_and_windows_lines_are_read():
    assert load_map("\ufeffid: small\r\ntitle: Klein\r\n").title.de == "Klein"


@pytest.mark.parametrize("field", ["personas", "phases", "lanes"])
def test_empty_field_means_nothing(content, field):
    content[field] = None
    content["steps"] = content["placements"] = content["emotions"] = content["metrics"] = content["lanes"] = None

    assert getattr(load_map(json.dumps(content)), field) == ()
