from __future__ import annotations

import json

from hypothesis import given, settings
from random_maps import EXAMPLES, map_versions, maps

from wegmarke.documents import fields_of
from wegmarke.domain import Language
from wegmarke.maps import JourneyMap, content_hash, difference, load_map


@settings(deadline=None, max_examples=EXAMPLES)
@given(maps())
def test_map_does_not_differ_from_itself(journey_map):
    assert difference.map_changes(journey_map, journey_map) == ()


@settings(deadline=None, max_examples=2 * EXAMPLES)
@given(map_versions())
def test_differences_applied_give_the_other_map(pair):
    before, after = pair

    made = difference.applied(difference.map_changes(before, after), before)

    assert content_hash(made) == content_hash(after)


@settings(deadline=None, max_examples=EXAMPLES)
@given(map_versions())
def test_every_difference_is_said_in_both_languages(pair):
    said = difference.spoken_changes(*pair)

    assert len(said) == len(difference.map_changes(*pair))
    assert all(line.text.de and line.text.en for line in said)


def test_every_field_has_a_label():
    names = {field.name for kind in _kinds(JourneyMap) for field in fields_of(kind)}

    unnamed = {name for name in names if difference.field_label(name).en == name} - _NESTED

    assert unnamed == {"n"}


def test_renamed_touchpoint_is_said_with_both_titles(content):
    before = load_map(json.dumps(content))
    content["touchpoints"][0]["title"] = {"de": "Anfrageformular", "en": "Request form"}

    (line,) = difference.spoken_changes(before, load_map(json.dumps(content)))

    assert line.text.get(Language.EN) == "Touchpoint “Request form”, Title: “Form” → “Request form”."
    assert line.text.get(Language.DE) == "Kontaktpunkt „Anfrageformular“, Titel: „Form“ → „Anfrageformular“."


def test_new_card_in_the_middle_moves_nothing(content):
    cards = content["lanes"][0]["cards"]
    cards[:] = [{"id": "a", "phase": "lead", "text": "A"}, {"id": "b", "phase": "lead", "text": "B"}]
    before = load_map(json.dumps(content))
    cards.insert(1, {"id": "c", "phase": "won", "text": "C"})

    (line,) = difference.spoken_changes(before, load_map(json.dumps(content)))

    assert (line.act, line.text.en) == ("added", "Card “C” is new.")


def test_other_order_is_one_difference(content):
    before = load_map(json.dumps(content))
    content["phases"].reverse()

    (line,) = difference.spoken_changes(before, load_map(json.dumps(content)))

    assert (line.act, line.before.en, line.after.en) == ("moved", "Lead, Won", "Won, Lead")


def test_status_is_no_difference(content):
    before = load_map(json.dumps(content))

    assert difference.map_changes(before, load_map(json.dumps(content | {"status": "live"}))) == ()


def test_closed_lists_and_references_are_said_by_name(content):
    before = load_map(json.dumps(content))
    content["steps"][0]["phase"] = "won"
    content["touchpoints"][0]["channel"] = "email"

    step, touchpoint = difference.spoken_changes(before, load_map(json.dumps(content)))

    assert (step.before.en, step.after.en) == ("Lead", "Won")
    assert (touchpoint.before.de, touchpoint.after.de) == ("Sonstiger Kanal", "E-Mail")


_NESTED = {
    "country", "brand", "product", "after", "before", "occurrence", "min_count", "max_count", "max_delay_days",
    "allowed_channels", "attitude", "needed_for_phases", "from_persona", "to_persona", "strength",
}  # fmt: skip


def _kinds(kind):
    yield kind
    for field in fields_of(kind):
        if field.part is not None:
            yield from _kinds(field.part)
