"""Stage models as documents: everything wrong is said at once, and what is written reads the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from stage_builders import FUNNEL, SALES, models

from wegmarke.domain import DocumentInvalid
from wegmarke.stages import DEFAULTS, StageModel, default_model, dump_model, load_model

WRONG = """\
format: stage-model/1
id: funnel
title: Funnel
subject: account
stages:
  - {id: lead, title: Lead, rule: {event: []}}
  - {id: lead, title: Lead again}
  - {id: "a b", title: Blank, rule: {event: x}, source_names: [New]}
  - {id: gone, title: Gone, rule: {event: y}, goes_to: [nowhere, gone]}
  - {id: empty, title: Empty, rule: {event: z}, goes_to: []}
  - {title: Nameless, rule: {event: w}}
"""


def problems(text: str) -> dict[str, str]:
    with pytest.raises(DocumentInvalid) as refused:
        load_model(text)
    return {problem.where: problem.code for problem in refused.value.problems}


def test_all_problems_are_said_together_with_their_lines():
    assert problems(WRONG) == {
        "stages[0].rule.event (line 6)": "empty_list",
        "stages[1].id (line 7)": "duplicate_id",
        "stages[1].rule (line 7)": "missing_field",
        "stages[2].id (line 8)": "bad_id",
        "stages[2].source_names (line 8)": "misfit",
        "stages[3].goes_to[0] (line 9)": "unknown_reference",
        "stages[3].goes_to[1] (line 9)": "self_reference",
        "stages[4].goes_to (line 10)": "empty_list",
        "stages[5].id (line 11)": "missing_field",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "invalid"),
        ("[]", "invalid"),
        ("format: stage-model/9\n", "unknown_format"),
        ("id: m\ntitle: M\nsubject: tree\nstages: [{id: a, title: A, rule: {event: x}}]", "unknown_value"),
        ("id: m\ntitle: M\nsubject: account\n", "no_stages"),
        ("id: m\ntitle: M\nsubject: account\nstages: [{id: a, title: A, rule: {event: x}, side: true}]", "no_stages"),
        (SALES.replace("[Closed Won]", "[Neu]"), "duplicate"),
        ("id: &a m\n", "anchor"),
    ],
)
def test_what_is_no_model_is_refused(text, code):
    assert code in problems(text).values()


@pytest.mark.parametrize("text", [FUNNEL, SALES])
def test_model_is_written_as_it_is_read(text):
    model = load_model(text)

    assert load_model(dump_model(model)) == model
    assert dump_model(load_model(dump_model(model))) == dump_model(model)


@settings(max_examples=100, deadline=None)
@given(model=models())
def test_any_model_survives_writing(model: StageModel):
    assert load_model(dump_model(model)) == model


def test_fields_of_a_newer_program_are_kept():
    text = FUNNEL.replace("side: true", "side: true\n    colour: red") + "owner: Ines\n"

    assert "colour: red" in dump_model(load_model(text))
    assert "owner: Ines" in dump_model(load_model(text))


@pytest.mark.parametrize("name", DEFAULTS)
def test_models_that_are_brought_along_speak_both_languages(name):
    model = default_model(name)

    assert model.id == name
    assert all(title.de and title.en for title in (model.title, *(stage.title for stage in model.stages)))


def test_account_goes_through_the_usual_stages():
    ids = [stage.id for stage in default_model("account").stages]

    assert ids == ["anonymous", "lead", "mql", "sql", "opportunity", "customer", "lost", "churned"]


def test_one_goes_forwards_and_aside_unless_the_model_says_otherwise():
    model = load_model(FUNNEL)
    by_id = {stage.id: stage for stage in model.stages}

    assert model.goes_to(by_id["opportunity"]) == ("customer", "churned")
    assert model.goes_to(by_id["churned"]) == ("opportunity", "customer")
