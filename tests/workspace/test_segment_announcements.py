"""Entering and leaving as events: once, whatever is killed when, and never because of themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from event_builders import NOON, an_event, event_table

from wegmarke import segments
from wegmarke.domain import DocumentInvalid, SetClock
from wegmarke.workspace import Settings, Workspace, init, open_workspace

DAY = timedelta(days=1)
WARM = """
id: warm
title: Warm
subject: person
announces: true
rule: {did: {event: quote_opened, within: 30 days}}
"""
GREETED = """
id: greeted
title: Greeted
subject: person
announces: true
rule: {did: {event: segment_entered, where: {field: properties.segment, is: warm}}}
"""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON + 100 * DAY)


@pytest.fixture
def workspace(tmp_path: Path, clock: SetClock) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test"), clock=clock) as opened:
        offer(opened, "ada", 90)
        yield opened
        assert opened.check() == []


@pytest.fixture
def first(tmp_path: Path, clock: SetClock) -> Workspace:
    """A workspace that the test closes itself, as far as a kill lets it."""
    opened = init(tmp_path / "ws", Settings(name="Test"), clock=clock)
    offer(opened, "ada", 90)
    return opened


def offer(workspace: Workspace, person: str, day: float, kind: str = "email") -> None:
    event = an_event(
        source_event_id=f"{person} {day}", name="quote_opened", occurred_at=NOON + day * DAY, account="acme",
        person_identifiers=[{"kind": kind, "value": f"{person}@acme.example"}],
    )  # fmt: skip
    workspace.stores.inbox.accept("crm", event_table([event]), origins="door")
    workspace.stores.settle()


def announced(workspace: Workspace) -> Counter[tuple[str, str, int]]:
    rows = workspace.stores.engine.query(
        "SELECT name, properties['segment'] AS segment, person FROM events WHERE source = 'wegmarke'"
    ).to_pylist()
    return Counter((row["name"], row["segment"], row["person"]) for row in rows)


def test_entering_and_leaving_are_events(workspace, clock):
    workspace.segments.save(WARM)
    clock.instant = NOON + 121 * DAY
    workspace.stores.pass_time()

    assert announced(workspace) == {("segment_entered", "warm", 1): 1, ("segment_left", "warm", 1): 1}


def test_segment_that_does_not_ask_announces_nothing(workspace):
    workspace.segments.save(WARM.replace("announces: true", ""))

    assert announced(workspace) == {}


def test_rule_may_ask_about_announcements_of_others(workspace):
    workspace.segments.save(WARM)
    workspace.segments.save(GREETED)

    offer(workspace, "bob", 99)

    assert workspace.segments.get("greeted").size == 2
    assert announced(workspace)["segment_entered", "greeted", 2] == 1


@pytest.mark.parametrize(
    "rule",
    [
        "{did: {event: segment_entered}}",
        "{did_not: {where: {field: source, is: wegmarke}}}",
        "{last: {where: {field: channel, exists: false}, when: {within: 1 minutes}}}",
        "{did: {event: order_placed, since: {event: segment_left}}}",
        "{did: {event: segment_entered, where: {field: properties.segment, is: greeted}}}",
    ],
    ids=["by name", "by source", "by what is missing", "by a moment", "over another one"],
)
def test_announcing_because_one_announced_is_refused(workspace, rule):
    workspace.segments.save(WARM)
    workspace.segments.save(GREETED)

    with pytest.raises(DocumentInvalid, match="no circle of segments"):
        workspace.segments.save(WARM.split("rule:")[0] + f"rule: {rule}")


def test_somebody_known_by_a_device_alone_is_inside_and_not_announced(workspace):
    workspace.segments.save(WARM)

    offer(workspace, "cookie", 99, kind="cookie")

    assert workspace.segments.get("warm").size == 2
    assert announced(workspace) == {("segment_entered", "warm", 1): 1}


def test_kill_before_the_inbox_has_them_loses_none(first, clock, tmp_path, monkeypatch):
    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(first.stores.inbox, "accept", die)
        with pytest.raises(SystemExit):
            first.segments.save(WARM)
    first.close()

    with open_workspace(tmp_path / "ws", clock=clock) as again:
        assert announced(again) == {("segment_entered", "warm", 1): 1}


def test_kill_after_the_inbox_has_them_makes_none_twice(first, clock, tmp_path, monkeypatch):
    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(segments.announcements, "_settle", die)
        with pytest.raises(SystemExit):
            first.segments.save(WARM)
    first.close()

    with open_workspace(tmp_path / "ws", clock=clock) as again:
        assert announced(again) == {("segment_entered", "warm", 1): 1}


def test_events_that_were_stored_and_not_judged_are_judged_when_opened(first, clock, tmp_path):
    first.segments.save(WARM)
    # What a kill between the store and the state leaves.
    first.stores.after_settle.clear()
    offer(first, "bob", 99)
    assert first.segments.get("warm").size == 1
    first.close()

    with open_workspace(tmp_path / "ws", clock=clock) as again:
        assert again.segments.get("warm").size == 2


def test_version_that_was_kept_and_not_judged_is_judged_when_opened(first, clock, tmp_path, monkeypatch):
    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(first.stores.segments.upkeep, "judge_everybody", die)
        with pytest.raises(SystemExit):
            first.segments.save(WARM)
    first.close()

    with open_workspace(tmp_path / "ws", clock=clock) as again:
        assert again.segments.get("warm").size == 1


def test_judging_again_changes_nothing(workspace):
    workspace.segments.save(WARM)
    before = workspace.segments.subjects("warm")

    workspace.stores.segments.upkeep.judge_everybody()
    workspace.stores.segments.upkeep.advance(None)

    assert workspace.segments.subjects("warm") == before
    assert workspace.segments.changes("warm", 1)[0].entered == 1
