"""Whatever an edit does to whatever map, its undoing gives the map back."""

from __future__ import annotations

import copy
import json
import os

from draft_builders import a_draft, an_edit, make
from hypothesis import given, settings
from hypothesis import strategies as st
from random_maps import maps

from wegmarke.maps import map_content
from wegmarke.maps.editing import content_problems

SPACES = ["phases", "steps", "lanes", "touchpoints", "placements", "personas", "metrics", "buying_groups", "emotions"]
EXAMPLES = 300 if os.environ.get("WEGMARKE_NIGHTLY") else 25


def things(content, space):
    found = content.get(space, ())
    return [card for lane in content.get("lanes", ()) for card in lane.get("cards", ())] if space == "cards" else found


@given(maps(), st.sampled_from([*SPACES, "cards"]), st.sampled_from(["remove", "move", "set"]), st.integers(0, 5))
@settings(max_examples=EXAMPLES, deadline=None)
def test_undo_gives_back_what_was_there(journey_map, space, kind, place):
    draft = a_draft(json.loads(json.dumps(map_content(journey_map))))
    before = copy.deepcopy(draft.content)
    there = things(before, space)
    if not there:
        return
    thing = there[place % len(there)]["id"]
    lane = next((one["id"] for one in before["lanes"] if thing in [card["id"] for card in one.get("cards", ())]), "")
    words = {"field": "tags", "value": ["neu"]} if kind == "set" else {"lane": lane, "after": there[0]["id"]}

    [answer] = make(draft, an_edit(kind, space, thing, **words))
    if answer.refused is not None:
        assert answer.refused.code == "invalid", answer.refused.message
        return
    assert content_problems(draft.content) == []
    if not draft.made[-1].strokes:
        return
    make(draft, an_edit("undo", number=1))

    assert draft.content == before
