"""Everything that can be wrong with a map is reported, with place and remedy, all at once."""

from __future__ import annotations

import json

import pytest

from wegmarke.domain import DocumentInvalid
from wegmarke.maps import load_map


def problems_of(text):
    with pytest.raises(DocumentInvalid) as caught:
        load_map(text)
    return caught.value.problems


def put(content, place, value):
    spot = content
    for step in place[:-1]:
        spot = spot[step]
    if value is ...:
        del spot[place[-1]]
    else:
        spot[place[-1]] = value


CASES = [
    (("id",), ..., "id", "missing_field"),
    (("id",), "", "id", "missing_field"),
    (("id",), "mit Leerzeichen", "id", "bad_id"),
    (("id",), "../etc", "id", "bad_id"),
    (("id",), "x" * 101, "id", "bad_id"),
    (("title",), ..., "title", "missing_field"),
    (("title",), {"de": ""}, "title", "missing_field"),
    (("title",), 3, "title", "wrong_type"),
    (("title",), {"de": 3}, "title.de", "wrong_type"),
    (("title",), "a\x00b", "title", "bad_character"),
    (("title",), "\ud800", "title", "bad_character"),
    (("title",), "x" * 10_001, "title", "too_long"),
    (("status",), "lvie", "status", "unknown_value"),
    (("state",), "ist", "state", "unknown_value"),
    (("time_zone",), "Europe/Berlim", "time_zone", "unknown_zone"),
    (("time_zone",), "../../etc/passwd", "time_zone", "unknown_zone"),
    (("format",), "journey-map/3", "format", "unknown_format"),
    (("phases",), {"lead": {}}, "phases", "wrong_type"),
    (("phases", 0), "lead", "phases[0]", "wrong_type"),
    (("phases", 0, "id"), ..., "phases[0].id", "missing_field"),
    (("phases", 0, "canonical"), ..., "phases[0].canonical", "missing_field"),
    (("phases", 0, "canonical"), "purchase", "phases[0].canonical", "unknown_value"),
    (("phases", 0, "canonical"), ["decision"], "phases[0].canonical", "unknown_value"),
    (("phases", 0, "expected_days"), "30", "phases[0].expected_days", "wrong_type"),
    (("phases", 0, "expected_days"), True, "phases[0].expected_days", "wrong_type"),
    (("phases", 0, "expected_days"), 10**400, "phases[0].expected_days", "wrong_type"),
    (("phases", 0, "expected_days"), -1, "phases[0].expected_days", "out_of_range"),
    (("lanes",), [{"id": "a", "type": "text"}, {"id": "a", "type": "need"}], "lanes[1].id", "duplicate_id"),
    (("steps", 0, "phase"), "leed", "steps[0].phase", "unknown_reference"),
    (("steps", 0, "optional"), "yes", "steps[0].optional", "wrong_type"),
    (("personas", 0, "roles"), ["user"], "personas[0].roles[0]", "unknown_value"),
    (("personas", 0, "roles"), "buyer", "personas[0].roles", "wrong_type"),
    (("personas", 0, "evidence"), "hearsay", "personas[0].evidence", "unknown_value"),
    (("touchpoints", 0, "channel"), "fax machine", "touchpoints[0].channel", "unknown_value"),
    (("touchpoints", 0, "mode"), "both", "touchpoints[0].mode", "unknown_value"),
    (("touchpoints", 0, "influence"), "some", "touchpoints[0].influence", "unknown_value"),
    (("touchpoints", 0, "ownership"), "rented", "touchpoints[0].ownership", "unknown_value"),
    (("touchpoints", 0, "rule"), {"evnt": "x"}, "touchpoints[0].rule", "not_a_rule"),
    (("touchpoints", 0, "rule"), {"all": [{"event": 3}]}, "touchpoints[0].rule.all[0].event", "wrong_type"),
    (("placements", 0, "touchpoint"), "from", "placements[0].touchpoint", "unknown_reference"),
    (("placements", 0, "step"), "aks", "placements[0].step", "unknown_reference"),
    (("placements", 1), {"step": "ask", "touchpoint": "form"}, "placements[1]", "duplicate"),
    (("lanes", 0, "type"), "opportunity", "lanes[0].type", "unknown_value"),
    (("lanes", 0, "cards", 0, "phase"), "leed", "lanes[0].cards[0].phase", "unknown_reference"),
    (("lanes", 0, "cards", 0, "phase"), ..., "lanes[0].cards[0]", "anchor"),
    (("lanes", 0, "cards", 0, "step"), "ask", "lanes[0].cards[0]", "anchor"),
    (("lanes", 0, "cards", 0, "severity"), 6, "lanes[0].cards[0].severity", "out_of_range"),
    (("lanes", 0, "cards", 0, "severity"), 2.5, "lanes[0].cards[0].severity", "wrong_type"),
    (("lanes", 0, "cards", 0, "text"), "", "lanes[0].cards[0].text", "missing_field"),
    (("emotions", 0, "value"), 2.1, "emotions[0].value", "out_of_range"),
    (("emotions", 0, "persona"), "nobody", "emotions[0].persona", "unknown_reference"),
    (("emotions",), [{"phase": "lead", "value": 0}, {"phase": "lead", "value": 1}], "emotions[1]", "duplicate"),
    (("metrics", 0, "phase"), ..., "metrics[0]", "anchor"),
    (("metrics", 0, "touchpoint"), "form", "metrics[0]", "anchor"),
    (("metrics", 0, "target"), -0.1, "metrics[0].target", "out_of_range"),
    (("metrics", 0, "target"), 12, "metrics[0].target", "out_of_range"),
    (("metrics", 0, "measure"), "clicks", "metrics[0].measure", "unknown_value"),
    (("metrics", 0, "measure"), "nps", "metrics[0].property", "missing_field"),
    (("metrics", 0, "direction"), "sideways", "metrics[0].direction", "unknown_value"),
]


@pytest.mark.parametrize(("place", "value", "where", "code"), CASES, ids=lambda value: str(value)[:40])
def test_one_mistake_gives_one_problem(content, place, value, where, code):
    put(content, place, value)

    problems = problems_of(json.dumps(content))

    assert [(problem.where, problem.code) for problem in problems] == [(where, code)]


@pytest.mark.parametrize(("place", "value", "where", "code"), CASES, ids=lambda value: str(value)[:40])
def test_every_problem_says_what_to_do(content, place, value, where, code):
    put(content, place, value)

    (problem,) = problems_of(json.dumps(content))

    assert problem.expected
    assert problem.came
    assert problem.remedy.endswith((".", "…"))


def test_all_mistakes_come_together(content):
    put(content, ("status",), "lvie")
    put(content, ("phases", 0, "canonical"), "purchase")
    put(content, ("touchpoints", 0, "rule"), {"event": ""})
    put(content, ("placements", 1, "touchpoint"), "nowhere")
    put(content, ("metrics", 0, "phase"), ...)
    put(content, ("emotions", 0, "value"), 3)

    where = {problem.where for problem in problems_of(json.dumps(content))}

    assert where == {
        "status",
        "phases[0].canonical",
        "touchpoints[0].rule.event",
        "placements[1].touchpoint",
        "metrics[0]",
        "emotions[0].value",
    }


def test_negative_target_is_refused_except_for_scores(content):
    put(content, ("metrics", 0), {"id": "m", "title": "N", "measure": "nps", "property": "score", "phase": "lead"})
    content["metrics"][0]["target"] = -10

    assert load_map(json.dumps(content)).metrics[0].target == -10


def test_problem_names_the_line():
    text = "id: small\ntitle: Small\nphases:\n  - id: lead\n    title: Lead\n    canonical: purchase\n"

    (problem,) = problems_of(text)

    assert problem.where == "phases[0].canonical (line 6)"


def test_missing_field_names_the_line_of_its_part():
    text = "id: small\ntitle: Small\nphases:\n  - id: lead\n    title: Lead\n"

    (problem,) = problems_of(text)

    assert problem.where == "phases[0].canonical (line 4)"


@pytest.mark.parametrize("text", ["", "~", "just words", "- a\n- b", "[]"])
def test_text_that_is_no_map_is_refused(text):
    assert problems_of(text)[0].where == "map"
