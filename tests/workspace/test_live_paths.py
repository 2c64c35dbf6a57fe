"""The path index of a served workspace: ready soon, told every change, kept at close, and never of another state."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from event_builders import NOON, an_event, event_table
from held_paths import held

from wegmarke.domain import TOUCH_UNITS, SetClock, Unit
from wegmarke.events import Changed, rebuild, state_of_touches
from wegmarke.paths import index
from wegmarke.workspace import Settings, fill_with_demo, init, open_workspace
from wegmarke.workspace.questions import ask_in_one_state

SECONDS = 120
TODAY = datetime(2025, 6, 30, 12, tzinfo=UTC)


def take(workspace, *numbers, days=0):
    rows = [
        an_event(
            source_event_id=str(number),
            person=f"p{number % 5}",
            account=f"a{number % 3}",
            occurred_at=NOON + timedelta(hours=number, days=days),
        )
        for number in numbers
    ]
    workspace.stores.inbox.accept("crm", event_table(rows))
    workspace.stores.settle()


def built(workspace, unit):
    return held(index.PathIndex(workspace.stores.engine, unit).build())


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "ws"


@pytest.fixture
def workspace(folder):
    with init(folder, Settings(name="Test")) as opened:
        take(opened, *range(10))
        yield opened


@pytest.fixture
def live(workspace):
    workspace.stores.paths.start()
    assert workspace.stores.paths.wait_until_ready(SECONDS)
    return workspace.stores.paths


def test_who_asks_for_attempts_waits_for_the_first_index(workspace):
    paths = workspace.stores.paths
    paths.start()

    paths.wait_while_made()

    assert paths.wait_until_ready(0) or paths._begun < time.monotonic() - 20


def test_nobody_waits_for_an_index_that_is_not_made(workspace):
    begun = time.monotonic()

    workspace.stores.paths.wait_while_made()

    assert time.monotonic() - begun < 1


def test_who_does_not_start_it_has_none(workspace):
    assert workspace.stores.paths.person is None


def test_it_is_made_in_the_background(workspace, live):
    assert held(live.person) == built(workspace, "person")
    assert held(live.account) == built(workspace, "account")


def test_it_follows_each_settle(workspace, live):
    take(workspace, 11, 12)
    take(workspace, 13, days=-9)

    assert held(live.person) == built(workspace, "person")
    assert held(live.account) == built(workspace, "account")
    assert live.person.delta.touches > 0


def test_a_reader_keeps_what_it_began_with(workspace, live):
    began = live.person
    before = held(began)

    take(workspace, 11, 12)

    assert held(began) == before


def test_changes_while_it_is_made_are_not_lost(workspace):
    paths = workspace.stores.paths
    paths.start()
    for number in range(20, 40):
        take(workspace, number)

    assert paths.wait_until_ready(SECONDS)
    assert held(paths.account) == built(workspace, "account")


def test_touches_that_were_derived_aside_are_noticed(workspace, live):
    rebuild(workspace.stores.engine, workspace.stores.recognition())
    take(workspace, 11)

    assert live.wait_until_ready(SECONDS)
    assert held(live.person) == built(workspace, "person")


def test_what_is_kept_at_close_is_opened_again(folder):
    with init(folder, Settings(name="Test")) as workspace:
        take(workspace, *range(10))
        workspace.stores.paths.start()
        assert workspace.stores.paths.wait_until_ready(SECONDS)
        take(workspace, 11, 12)
        expected = held(workspace.stores.paths.person)
    files = {file: file.stat().st_mtime_ns for file in (folder / "files" / "paths" / "person").glob("base-*/*")}

    with open_workspace(folder) as again:
        again.stores.paths.start()
        assert again.stores.paths.wait_until_ready(SECONDS)
        assert held(again.stores.paths.person) == expected
        assert {file: file.stat().st_mtime_ns for file in files} == files


def test_an_answer_is_of_one_state(workspace, live):
    states = []

    def ask(touches):
        if not states:
            # another thread settles in the middle of the question
            other = threading.Thread(target=take, args=(workspace, 50))
            other.start()
            other.join()
        states.append(touches.indexes[Unit.PERSON].state)
        return touches.touches.count().to_pyarrow().as_py(), touches.indexes[Unit.PERSON].touches

    assert ask_in_one_state(workspace.stores, ask) == (10, 10)
    assert ask_in_one_state(workspace.stores, ask) == (11, 11)
    assert states[1] == workspace.stores.engine.in_one_state(state_of_touches)


def test_hooks_are_told_whose_touches_changed(workspace):
    told: list[Changed] = []
    workspace.stores.after_settle.append(told.append)

    take(workspace, 11)
    workspace.stores.settle()

    assert [(change.persons.size, change.accounts.size, change.is_all) for change in told] == [(1, 1, False)]


def test_a_hook_that_failed_is_told_that_everything_may_have_changed(workspace):
    told: list[bool] = []

    def fail_once(changed):
        told.append(changed.is_all)
        if len(told) == 1:
            raise RuntimeError("not today")

    workspace.stores.after_settle.append(fail_once)
    with pytest.raises(RuntimeError):
        take(workspace, 11)
    workspace.stores.settle()
    workspace.stores.settle()

    assert told == [False, True]


def test_hooks_find_the_index_of_the_state_they_are_told(workspace, live):
    states = []
    workspace.stores.after_settle.append(lambda changed: states.append((changed.state, live.person.state)))

    take(workspace, 11)

    assert states[0][0] == states[0][1]


@pytest.mark.parametrize("by", TOUCH_UNITS)
@pytest.mark.parametrize("span", [(None, None), (-200, None), (None, -100), (-300, -30)])
def test_analyses_say_the_same_with_the_index_and_without(demo, by, span):
    start, end = (None if days is None else TODAY + timedelta(days=days) for days in span)

    def asked():
        demo.stores.answers = type(demo.stores.answers)()
        return demo.analytics.paths(by, start=start, end=end)

    with_index = asked()
    ready, demo.stores.paths._ready = demo.stores.paths.ready, {}
    without = asked()
    demo.stores.paths._ready = ready

    assert ready
    assert with_index.rows.num_rows > 10
    assert with_index.rows.equals(without.rows)
    assert with_index.definition == without.definition


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    clock = SetClock(TODAY)
    with init(tmp_path_factory.mktemp("demo") / "ws", Settings(name="Demo"), clock=clock) as opened:
        fill_with_demo(opened, persons=150, seed=3)
        opened.stores.paths.start()
        assert opened.stores.paths.wait_until_ready(SECONDS)
        yield opened
