"""The door of scores: values, what they are made of, and thresholds that make stages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from event_builders import NOON, an_event, event_table

from wegmarke.domain import DocumentInvalid, NotFound, SetClock, UsageError
from wegmarke.domain.scores import ScoreUnit
from wegmarke.workspace import Settings, Workspace, init
from wegmarke.workspace.score_work import ScoreWork

DAY = timedelta(days=1)
WARM = """
id: warm
kind: engagement
title: {de: Wärme, en: Warmth}
scale: 100
parts:
  - {id: quote, title: {de: Angebot, en: Quote}, points: 50, rule: {event: quote_sent}}
  - {id: form, title: Form, points: 3, rule: {event: form_submitted}, most_per_day: 2}
  - {id: left, title: Left, points: -5, rule: {event: newsletter_unsubscribed}}
roles: [{role: decider, factor: 3}]
thresholds: [{id: mql, title: MQL, of: account, enter_at: 60, leave_below: 40}]
"""
STAGES = """
id: heat
title: Heat
subject: account
stages:
  - id: mql
    title: MQL
    rule:
      all:
        - {event: score_threshold_entered}
        - {field: properties.threshold, is: mql}
  - id: cold
    title: Cold
    side: true
    rule:
      all:
        - {event: score_threshold_left}
        - {field: properties.threshold, is: mql}
"""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON + 10 * DAY)


@pytest.fixture
def workspace(tmp_path: Path, clock: SetClock) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test"), clock=clock) as opened:
        offer(opened, "a", "quote_sent", 9, 0)
        offer(opened, "a", "quote_sent", 9.5, 1)
        for number in range(3):
            offer(opened, "a", "form_submitted", 8 + number / 100, number)
        offer(opened, "b", "newsletter_unsubscribed", 1)
        opened.scores.save(WARM, who="Ada", why="first")
        yield opened
        assert opened.check() == []


def offer(workspace: Workspace, who: str, name: str, day: float, number: int = 0, **changes: object) -> None:
    event = an_event(source_event_id=f"{who} {name} {day} {number}", account=who, person=who, name=name,
                     occurred_at=NOON + day * DAY, account_label=who.upper(), **changes)  # fmt: skip
    workspace.stores.inbox.accept("crm", event_table([event]), origins="door")
    workspace.stores.settle()


def test_scores_are_those_brought_along_and_those_saved(workspace: Workspace) -> None:
    found = workspace.scores.all()

    assert [(one.score, one.version) for one in found] == [("engagement", 0), ("fit", 0), ("grade", 0), ("warm", 1)]
    assert (found[-1].who, found[-1].why) == ("Ada", "first")


@pytest.mark.parametrize("unit", [ScoreUnit.PERSON, ScoreUnit.ACCOUNT])
def test_contributions_add_up_to_what_is_shown(workspace: Workspace, unit: ScoreUnit) -> None:
    for subject in (1, 2):
        found = workspace.scores.of("warm", subject, unit)

        assert sum(one.points for one in found.contributions) == found.points
        assert sum(one.share for one in found.contributions) == found.value


def test_contributions_name_the_events_that_count(workspace: Workspace) -> None:
    quote, form = workspace.scores.of("warm", 1, ScoreUnit.ACCOUNT).contributions

    assert (quote.part, quote.events, form.part, form.events) == ("quote", 2, "form", 2)
    assert [one.name for one in form.behind] == ["form_submitted"] * 3
    assert [one.points > 0 for one in form.behind] == [False, True, True]
    assert quote.words.de.startswith("Angebot: 2 Ereignisse, zuletzt am")
    assert quote.words.en.startswith("Quote: 2 events, the last on")


def test_top_lists_the_highest_first(workspace: Workspace) -> None:
    page = workspace.scores.top("warm", ScoreUnit.ACCOUNT)

    assert [(line.label, line.value > 0) for line in page.lines] == [("A", True), ("B", False)]
    assert page.total == 2


def test_distribution_counts_everybody_once(workspace: Workspace) -> None:
    for name in ("warm", "fit", "grade"):
        found = workspace.scores.distribution(name, ScoreUnit.ACCOUNT)

        assert sum(found.counts.values()) == found.total == 2


def test_a_score_is_as_of_any_instant(workspace: Workspace) -> None:
    assert workspace.scores.of("warm", 1, ScoreUnit.ACCOUNT, at=NOON + 7 * DAY).value == 0


def test_a_threshold_makes_a_stage(workspace: Workspace, clock: SetClock) -> None:
    workspace.stages.save(STAGES, from_beginning=True)

    clock.instant = NOON + 60 * DAY
    said = workspace.scores.follow()

    assert said == 1
    assert [(row.stage, row.event) for row in workspace.stages.history("1", "heat").rows] == [
        ("mql", "score_threshold_entered"), ("cold", "score_threshold_left"),
    ]  # fmt: skip
    assert workspace.scores.get("warm").thresholds[0].inside == 0


def test_a_crossing_is_said_once(workspace: Workspace) -> None:
    before = workspace.accounts.timeline(1).total

    assert workspace.scores.follow() == 0
    assert workspace.accounts.timeline(1).total == before


def test_crossings_are_said_while_a_workspace_is_served(workspace: Workspace, clock: SetClock) -> None:
    work = ScoreWork(workspace.stores)
    first = work.say()
    for number in range(3):
        offer(workspace, "b", "quote_sent", 9.9, number)

    said, again = work.say(), work.say()
    clock.instant = NOON + 60 * DAY
    faded = work.say()
    work.leave()

    assert (first, said, again, faded) == (0, 1, 0, 2)
    assert workspace.accounts.timeline(2).total == 1 + 3 + 2


def test_scores_that_nobody_saved_say_nothing(tmp_path: Path, clock: SetClock) -> None:
    with init(tmp_path / "other", Settings(name="Test"), clock=clock) as opened:
        for number in range(20):
            offer(opened, "a", "webinar_attended", 9, number)

        assert opened.scores.follow() == 0
        assert opened.scores.of("engagement", 1, ScoreUnit.ACCOUNT).value > 60


def test_plan_says_whom_a_document_would_change(workspace: Workspace) -> None:
    plan = workspace.scores.rehearse(WARM.replace("points: 50", "points: 1"))

    assert (plan.version, plan.is_new, plan.changed, plan.leaves) == (2, True, 1, {"mql": 1})
    assert [(one.where, one.before, one.after) for one in plan.differences] == [("parts[quote].points", "50", "1")]


def test_all_problems_of_a_document_are_told_together(workspace: Workspace) -> None:
    text = WARM.replace("points: 50", "points: 0").replace("leave_below: 40", "leave_below: 70")

    with pytest.raises(DocumentInvalid) as caught:
        workspace.scores.save(text)

    assert [problem.where.split(" ")[0] for problem in caught.value.problems] == [
        "parts[0].points", "thresholds[0].leave_below",
    ]  # fmt: skip


def test_a_fit_score_asks_about_fields_alone(workspace: Workspace) -> None:
    text = "{id: f, kind: fit, title: F, parts: [{id: a, title: A, points: 1, rule: {did: {event: quote_sent}}}]}"

    with pytest.raises(DocumentInvalid, match="score document") as caught:
        workspace.scores.save(text)

    assert caught.value.problems[0].expected == "a rule on fields alone"


def test_another_base_is_refused(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="written from version 1"):
        workspace.scores.save(WARM.replace("50", "60"), base=0)


def test_a_removed_score_is_gone_and_one_brought_along_holds_again(workspace: Workspace) -> None:
    workspace.scores.remove("warm")

    with pytest.raises(NotFound, match="engagement, fit, grade"):
        workspace.scores.get("warm")
    with pytest.raises(UsageError, match="brought along"):
        workspace.scores.remove("fit")
