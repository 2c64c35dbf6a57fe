from __future__ import annotations

import copy
import json

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_maps import EXAMPLES, filled, maps, words

from wegmarke.domain import LocalizedText
from wegmarke.maps import dump_map, load_map, map_content

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None, max_examples=EXAMPLES)
@given(maps())
def test_every_map_comes_back_equal(journey_map):
    assert load_map(dump_map(journey_map)) == journey_map


@settings(deadline=None, max_examples=EXAMPLES)
@given(maps())
def test_every_map_is_also_read_as_json(journey_map):
    assert load_map(json.dumps(map_content(journey_map), ensure_ascii=False, indent="\t")) == journey_map


@settings(deadline=None, max_examples=EXAMPLES)
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

    assert text.startswith("format: journey-map/2\nid: small\ntitle:\n  de: Klein\n  en: Small\nstatus: draft\n")
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
