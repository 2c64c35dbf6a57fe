"""A small map whose texts are awkward for diagrams: signs of their syntax, commas in names, two languages."""

from __future__ import annotations

import json

from wegmarke.maps import JourneyMap, load_map

CONTENT = {
    "id": "offer",
    "title": {"de": "Angebot", "en": "Offer: 5 %; now"},
    "personas": [{"id": "cfo", "name": "CFO, Berlin"}],
    "phases": [
        {"id": "look", "title": {"de": "Suchen", "en": "Look"}, "canonical": "awareness"},
        {"id": "buy", "title": "Buy", "canonical": "decision"},
    ],
    "steps": [
        {"id": "ask", "phase": "look", "title": "Ask"},
        {"id": "sign", "phase": "buy", "title": "Sign #1"},
        {"id": "wait", "phase": "buy", "title": "Wait"},
    ],
    "touchpoints": [
        {"id": "form", "title": {"de": "Formular", "en": "Form"}},
        {"id": "paper", "title": "Paper"},
    ],
    "placements": [
        {"id": "p1", "step": "ask", "touchpoint": "form", "roles": ["initiator", "buyer"]},
        {"id": "p2", "step": "sign", "touchpoint": "paper", "personas": ["cfo"]},
    ],
    "emotions": [
        {"id": "e1", "placement": "p1", "value": -1.6},
        {"id": "e2", "step": "sign", "value": 2, "basis": "measured", "n": 12},
        {"id": "e3", "step": "sign", "value": -2},
    ],
    "lanes": [{"id": "pains", "type": "pain", "cards": [{"id": "c1", "placement": "p2", "text": "%%{init: {}}%%"}]}],
    "metrics": [
        {"id": "csat", "title": "CSAT", "measure": "satisfaction", "property": "x", "touchpoint": "form"},
    ],
}


def a_map() -> JourneyMap:
    """Return the map."""
    return load_map(json.dumps(CONTENT))
