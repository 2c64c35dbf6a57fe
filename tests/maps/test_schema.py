from __future__ import annotations

import json

import jsonschema_rs
import pytest
from hypothesis import given, settings
from random_maps import EXAMPLES, maps

from wegmarke.documents import fields_of
from wegmarke.maps import TEMPLATES, JourneyMap, map_content, map_schema, new_map_from_template

VALIDATOR = jsonschema_rs.Draft202012Validator(map_schema())


def test_schema_is_a_schema():
    jsonschema_rs.meta.validate(map_schema())


@settings(deadline=None, max_examples=EXAMPLES)
@given(maps())
def test_every_map_satisfies_the_schema(journey_map):
    VALIDATOR.validate(map_content(journey_map))


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_satisfy_the_schema(name):
    VALIDATOR.validate(map_content(new_map_from_template(name)))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("status",), "lvie"),
        (("phases", 0, "canonical"), "purchase"),
        (("phases", 0, "id"), "mit Leerzeichen"),
        (("emotions", 0, "value"), 2.5),
        (("title",), 3),
        (("lanes", 0, "cards", 0, "severity"), 9),
    ],
)
def test_schema_refuses_what_the_reader_refuses(content, place, value):
    spot = content
    for step in place[:-1]:
        spot = spot[step]
    spot[place[-1]] = value

    assert not VALIDATOR.is_valid(content)


def test_schema_describes_every_field():
    parts = map_schema()["$defs"]

    assert set(parts["JourneyMap"]["properties"]) == {field.name for field in fields_of(JourneyMap)}
    assert json.dumps(parts).count('"$ref"') > len(parts)
