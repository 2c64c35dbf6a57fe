"""Persons joined and parted by hand while events come in, the process killed with SIGKILL at any moment.

Each act has happened as a whole, with its audit entry, or not at all; touches are those of a store derived anew.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from datetime import timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from event_builders import NOON, an_event, event_table

from wegmarke import events
from wegmarke.domain.identity_rules import IdentityRules, SharedDevices
from wegmarke.privacy import read_entries
from wegmarke.workspace import Settings, Workspace, init, open_workspace

CYCLES = 100 if os.environ.get("WEGMARKE_NIGHTLY") else 4
TOUCHES = "SELECT * EXCLUDE (touchpoint) FROM touch ORDER BY event_id"
PAIR = (1, 2)
"""Numbers of the first two users, and of their persons."""

ACTS = ("joined", "link_removed", "link_restored", "split", "rules_changed")


def take(workspace: Workspace, turn: int, *, most: int = 30) -> None:
    """Take events in: users, the mail address of each, and a tablet that all of them use."""
    rows = (
        []
        if turn
        else [
            an_event(source_event_id=user, person_identifiers=[{"kind": "user_id", "value": user}])
            for user in ("u0", "u1")
        ]
    )
    for number in range(most):
        names = [("user_id", f"u{number % 6}"), ("email", f"m{number % 6}@x.example"), ("anonymous_id", "tablet")]
        chosen = (names[2:], names[::2], names[:2])[number % 3]
        identifiers = [{"kind": kind, "value": value} for kind, value in chosen]
        at = NOON + timedelta(days=(turn * 7 + number * 5) % 120)
        key = f"{turn}-{number}"
        rows.append(an_event(source_event_id=key, occurred_at=at, sequence=number, person_identifiers=identifiers))
    workspace.stores.inbox.accept("crm", event_table(rows))


def act(folder: Path, first: int, is_ready: Event, done: Path) -> None:
    """Decide one thing after the other until killed; writes down which was decided last."""
    with open_workspace(folder) as workspace:
        is_ready.set()
        for turn in range(first, first + 10_000):
            take(workspace, turn + 1)
            decide(workspace, turn)
            # In one step: a kill leaves the number before it or this one.
            done.with_suffix(".new").write_text(str(turn))
            done.with_suffix(".new").replace(done)


def decide(workspace: Workspace, turn: int) -> None:
    one, other = PAIR
    match turn % 5:
        case 0:
            workspace.persons.merge(one, other, f"turn {turn}")
        case 1:
            workspace.persons.split(one, other, f"turn {turn}")
        case 2:
            workspace.persons.restore(one, other, f"turn {turn}")
        case 3:
            workspace.persons.split(one, other, f"turn {turn}")
        case _:
            modes = list(SharedDevices)
            rules = IdentityRules(shared_devices=modes[turn // 5 % 3], look_back_days=1 + turn % 40)
            workspace.identity.change(rules, f"turn {turn}")


def last_turn(workspace: Workspace) -> int:
    """Return the number of the last act that has an audit entry, -1 where there is none."""
    entries = [entry for entry in read_entries(workspace.stores.state, most=10_000) if entry.act in ACTS]
    turns = [int(str(entry.what["why"]).split()[1]) for entry in entries]
    assert turns == sorted(set(turns), reverse=True), "an act left two entries"
    assert turns == list(range(turns[0], -1, -1)) if turns else True, "an act left no entry"
    return turns[0] if turns else -1


@pytest.mark.kill
@pytest.mark.timeout(1800)
def test_an_act_happens_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    folder, done = tmp_path / "ws", tmp_path / "done"
    with init(folder, Settings(name="Test")) as workspace:
        take(workspace, 0)
        workspace.stores.settle()
    chance, context, turn = random.Random(5), multiprocessing.get_context("forkserver"), 0
    context.set_forkserver_preload(["wegmarke.workspace"])

    for cycle in range(CYCLES):
        is_ready = context.Event()
        child = context.Process(target=act, args=(folder, turn, is_ready, done))
        child.start()
        assert is_ready.wait(60)
        child.join(chance.uniform(0.0, 2.0))
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()

        with open_workspace(folder) as workspace:
            workspace.stores.settle()
            last = last_turn(workspace)
            said = max(turn - 1, int(done.read_text()) if done.exists() else -1)
            assert said <= last <= said + 1, f"cycle {cycle}"
            assert states(workspace, last), f"cycle {cycle}: turn {last} has an entry and did not happen"
            assert workspace.check() == [], f"cycle {cycle}"
            touches = workspace.stores.engine.query(TOUCHES)
            events.rebuild(workspace.stores.engine, workspace.stores.recognition())
            assert touches.equals(workspace.stores.engine.query(TOUCHES)), f"cycle {cycle}"
        turn = last + 1

    assert turn > CYCLES


def states(workspace: Workspace, last: int) -> bool:
    """Tell whether what the last acts decided is what the stores say."""
    one, other = PAIR
    query = "SELECT state FROM link WHERE subject = 'person' AND identifier = ? AND other = ?"
    with workspace.stores.state.read() as connection:
        state = connection.exec_driver_sql(query, (min(one, other), max(one, other))).scalar()
    rows = workspace.stores.engine.query("SELECT identifier, owner FROM person_owner").to_pylist()
    owners = {row["identifier"]: row["owner"] for row in rows}
    is_one = owners[one] == owners[other]
    return last < 0 or (is_one, state) == ((True, "joined") if last % 5 in (0, 2) else (False, "removed"))
