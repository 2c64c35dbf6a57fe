"""Group commit: many wait, one writes, everybody is answered, and nothing is half-done."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest
import sqlalchemy as sa
from event_builders import OpenStores, open_stores_in
from http_builders import a_message

from wegmarke.ingest import GroupCommit, LocalReader, Outcome, ProcessReader, Ways, rejected
from wegmarke.ingest.books import received_and_rejected
from wegmarke.ingest.commit import MOST_BYTES
from wegmarke.sources import http
from wegmarke.state import Database

WAYS = Ways("Europe/Berlin", nobody=("null",))


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def commit(stores: OpenStores) -> Iterator[GroupCommit]:
    opened = GroupCommit(stores.inbox_database, stores.inbox, LocalReader(WAYS), stores.clock)
    yield opened
    opened.close()


def a_parcel(*ids: str, source: str = "shop", body: bytes | None = None, received_at: int = 0) -> http.Parcel:
    written = json.dumps({"batch": [a_message(messageId=one) for one in ids]}).encode()
    return http.Parcel(http.Sender(source), "batch", received_at or 1_741_003_200_000_000, body or written)


def send(commit: GroupCommit, parcel: http.Parcel) -> Outcome:
    answers: Queue[Outcome] = Queue()
    assert commit.submit(parcel, answers.put)
    return answers.get(timeout=30)


def stored_ids(stores: OpenStores) -> list[str]:
    while stores.sink.run_once():
        pass
    found = stores.engine.query("SELECT count(*) AS n, count(DISTINCT event_id) AS d FROM event").to_pylist()[0]
    assert found["n"] == found["d"]
    return [found["n"]]


def test_answer_comes_after_the_commit(stores: OpenStores, commit: GroupCommit):
    outcome = send(commit, a_parcel("a", "b"))

    assert (outcome.accepted, outcome.refusals, outcome.is_stored) == (2, (), True)
    assert received_and_rejected(stores.inbox_database) == {"shop": (2, 0)}
    assert stores.inbox.waiting() == 2


def test_many_threads_share_rounds_and_nothing_is_lost(stores: OpenStores, commit: GroupCommit):
    answers: Queue[Outcome] = Queue()

    def work(number: int) -> None:
        for turn in range(20):
            while not commit.submit(
                a_parcel(f"{number}-{turn}-x", f"{number}-{turn}-y", source=f"s{turn % 3}"), answers.put
            ):
                pass

    threads = [threading.Thread(target=work, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(answers.get(timeout=30).accepted for _ in range(640)) == 1280
    with stores.inbox_database.read() as connection:
        packets = connection.scalar(sa.text("SELECT count(*) FROM packet"))
    assert packets < 400
    assert stored_ids(stores) == [1280]


def test_refusals_find_their_request_and_place(stores: OpenStores, commit: GroupCommit):
    late = a_message(messageId="l", timestamp="2125-01-01T00:00:00Z")
    body = json.dumps({"batch": [a_message(messageId=None), a_message(messageId="g"), late, a_message(userId="null")]})
    answers: Queue[tuple[str, Outcome]] = Queue()

    for name, parcel in (("good", a_parcel("a")), ("mixed", a_parcel(body=body.encode())), ("last", a_parcel("z"))):
        assert commit.submit(parcel, lambda outcome, name=name: answers.put((name, outcome)))
    found = dict(answers.get(timeout=30) for _ in range(3))

    assert [(one.place, one.reason) for one in found["mixed"].refusals] == [
        (0, "missing_id"), (2, "future_time"), (3, "illegal_id"),
    ]  # fmt: skip
    assert [found[name].accepted for name in ("good", "mixed", "last")] == [1, 1, 1]
    kept = {(row.file, row.line, row.reason) for row in rejected.rows(stores.inbox_database)}
    assert kept == {
        ("POST /v1/batch", 1, "missing_id"),
        ("POST /v1/batch", 3, "future_time"),
        ("POST /v1/batch", 4, "illegal_id"),
    }
    assert received_and_rejected(stores.inbox_database) == {"shop": (6, 3)}


def test_body_refused_whole_is_kept_and_counted(stores: OpenStores, commit: GroupCommit):
    outcome = send(commit, a_parcel(body=b"{no json"))

    assert (outcome.whole, outcome.accepted) == (400, 0)
    (row,) = rejected.rows(stores.inbox_database)
    assert (row.reason, row.payload) == ("not_json", "{no json")


def test_message_sent_again_later_is_a_duplicate_and_no_conflict(stores: OpenStores, commit: GroupCommit):
    # Wrong reading prevented: the corrected time differs by the delay, so the repetition says something else.
    body = json.dumps(
        {
            "batch": [a_message(timestamp="2025-03-03T11:59:00Z"), a_message(messageId="m2")],
            "sentAt": "2025-03-03T12:00:00Z",
        }
    ).encode()

    for minutes in (0, 7):
        send(commit, a_parcel(body=body, received_at=1_741_003_200_000_000 + minutes * 60_000_000))

    done = stores.sink.run_once()
    assert done is not None
    assert (done.stored, done.duplicate, done.conflict) == (2, 2, 0)


def test_same_id_that_says_something_else_is_a_conflict(stores: OpenStores, commit: GroupCommit):
    for person in ("u1", "u2"):
        send(commit, a_parcel(body=json.dumps({"batch": [a_message(userId=person)]}).encode()))

    done = stores.sink.run_once()
    assert done is not None
    assert (done.stored, done.duplicate, done.conflict) == (1, 0, 1)


@pytest.mark.parametrize(
    "message", ["database or disk is full", "disk I/O error", "attempt to write a readonly database"]
)
def test_disk_that_takes_nothing_refuses_cleanly_and_recovers(
    stores: OpenStores, commit: GroupCommit, monkeypatch, message
):
    send(commit, a_parcel("before"))
    real = Database.write

    def fail(self):
        raise sa.exc.OperationalError("COMMIT", {}, Exception(message))

    monkeypatch.setattr(Database, "write", fail)
    outcome = send(commit, a_parcel("during"))
    assert (outcome.is_stored, outcome.accepted) == (False, 0)
    assert message in str(commit.trouble)
    assert received_and_rejected(stores.inbox_database) == {"shop": (1, 0)}

    monkeypatch.setattr(Database, "write", real)
    assert send(commit, a_parcel("after")).is_stored
    assert commit.trouble is None
    assert stored_ids(stores) == [2]


def test_full_disk_for_real(stores: OpenStores, commit: GroupCommit):
    # SQLite's own limit of pages gives the error of a full disk at the n-th write.
    with stores.inbox_database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    stores.inbox_database.engine.dispose()

    def limit(connection, _record):
        connection.execute(f"PRAGMA max_page_count={pages + 20}")

    sa.event.listen(stores.inbox_database.engine, "connect", limit)
    text = os.urandom(20_000).hex()
    accepted, refused = 0, 0
    for number in range(12):
        body = json.dumps({"batch": [a_message(messageId=str(number), properties={"a": text})]}).encode()
        outcome = send(commit, a_parcel(body=body))
        accepted, refused = accepted + outcome.accepted, refused + (not outcome.is_stored)
    assert accepted
    assert refused
    assert received_and_rejected(stores.inbox_database) == {"shop": (accepted, 0)}

    sa.event.remove(stores.inbox_database.engine, "connect", limit)
    stores.inbox_database.engine.dispose()
    assert send(commit, a_parcel("later")).is_stored
    assert stored_ids(stores) == [accepted + 1]


def test_disk_that_cannot_even_be_asked_refuses_and_recovers(stores: OpenStores):
    # Wrong reading prevented: the thread that writes ends with its first error, and nobody is answered ever after.
    is_broken = [True]

    def has_room() -> bool:
        if is_broken[0]:
            raise OSError(5, "Input/output error")
        return True

    commit = GroupCommit(stores.inbox_database, stores.inbox, LocalReader(WAYS), stores.clock, has_room=has_room)
    assert not send(commit, a_parcel("during")).is_stored
    is_broken[0] = False

    assert send(commit, a_parcel("after")).is_stored
    commit.close()


class HeldReader(LocalReader):
    def __init__(self) -> None:
        super().__init__(WAYS)
        self.begun, self.go_on = threading.Event(), threading.Event()

    def read(self, parcels):
        self.begun.set()
        assert self.go_on.wait(30)
        return super().read(parcels)


def test_too_much_waiting_is_turned_away_and_memory_is_bounded(stores: OpenStores):
    reader, answers = HeldReader(), Queue[Outcome]()
    commit = GroupCommit(stores.inbox_database, stores.inbox, reader, stores.clock, most_requests=5)

    taken = [commit.submit(a_parcel(str(number)), answers.put) for number in range(9)]
    assert taken == [True] * 5 + [False] * 4
    reader.go_on.set()
    for _ in range(5):
        assert answers.get(timeout=30).accepted == 1

    assert send(commit, a_parcel("later")).is_stored
    commit.close()


def test_bytes_that_wait_are_bounded_too(stores: OpenStores):
    reader, answers = HeldReader(), Queue[Outcome]()
    commit = GroupCommit(stores.inbox_database, stores.inbox, reader, stores.clock)
    assert commit.submit(a_parcel("first"), answers.put)
    assert reader.begun.wait(30)

    large = a_parcel(body=b" " * (MOST_BYTES // 4))
    taken = [commit.submit(large, answers.put) for _ in range(6)]

    assert taken == [True, True, True, False, False, False]
    reader.go_on.set()
    commit.close()
    assert answers.qsize() == 4


def test_closing_writes_what_waits(stores: OpenStores):
    answers: Queue[Outcome] = Queue()
    commit = GroupCommit(stores.inbox_database, stores.inbox, LocalReader(WAYS), stores.clock)
    for number in range(50):
        commit.submit(a_parcel(str(number)), answers.put)

    commit.close()

    assert answers.qsize() == 50
    assert not commit.submit(a_parcel("late"), answers.put)
    assert stores.inbox.waiting() == 50


def test_fault_of_one_request_does_not_hold_up_the_others(stores: OpenStores, monkeypatch):
    reader, answers = HeldReader(), Queue[tuple[str, Outcome]]()
    real = type(stores.inbox).judge

    def judge(self, events, *rest, **more):
        if "bad" in events["source_event_id"].to_pylist():
            raise ValueError("boom")
        return real(self, events, *rest, **more)

    monkeypatch.setattr(type(stores.inbox), "judge", judge)
    commit = GroupCommit(stores.inbox_database, stores.inbox, reader, stores.clock)
    for name, source in (("one", "crm"), ("bad", "crm"), ("two", "crm"), ("three", "shop")):
        commit.submit(a_parcel(name, source=source), lambda outcome, name=name: answers.put((name, outcome)))
    reader.go_on.set()

    found = dict(answers.get(timeout=30) for _ in range(4))
    commit.close()

    assert [found[name].accepted for name in ("one", "bad", "two", "three")] == [1, 0, 1, 1]
    assert (found["bad"].is_stored, found["bad"].whole) == (True, 422)
    (row,) = rejected.rows(stores.inbox_database)
    assert row.reason == "crashed"
    assert "ValueError: boom (" in row.message
    assert "judge" in row.message
    assert stored_ids(stores) == [3]


def test_other_process_reads_the_same():
    parcels = [a_parcel("a", "b"), a_parcel("c", source="crm"), a_parcel(body=b"[]")]
    local, apart = LocalReader(WAYS), ProcessReader(WAYS)

    here, there = local.read(parcels), apart.read(parcels)
    apart.close()

    for one, other in zip(here, there, strict=True):
        assert one.events.equals(other.events)
        assert (one.summaries, one.owners.tolist(), one.places.tolist()) == (
            other.summaries, other.owners.tolist(), other.places.tolist(),
        )  # fmt: skip


@pytest.mark.kill
def test_other_process_that_ends_is_replaced():
    apart = ProcessReader(WAYS)
    assert apart.read([a_parcel("a")])[0].events.num_rows == 1
    assert apart._process is not None
    apart._process.kill()
    apart._process.wait()

    portions = apart.read([a_parcel("a"), a_parcel("b")])

    apart.close()
    assert [(portion.events.num_rows, portion.summaries[0].number) for portion in portions] == [(1, 0), (1, 1)]


@pytest.mark.kill
def test_request_that_ends_two_processes_is_kept_as_rejected(monkeypatch):
    # The program of this process ends itself on one body, as a broken library would.
    program = (
        "import os, wegmarke.ingest.reader as r; real = r._decode_parcels\n"
        "def decode(frame):\n"
        "    if b'bomb' in frame: os._exit(1)\n"
        "    return real(frame)\n"
        "r._decode_parcels = decode; r.answer_parent()"
    )
    monkeypatch.setattr("wegmarke.ingest.reader._CHILD", program)
    apart = ProcessReader(WAYS)

    portions = apart.read([a_parcel("a"), a_parcel("bomb"), a_parcel("c")])
    apart.close()

    assert [portion.events.num_rows for portion in portions] == [1, 0, 1]
    assert [[one.reason for one in portion.summaries[0].refusals] for portion in portions] == [[], ["crashed"], []]
    (refusal,) = portions[1].summaries[0].refusals
    assert "the reader ended: exit code 1" in refusal.message


@pytest.mark.kill
def test_process_that_never_answers_is_replaced_and_its_request_kept(monkeypatch):
    program = (
        "import threading, wegmarke.ingest.reader as r; real = r._decode_parcels\n"
        "def decode(frame):\n"
        "    if b'endless' in frame: threading.Event().wait()\n"
        "    return real(frame)\n"
        "r._decode_parcels = decode; r.answer_parent()"
    )
    monkeypatch.setattr("wegmarke.ingest.reader._CHILD", program)
    monkeypatch.setattr("wegmarke.ingest.reader._LONGEST_READ_SECONDS", 5.0)
    apart = ProcessReader(WAYS)

    portions = apart.read([a_parcel("a"), a_parcel("endless")])
    apart.close()

    assert [portion.events.num_rows for portion in portions] == [1, 0]
    assert portions[1].summaries[0].refusals[0].reason == "crashed"


def test_requests_rest_until_as_many_wait_as_of_late(commit: GroupCommit):
    answers: Queue[Outcome] = Queue()
    send(commit, a_parcel("first"))
    commit._rested_at = time.monotonic() + 60

    for number in range(15):
        commit.submit(a_parcel(f"rests-{number}"), answers.put)
    with pytest.raises(Empty):
        answers.get(timeout=0.5)
    commit.submit(a_parcel("the last of sixteen"), answers.put)

    assert [answers.get(timeout=30).accepted for _ in range(16)] == [1] * 16
