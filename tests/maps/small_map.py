"""A small map as plain values."""

from __future__ import annotations


def small_content() -> dict[str, object]:
    """A small valid map as plain values; tests change one thing in it."""
    return {
        "id": "small",
        "title": {"de": "Klein", "en": "Small"},
        "personas": [{"id": "buyer", "name": "Buyer", "roles": ["buyer"]}],
        "phases": [
            {"id": "lead", "title": "Lead", "canonical": "consideration"},
            {"id": "won", "title": "Won", "canonical": "decision"},
        ],
        "steps": [{"id": "ask", "phase": "lead", "title": "Ask"}, {"id": "sign", "phase": "won", "title": "Sign"}],
        "touchpoints": [
            {"id": "form", "title": "Form", "rule": {"event": "form_submitted"}},
            {"id": "deal", "title": "Deal", "rule": {"event": "deal_won"}},
        ],
        "placements": [{"step": "ask", "touchpoint": "form"}, {"step": "sign", "touchpoint": "deal"}],
        "lanes": [{"id": "questions", "type": "question", "cards": [{"phase": "lead", "text": "Why?"}]}],
        "emotions": [{"phase": "lead", "value": 0}],
        "metrics": [{"id": "rate", "title": "Rate", "measure": "conversion", "phase": "lead", "target": 0.1}],
    }
