"""What is wrong with a question is said in German on German pages, phrase by phrase."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from fake_workspace import a_reader
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.analytics.funnels import Breakdown, Exclusion, FunnelPlan, FunnelStep, LabelFrom, Span, read_plan
from wegmarke.analytics.funnels.plan import plan_problems
from wegmarke.domain import Language, UsageError
from wegmarke.paths import Counting, StepOrder
from wegmarke.web.problem_words import problem_text

GERMAN, ENGLISH = (a_reader(language) for language in (Language.DE, Language.EN))
GROUPS = {place: (place,) for place in ("tp_a", "tp_b", "tp_c")}
ENGLISH_WORDS = re.compile(r"\b(the|with|steps?|numbers?|touchpoints?|leave|write|expected|got)\b", re.I)
PLACES = st.lists(st.sampled_from(["tp_a", "tp_b", "tp_x"]), max_size=2).map(tuple)
TIMES = st.sampled_from([None, timedelta(0), timedelta(days=7)])
STEPS = st.builds(FunnelStep, PLACES, st.none(), st.booleans(), TIMES)
EXCLUSIONS = st.builds(Exclusion, PLACES, st.none(), st.integers(0, 3), st.sampled_from([None, 1, 2, 9]))


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        FunnelPlan, st.lists(STEPS, max_size=4).map(tuple), st.sampled_from(StepOrder), st.sampled_from(Counting),
        TIMES,
        st.lists(EXCLUSIONS, max_size=2).map(tuple),
    )
)  # fmt: skip
def test_all_problems_of_funnels_are_known(plan):
    groups = Breakdown("origin", LabelFrom.STEP, 9, 0)
    problems = [*plan_problems(plan, GROUPS), *groups.problems(plan), *Span(3, 2).problems(plan)]

    said = problem_text(UsageError("The funnel cannot be counted as it was asked:", problems=problems), GERMAN)

    assert said.head == "Der Funnel lässt sich so nicht zählen:"
    assert len(said.lines) == len(problems)
    assert [line for line in said.lines if ENGLISH_WORDS.search(line)] == []


def test_words_that_cannot_be_read_are_known():
    _, problems = read_plan(["?", "tp_a < soon"], order="odd", window="long", exclusions=["tp_a a b"])

    said = problem_text(UsageError("The funnel cannot be counted as it was asked:", problems=problems), GERMAN)

    assert len(said.lines) == 5
    assert [line for line in said.lines if ENGLISH_WORDS.search(line)] == []


@pytest.mark.parametrize(
    ("message", "german"),
    [
        (
            "positions: expected a number from 2 to 20; got '99'.",
            "Positionen: Erwartet wird eine Zahl von 2 bis 20, angegeben ist '99'.",
        ),
        (
            "from, to: expected a period that ends after it begins; got 2025-03-01 to 2025-01-01.",
            "Von, bis: Erwartet wird ein Zeitraum, der nach seinem Beginn endet, angegeben ist 2025-03-01 bis "
            "2025-01-01.",
        ),
        (
            "segment: expected one of the segments of this workspace (none yet); got 'x'.",
            "Segment: Erwartet wird ein Segment dieses Arbeitsbereichs (none yet), angegeben ist 'x'.",
        ),
        (
            "by: expected one of person, account; got 'tribe'.",
            "Einheit: Erwartet wird einer der Werte person, account, angegeben ist 'tribe'.",
        ),
    ],
)
def test_single_sentences_are_known(message, german):
    assert problem_text(UsageError(message), GERMAN).head == german
    assert problem_text(UsageError(message), ENGLISH).head == message


def test_what_nobody_translated_stays_english_and_says_so():
    said = problem_text(UsageError("Something else went wrong"), GERMAN)

    assert (said.head, said.language) == ("Something else went wrong", "en")


def test_definitions_name_titles_but_leave_words_alone():
    from wegmarke.web.titles import Titles

    titles = Titles(touchpoints={"tp_demo": "Vorführung", "order": "Bestellung"}, phases={"ph_a": "Anfang"})

    said = titles.in_text("Schritte: tp_demo|ph_a → tp_demo_2 (order).", Language.DE)

    assert said == "Schritte: „Vorführung“|„Anfang“ → tp_demo_2 (order)."
    assert replace(titles, touchpoints={}).in_text("tp_demo", Language.EN) == "tp_demo"
