"""Touchpoint rules through the front door: priority, coverage, plans, and what applying them leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wegmarke.domain import DocumentInvalid, NotFound, RuleInvalid
from wegmarke.domain.recognition import TouchpointChange
from wegmarke.rules import matches, parse_rule
from wegmarke.workspace import Settings, Workspace, dump_map, fill_with_demo, init, open_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with init(tmp_path_factory.mktemp("recognition") / "acme", Settings(name="acme")) as opened:
        fill_with_demo(opened, persons=120)
        yield opened


def touches_of(workspace: Workspace, touchpoint: str) -> int:
    return next(line.touches for line in workspace.recognition.touchpoints() if line.touchpoint == touchpoint)


def test_rules_come_in_order_of_priority_with_what_they_recognise(workspace: Workspace) -> None:
    lines = [line for line in workspace.recognition.touchpoints() if line.priority]

    assert [line.priority for line in lines] == list(range(1, len(lines) + 1))
    assert sum(line.touches for line in lines) == workspace.overview().touches


@pytest.mark.parametrize("rule", [
    {"event": "newsletter_opened"},
    {"not": {"event": ["newsletter_opened", "content_viewed"]}},
    {"field": "properties.path", "like": "*/*"},
    {"all": [{"field": "channel", "is": "email"}, {"not": {"field": "properties.path", "exists": True}}]},
    {"event": "never_sent"},
])  # fmt: skip
def test_how_many_events_a_rule_matches(workspace: Workspace, rule: dict[str, object]) -> None:
    checked = parse_rule(rule)
    stored = workspace.stores.engine.query("SELECT * FROM events").to_pylist()

    found = workspace.recognition.preview(rule)

    assert (found.events, found.of) == (sum(matches(checked, as_read(row)) for row in stored), len(stored))


def as_read(row: dict[str, object]) -> dict[str, object]:
    """Return an event as the plain evaluator reads it."""
    names = {"name": "name", "channel": "channel", "source": "source"}
    return {field: row[column] for field, column in names.items()} | {"properties": dict(row["properties"] or [])}


def test_a_plan_changes_nothing(workspace: Workspace) -> None:
    before = workspace.recognition.touchpoints()

    plan = workspace.recognition.rehearse_change(TouchpointChange("t_article", rule=""))

    assert plan.recognised_after < plan.recognised_before
    assert workspace.recognition.touchpoints() == before


def test_a_rule_given_back_as_it_was_brings_everything_back(workspace: Workspace) -> None:
    before = workspace.recognition.touchpoints()
    held = next(line for line in before if line.touchpoint == "t_article")

    workspace.recognition.apply_change(TouchpointChange("t_article", rule=""))
    taken = touches_of(workspace, "t_article")
    workspace.recognition.apply_change(TouchpointChange("t_article", rule=held.rule))

    assert taken == 0
    assert workspace.recognition.touchpoints() == before
    assert workspace.check() == []


def test_a_plan_says_what_applying_it_does(workspace: Workspace) -> None:
    change = TouchpointChange("t_newsletter", rule="event: [newsletter_opened, content_viewed]", place=1)
    held = next(line for line in workspace.recognition.touchpoints() if line.touchpoint == "t_newsletter")
    place = workspace.maps.get(held.map_id).touchpoints.index(
        next(one for one in workspace.maps.get(held.map_id).touchpoints if one.id == "t_newsletter")
    )
    plan = workspace.recognition.rehearse_change(change)

    done = workspace.recognition.apply_change(change)

    assert done == plan
    came = sum(move.touches for move in plan.moves if move.after == "t_newsletter")
    went = sum(move.touches for move in plan.moves if move.before == "t_newsletter")
    assert touches_of(workspace, "t_newsletter") == held.touches + came - went
    workspace.recognition.apply_change(TouchpointChange("t_newsletter", rule=held.rule, place=place + 1))
    assert touches_of(workspace, "t_newsletter") == held.touches


def test_a_map_document_is_rehearsed_as_if_it_were_kept(workspace: Workspace) -> None:
    held = workspace.maps.list()[0]
    plan = workspace.recognition.rehearse(dump_map(workspace.maps.get(held.id)))

    assert (plan.is_new, plan.touches, plan.phases, plan.moves) == (False, 0, 0, ())


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (TouchpointChange("t_nowhere", rule="event: a"), NotFound),
        (TouchpointChange("t_article", rule="evnt: a"), RuleInvalid),
        (TouchpointChange("t_article", place=0), DocumentInvalid),
    ],
    ids=["unknown touchpoint", "wrong rule", "no such place"],
)
def test_what_cannot_be_changed_is_refused(
    workspace: Workspace, change: TouchpointChange, error: type[Exception]
) -> None:
    with pytest.raises(error):
        workspace.recognition.rehearse_change(change)


def test_another_process_asks_the_owner(workspace: Workspace, tmp_path: Path) -> None:
    with open_workspace(workspace.folder.path) as other:
        assert not other.is_owner
        assert other.recognition.coverage(3) == workspace.recognition.coverage(3)
        assert other.recognition.touchpoints() == workspace.recognition.touchpoints()
