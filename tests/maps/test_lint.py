from __future__ import annotations

import json
from pathlib import Path

import pytest

from wegmarke.maps import lint, lint_map, load_map

DOCS = Path(__file__).parents[2] / "docs" / "maps.md"


def hints_of(content):
    return [(hint.code, hint.where) for hint in lint_map(load_map(json.dumps(content)))]


def drop(content, *place):
    *way, last = place
    for step in way:
        content = content[step]
    del content[last]


CASES = {
    "touchpoint_without_rule": (lambda c: drop(c, "touchpoints", 0, "rule"), "touchpoints[0]"),
    "touchpoint_unplaced": (
        lambda c: c["touchpoints"].append({"id": "x", "title": "X", "rule": {"event": "x"}}),
        "touchpoints[2]",
    ),
    "touchpoint_in_several_phases": (
        lambda c: c["placements"].append({"step": "sign", "touchpoint": "form"}),
        "touchpoints[0]",
    ),
    "rule_twice": (lambda c: c["touchpoints"][1].update(rule={"event": "form_submitted"}), "touchpoints[1]"),
    "phase_without_touchpoint": (lambda c: drop(c, "placements", 1), "phases[1]"),
    "phase_without_step": (
        lambda c: c["phases"].append({"id": "next", "title": "Next", "canonical": "service"}),
        "phases[2]",
    ),
    "phase_order": (lambda c: c["phases"][0].update(canonical="service"), "phases[1]"),
    "metric_without_target": (lambda c: drop(c, "metrics", 0, "target"), "metrics[0]"),
    "metric_without_rule": (
        lambda c: (
            drop(c, "touchpoints", 0, "rule"),
            c["metrics"][0].update(touchpoint="form"),
            drop(c, "metrics", 0, "phase"),
        ),
        "metrics[0]",
    ),
    "metric_without_next_phase": (lambda c: c["metrics"][0].update(phase="won"), "metrics[0]"),
    "metric_thresholds": (lambda c: c["metrics"][0].update(attention=0.02, alert=0.05), "metrics[0]"),
    "persona_without_role": (lambda c: drop(c, "personas", 0, "roles"), "personas[0]"),
    "language_missing": (lambda c: c["steps"][0].update(title={"de": "Fragen"}), "steps[0].title"),
    "only_assumptions": (lambda c: drop(c, "personas", 0, "evidence"), "personas"),
}


@pytest.fixture
def content(content):
    content["personas"][0]["evidence"] = "interview"
    return content


def test_good_map_has_no_hints(content):
    assert hints_of(content) == []


@pytest.mark.parametrize("code", lint.CODES)
def test_each_hint_is_found_at_its_place(content, code):
    change, where = CASES[code]

    change(content)

    assert (code, where) in hints_of(content)


@pytest.mark.parametrize("code", lint.CODES)
def test_each_hint_speaks_both_languages(content, code):
    CASES[code][0](content)

    hint = next(hint for hint in lint_map(load_map(json.dumps(content))) if hint.code == code)

    assert hint.text.de
    assert hint.text.en
    assert hint.text.de != hint.text.en


def test_map_in_one_language_is_not_nagged(content):
    text = json.dumps(content).replace('{"de": "Klein", "en": "Small"}', '{"de": "Klein"}')
    for word in ("Buyer", "Lead", "Won", "Ask", "Sign", "Form", "Deal", "Why?", "Rate"):
        text = text.replace(f'"{word}"', f'{{"de": "{word}"}}')

    assert lint_map(load_map(text)) == []


@pytest.mark.parametrize("code", lint.CODES)
def test_each_hint_is_documented(code):
    assert f"`{code}`" in DOCS.read_text(encoding="utf-8")
