from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from wegmarke.domain import CanonicalPhase, NotFound
from wegmarke.maps import TEMPLATES, emotion_word, lint_map, load_map, new_map_from_template, vocabulary

ROOT = Path(__file__).parents[2]
EXAMPLES = ["olist", "online_retail"]
LISTS = [name for name in vars(vocabulary) if name.isupper()]


@pytest.mark.parametrize("name", LISTS)
def test_every_word_of_a_list_has_two_names(name):
    names = getattr(vocabulary, name)

    assert all(label.de and label.en for label in names.values())
    assert len({label.de for label in names.values()}) == len(names)


def test_every_canonical_phase_has_a_name():
    assert set(vocabulary.PHASES) == set(CanonicalPhase)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (-2, "very dissatisfied"),
        (-1.4, "dissatisfied"),
        (-0.5, "neutral"),
        (0.2, "neutral"),
        (0.6, "satisfied"),
        (2, "very satisfied"),
    ],
)
def test_emotion_has_a_word(value, word):
    assert emotion_word(value).en == word


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_says_everything_in_both_languages(name):
    hints = lint_map(new_map_from_template(name))

    assert [hint.code for hint in hints] == ["only_assumptions"]


KINDS = {
    "advertisement", "blog", "fair", "white_paper", "retargeting", "product_page", "sales_talk", "demo", "trial",
    "data_sheet", "delivery", "support", "survey", "review", "event", "newsletter", "referral",
}  # fmt: skip


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_shows_every_kind_of_touchpoint(name):
    journey_map = new_map_from_template(name)
    placed = {placement.touchpoint for placement in journey_map.placements}

    assert {tag for point in journey_map.touchpoints if point.id in placed for tag in point.tags} == KINDS
    assert all(point.rule for point in journey_map.touchpoints)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_fills_every_phase_with_work(name):
    journey_map = new_map_from_template(name)
    phases = {phase.id for phase in journey_map.phases}
    touchpoints = Counter(journey_map.phase_of_touchpoint().values())
    known = {improvement.id for improvement in journey_map.improvements}

    assert {phase for phase in phases if touchpoints[phase] < 2} == set()
    assert {phase for improvement in journey_map.improvements for phase in improvement.phases} == phases
    assert {phase for initiative in journey_map.initiatives for phase in initiative.phases} == phases
    assert {one for initiative in journey_map.initiatives for one in initiative.improvements} == known
    assert all(initiative.owner and initiative.metric for initiative in journey_map.initiatives)
    assert all(improvement.pains and improvement.metric for improvement in journey_map.improvements)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_has_personas_for_the_roles_that_decide(name):
    played = {role for persona in new_map_from_template(name).personas for role in persona.roles}

    assert {"initiator"} < played
    assert played & {"decider", "economic_buyer", "approver"}
    assert played & {"buyer", "gatekeeper"}
    assert played & {"end_user", "influencer", "technical_evaluator"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_teams_of_a_template_read_in_both_languages(name):
    same_in_both = {"Marketing", "Service"}

    owners = {initiative.owner for initiative in new_map_from_template(name).initiatives}

    assert {owner for owner in owners if owner not in same_in_both and " / " not in owner} == set()


def test_unknown_template_names_the_known_ones():
    with pytest.raises(NotFound, match="b2b-default"):
        new_map_from_template("b2c")


@pytest.fixture(scope="module")
def template():
    return new_map_from_template("b2b-default")


def test_template_covers_the_way_from_awareness_to_exit(template):
    assert [phase.canonical for phase in template.phases] == [
        "awareness",
        "consideration",
        "decision",
        "service",
        "retention",
        "advocacy",
        "exit",
    ]


def test_template_fills_every_lane_in_every_phase(template):
    phases = {phase.id for phase in template.phases}

    assert [lane.id for lane in template.lanes if {card.phase for card in lane.cards} != phases] == []
    assert max(sum(card.phase == phase for card in lane.cards) for lane in template.lanes for phase in phases) <= 3


def test_template_measures_and_feels_every_phase(template):
    measured = {metric.phase for metric in template.metrics if metric.phase}
    measured |= {template.phase_of_touchpoint()[m.touchpoint] for m in template.metrics if m.touchpoint}

    assert measured == {phase.id for phase in template.phases}
    assert {emotion.phase for emotion in template.emotions} == measured


def test_template_events_are_documented(template):
    docs = (ROOT / "docs" / "maps.md").read_text(encoding="utf-8")
    names = {
        name for touchpoint in template.touchpoints for name in re.findall(r"[a-z]+_[a-z_]+", touchpoint.rule.text)
    }

    missing = {name for name in names if f"`{name}`" not in docs} - set(vocabulary.CHANNELS)
    assert missing == set()


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_map_is_complete(name):
    journey_map = load_map((ROOT / "examples" / name / "map.yaml").read_text(encoding="utf-8"))

    assert {hint.code for hint in lint_map(journey_map)} <= {"only_assumptions", "metric_without_target"}
    assert journey_map.status == "live"


def test_olist_map_tells_unknown_from_missing_origin():
    journey_map = load_map((ROOT / "examples" / "olist" / "map.yaml").read_text(encoding="utf-8"))
    rules = {touchpoint.id: touchpoint.rule.tree for touchpoint in journey_map.touchpoints}

    assert rules["lead_unknown"]["all"][1] == {"field": "properties.origin", "is": "unknown"}
    assert rules["lead_without_origin"]["all"][1] == {"field": "properties.origin", "exists": False}


def test_map_in_the_documentation_is_valid():
    docs = (ROOT / "docs" / "maps.md").read_text(encoding="utf-8")
    text = re.search(r"```yaml\n(format: .*?)```", docs, re.DOTALL).group(1)

    assert lint_map(load_map(text)) == []
