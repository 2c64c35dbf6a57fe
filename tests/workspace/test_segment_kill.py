"""Segments kept up to date by a process that is killed with SIGKILL at any moment while memberships are written.

Nobody is lost or in twice, and every entry and exit is told by exactly one event.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections import Counter
from datetime import timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from event_builders import NOON, an_event, event_table

from wegmarke.workspace import Settings, Workspace, init, open_workspace

CYCLES = 100 if os.environ.get("WEGMARKE_NIGHTLY") else 3
PERSONS, BATCH = 40, 25
DOCUMENTS = (
    "{id: trying, title: T, subject: person, announces: true, "
    "rule: {all: [{did: {event: trial_begun}}, {did_not: {event: trial_ended, since: {event: trial_begun}}}]}}",
    "{id: often, title: O, subject: person, announces: true, rule: {did: {event: trial_begun, at_least: 2}}}",
    "{id: both, title: B, subject: person, announces: true, intersection: [trying, often]}",
    "{id: rest, title: R, subject: account, announces: true, rule: {did_not: {event: trial_ended}}}",
)
STAYS = """
SELECT s.id, subject, since, until FROM (
    SELECT segment, subject, since, NULL AS until FROM segment_present UNION ALL
    SELECT segment, subject, since, until FROM segment_past
) JOIN segment s ON s.number = segment
"""
TOLD = """
SELECT e.properties['segment'] AS segment, c.text AS name, coalesce(t.person, t.account) AS subject, count(*) AS events
FROM touch t JOIN event e USING (event_id) JOIN code c ON c.kind = 'event' AND c.code = t.event
WHERE c.text IN ('segment_entered', 'segment_left') GROUP BY ALL
"""


def begin_and_end(turn: int) -> list[dict[str, object]]:
    """Return events that let some persons begin a trial and others end one; who and when follows from the turn."""
    chance = random.Random(turn)
    return [
        an_event(
            source_event_id=f"{turn}-{number}", name=chance.choice(["trial_begun", "trial_ended"]),
            person_identifiers=[{"kind": "email", "value": f"p{(person := chance.randrange(PERSONS))}@x.example"}],
            account=f"a{person % 7}", occurred_at=NOON + timedelta(seconds=turn, milliseconds=number),
        )
        for number in range(BATCH)
    ]  # fmt: skip


def go_on(folder: Path, first: int, is_ready: Event) -> None:
    """Take one batch in after the other until killed."""
    with open_workspace(folder) as workspace:
        is_ready.set()
        for turn in range(first, first + 10_000):
            workspace.stores.inbox.accept("crm", event_table(begin_and_end(turn)))
            workspace.stores.settle()


def present(workspace: Workspace) -> dict[str, list[int]]:
    return {
        line.id: sorted(row.number for row in workspace.segments.subjects(line.id, size=500).rows)
        for line in workspace.segments.all()
    }


def stays(workspace: Workspace) -> list[tuple[str, int, int, int | None]]:
    with workspace.stores.state.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(STAYS)]


def told(workspace: Workspace) -> Counter[tuple[str, str, int]]:
    rows = workspace.stores.engine.query(TOLD).to_pylist()
    return Counter({(row["segment"], row["name"], row["subject"]): row["events"] for row in rows})


@pytest.mark.kill
@pytest.mark.timeout(1800)
def test_no_membership_is_lost_or_told_twice(tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    with init(folder, Settings(name="Test")) as workspace:
        for text in DOCUMENTS:
            workspace.segments.save(text)
    chance, context, turn = random.Random(11), multiprocessing.get_context("forkserver"), 0
    context.set_forkserver_preload(["wegmarke.workspace"])

    for cycle in range(CYCLES):
        is_ready = context.Event()
        child = context.Process(target=go_on, args=(folder, turn, is_ready))
        child.start()
        assert is_ready.wait(60)
        child.join(chance.uniform(0.0, 1.5))
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()

        with open_workspace(folder) as workspace:
            workspace.stores.settle()
            workspace.stores.announce_segments()
            found, kept = present(workspace), stays(workspace)
            in_it = sorted((name, subject) for name, subject, _, until in kept if until is None)
            assert in_it == sorted((name, number) for name, those in found.items() for number in those)
            entered = Counter((name, "segment_entered", subject) for name, subject, *_ in kept)
            left = Counter((name, "segment_left", subject) for name, subject, _, until in kept if until is not None)
            assert told(workspace) == entered + left, f"cycle {cycle}"
            workspace.stores.segments.upkeep.judge_everybody()
            assert present(workspace) == found, f"cycle {cycle}: somebody was lost"
            assert workspace.check() == [], f"cycle {cycle}"
        turn += 1_000

    assert sum(entered.values()) > 10 * CYCLES
