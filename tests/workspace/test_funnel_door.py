"""Funnels over steps as a workspace answers them, here and from another process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from wegmarke.domain import SetClock, UsageError
from wegmarke.workspace import FunnelGroups, FunnelSteps, Settings, Workspace, fill_with_demo, init, open_workspace

CLOCK = SetClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with init(tmp_path_factory.mktemp("funnels") / "ws", Settings(name="Test"), clock=CLOCK) as workspace:
        fill_with_demo(workspace, persons=60, seed=3)
        yield workspace


@pytest.fixture(scope="module")
def steps(owner: Workspace) -> FunnelSteps:
    phases = [phase.id for phase in owner.maps.get("fuchsberg").phases[:3]]
    return FunnelSteps((phases[0], f"{phases[1]}?", phases[2]), window="60 days")


def test_every_question_comes_back_equal_from_another_process(owner: Workspace, steps: FunnelSteps) -> None:
    with open_workspace(owner.folder.path) as guest:
        for ask in (
            lambda ws: ws.analytics.funnel("person", steps),
            lambda ws: ws.analytics.funnel("person", (steps.steps[0], steps.steps[2]), FunnelGroups("month")),
            lambda ws: ws.analytics.funnel_times("person", steps, conversions="all"),
            lambda ws: ws.analytics.funnel_curve("person", steps, from_step=1, to_step=3),
            lambda ws: ws.analytics.funnel_trend("person", steps, "week"),
            lambda ws: ws.analytics.funnel_dropped("person", steps, 1),
            lambda ws: ws.analytics.funnel_next("person", steps, 1),
        ):
            here, there = ask(owner), ask(guest)
            assert here.to_pyarrow().num_rows
            assert there.to_pyarrow().equals(here.to_pyarrow())
            assert there.definition == here.definition


def test_the_figures_of_one_funnel_fit_together(owner: Workspace, steps: FunnelSteps) -> None:
    door = owner.analytics
    counted = door.funnel("person", steps).to_pyarrow().to_pylist()

    assert counted[0]["units"] > counted[2]["units"] > 0
    assert door.funnel_dropped("person", steps, 1).to_pyarrow().num_rows == counted[0]["ended_here"]
    assert sum(door.funnel_next("person", steps, 1).to_pyarrow()["units"].to_pylist()) == counted[0]["ended_here"]
    trend = door.funnel_trend("person", steps).to_pyarrow()
    assert sum(trend["entered"].to_pylist()) == counted[0]["units"]
    assert sum(trend["converted"].to_pylist()) == counted[2]["units"]


def test_definitions_are_said_in_both_languages(owner: Workspace, steps: FunnelSteps) -> None:
    definition = owner.analytics.funnel("person", steps).definition

    assert "Window: 60 days, boundary included." in definition.text("en")
    assert "Zeitfenster: 60 Tage, Grenze eingeschlossen." in definition.text("de")


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda ws: ws.analytics.funnel(steps=FunnelSteps(window="3 days")), "window: expected steps"),
        (lambda ws: ws.analytics.funnel(steps=("tp_nothing", "tp_void")), r"steps\[2\]: expected some of"),
        (lambda ws: ws.analytics.funnel(steps=FunnelSteps(("a", "b"), "sideways", window="0 days")), "order: expected"),
        (lambda ws: ws.analytics.funnel_trend(steps=("a", "b"), length="eon"), "day, week, month, quarter"),
        (lambda ws: ws.analytics.funnel_dropped(steps=("a", "b"), step=2), "step: expected 1 to 1"),
        (lambda ws: ws.analytics.funnel_times(steps=("a", "b"), from_step=2), "from_step, to_step"),
    ],
)
def test_a_wrong_question_names_the_argument(owner: Workspace, ask, words) -> None:
    with pytest.raises(UsageError) as error:
        ask(owner)

    assert error.match(words)


def test_a_question_about_a_segment_or_rule_counts_these_units_only(owner: Workspace, steps: FunnelSteps) -> None:
    everybody = owner.analytics.funnel("person", steps).to_pyarrow()["units"][0].as_py()
    start = {"did": {"touchpoint": "t_webinar"}}

    door = owner.analytics.about(where=start)
    some = door.funnel("person", steps)

    assert 0 < some.to_pyarrow()["units"][0].as_py() < everybody
    assert "Where: " in str(some.definition)
    assert sum(door.funnel_trend("person", steps).to_pyarrow()["entered"].to_pylist()) == some.rows["units"][0].as_py()


def test_units_are_called_by_the_names_the_lists_have(owner: Workspace) -> None:
    listed = {line.account: line.label for line in owner.accounts.list(size=20).lines if line.label[0] != "#"}

    assert owner.analytics.named("account", tuple(listed)) == listed
    assert owner.analytics.named("opportunity", (1, 2)) == {}


def test_names_of_persons_are_shown_as_far_as_rights_go(owner: Workspace) -> None:
    known = {line.person: line.label for line in owner.persons.list(size=50).lines if line.label}
    seen = owner.analytics.named("person", tuple(known))

    assert seen == known
