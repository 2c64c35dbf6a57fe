"""The tracking plan, rejected events and the books through the front door, here and from another process's side."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from event_builders import NOON, an_event, event_table

from wegmarke.domain import DocumentInvalid, NotFound, SetClock, UsageError
from wegmarke.domain.views import RejectedChoice
from wegmarke.workspace import Settings, Workspace, init, open_workspace

PLAN = """\
format: tracking-plan/1
unknown_events: reject
events:
  - name: quote_sent
    properties: {seats: number}
"""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON + timedelta(days=300))


@pytest.fixture
def workspace(tmp_path: Path, clock: SetClock) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test"), clock=clock) as opened:
        yield opened
        assert opened.check() == []


@pytest.fixture
def guest(workspace: Workspace) -> Iterator[Workspace]:
    with open_workspace(workspace.folder.path) as opened:
        assert not opened.is_owner
        yield opened


def offer(workspace: Workspace, *events: dict[str, object]) -> None:
    workspace.stores.inbox.accept("crm", event_table(list(events)))
    workspace.stores.settle()


def test_plan_holds_at_once_and_after_opening_again(tmp_path, clock):
    with init(tmp_path / "ws", clock=clock) as workspace, open_workspace(tmp_path / "ws") as guest:
        assert guest.plan.read() is None
        kept = guest.plan.put(PLAN)
        offer(workspace, an_event(), an_event(name="page_viewed"))
        assert (kept, guest.plan.history()) == (workspace.plan.read(), [(1, clock.now())])
        assert workspace.overview().events == 1

    with open_workspace(tmp_path / "ws", clock=clock) as again:
        offer(again, an_event(name="page_closed", source_event_id="3"))
        assert again.overview().events == 1
        assert again.plan.coverage().version == 1


def test_plan_with_problems_is_not_kept(guest):
    with pytest.raises(DocumentInvalid) as caught:
        guest.plan.put(PLAN.replace("number", "many").replace("reject", "maybe"))

    assert len(caught.value.problems) == 2
    assert guest.plan.read() is None


def test_rejected_event_is_corrected_and_replayed_from_afar(workspace, guest):
    guest.plan.put(PLAN)
    offer(workspace, an_event(properties=[("seats", "many")]))
    (row,) = guest.rejected.rows()
    choice = RejectedChoice(reason="wrong_type")
    assert guest.rejected.page(choice).total == 1
    assert (guest.rejected.replay(row.id).refused, guest.rejected.replay_all(choice).refused) == (1, 1)

    edited = guest.rejected.edit(row.id, row.payload.replace("many", "7"))
    report = guest.rejected.replay(row.id)

    assert (edited.edited is not None, report.accepted, guest.rejected.get(row.id).outcome) == (True, 1, "stored")
    assert workspace.overview().events == 1
    assert [group.rows for group in guest.rejected.groups(RejectedChoice(state="replayed"))] == [1]


def test_after_the_plan_has_changed_all_rows_can_be_replayed(workspace):
    workspace.plan.put(PLAN)
    offer(workspace, *(an_event(name="page_viewed", source_event_id=str(n)) for n in range(5)))

    workspace.plan.put(PLAN + "  - name: page_viewed\n")
    report = workspace.rejected.replay_all(RejectedChoice(reason="unknown_event"))

    assert (report.accepted, workspace.overview().events) == (5, 5)


def test_erasing_says_what_is_not_there(workspace):
    workspace.plan.put(PLAN)
    offer(workspace, an_event(name="x"))
    (row,) = workspace.rejected.rows()

    assert workspace.rejected.erase(row.id) == 1
    with pytest.raises(NotFound):
        workspace.rejected.erase(row.id)
    assert workspace.rejected.erase_all() == 0


def test_rows_vanish_when_the_workspace_opens_after_their_time(tmp_path, clock):
    with init(tmp_path / "old", Settings(rejected_days=7), clock=clock) as workspace:
        offer(workspace, an_event(source_event_id=""))
    clock.move(timedelta(days=7))
    with open_workspace(tmp_path / "old", clock=clock) as workspace:
        assert len(workspace.rejected.rows()) == 1
        assert workspace.rejected.erase_old(8) == 0
    clock.move(timedelta(seconds=1))

    with open_workspace(tmp_path / "old", clock=clock) as workspace:
        assert workspace.rejected.rows() == []
        (line,) = workspace.health().books
        assert (line.received, line.rejected) == (1, 1)


def test_row_of_a_file_cannot_be_replayed(workspace, tmp_path):
    (tmp_path / "deals.csv").write_text("id,won\n1,2025-02-30\n")
    (tmp_path / "recipe.yaml").write_text(
        "format: recipe/1\nsource: crm\nfiles: {deals: deals.csv}\n"
        "events: [{name: deal_won, from: deals, id: id, time: won}]\n"
    )
    workspace.sources.import_files((tmp_path / "deals.csv",), tmp_path / "recipe.yaml")
    (row,) = workspace.rejected.rows()

    with pytest.raises(UsageError, match="import again"):
        workspace.rejected.replay(row.id)


def test_health_shows_hours_waiting_and_the_last_commit(workspace, guest, clock):
    clock.instant = datetime(2026, 1, 5, 9, 59, tzinfo=UTC)
    offer(workspace, an_event(), an_event(source_event_id=""))
    clock.move(timedelta(minutes=2))
    workspace.stores.inbox.accept("crm", event_table([an_event(source_event_id="2")]))
    clock.move(timedelta(minutes=2))

    found = guest.health()

    assert [(line.hour, line.received, line.stored, line.rejected, line.waiting) for line in found.hours] == [
        (clock.now().timestamp() // 3600 - 1, 2, 1, 1, 0),
        (clock.now().timestamp() // 3600, 1, 0, 0, 1),
    ]
    assert (found.waiting, found.rejected, found.rejected_days, found.broken) == (1, 1, 90, ())
    assert found.last_at == clock.now() - timedelta(minutes=2)
    assert 0 < found.disk_free <= found.disk_total


def test_hours_before_the_last_48_count_in_the_totals_alone(workspace, clock):
    offer(workspace, an_event())
    clock.move(timedelta(hours=48))

    found = workspace.health()

    assert (found.hours, found.books[0].received) == ((), 1)


@pytest.mark.parametrize(
    ("database", "statement"),
    [
        ("inbox", "UPDATE tally SET received = received + 1 WHERE hour = (SELECT max(hour) FROM tally)"),
        ("inbox", "UPDATE tally SET hour = hour - 1 WHERE hour = (SELECT max(hour) FROM tally)"),
        ("inbox", "DELETE FROM tally WHERE hour = (SELECT max(hour) FROM tally)"),
        ("events", "UPDATE tally SET stored = stored - 1 WHERE stored > 0"),
        ("events", "UPDATE tally SET hour = hour + 1"),
    ],
)
def test_check_names_the_hour_whose_books_do_not_balance(tmp_path, clock, database, statement):
    with init(tmp_path / "broken", clock=clock) as workspace:
        offer(workspace, an_event())
        clock.move(timedelta(hours=3))
        offer(workspace, an_event(source_event_id="2"))
        assert workspace.check() == []

        if database == "inbox":
            with workspace.stores.inbox_database.write() as connection:
                connection.exec_driver_sql(statement)
        else:
            with workspace.stores.engine.write() as session:
                session.run(statement)

        assert any("books of crm, hour 2025-12-28T" in sentence for sentence in workspace.check())
        assert workspace.health().broken


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("INSERT INTO event SELECT * FROM event", "events: expected every event once"),
        ("DELETE FROM touch", "touches: expected one for each"),
        ("UPDATE event_total SET touches = 7", "totals: expected 1 touches to be counted there; got 7."),
        ("DELETE FROM person_end", "person_ends: expected 1 persons"),
        ("DELETE FROM account_end", "account_ends: expected 1 accounts"),
    ],
)
def test_check_names_what_does_not_follow_from_the_events(tmp_path, clock, statement, sentence):
    with init(tmp_path / "broken", clock=clock) as workspace:
        offer(workspace, an_event(person="p", account="a"))
        assert workspace.check() == []

        with workspace.stores.engine.write() as session:
            session.run(statement)

        assert any(sentence in found for found in workspace.check())


def test_books_balance_at_every_moment_while_events_arrive(workspace):
    # Wrong reading prevented: the two halves are read one after the other, and an event that is stored in between
    # is in one of them only.
    stop = threading.Event()

    def arrive() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            workspace.stores.inbox.accept("crm", event_table([an_event(source_event_id=str(number % 50))]))
            workspace.stores.settle_inbox()

    thread = threading.Thread(target=arrive)
    thread.start()
    try:
        found = [sentence for _ in range(60) for sentence in workspace.health().broken]
    finally:
        stop.set()
        thread.join()
    workspace.stores.settle()

    assert found == []
