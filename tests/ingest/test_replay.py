from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from event_builders import NOON, OpenStores, an_event, event_table, open_stores_in

from wegmarke.domain import DocumentInvalid, NotFound, UsageError
from wegmarke.domain.tracking_plan import EventType, PropertyKind, PropertyType, TrackingPlan, UnknownEvents
from wegmarke.domain.views import RejectedChoice, RejectedRow
from wegmarke.events import reading
from wegmarke.ingest import rejected, replay
from wegmarke.ingest.books import received_and_rejected
from wegmarke.ingest.event_json import event_text
from wegmarke.sources import REJECTED_SCHEMA

SEATS = TrackingPlan((EventType("quote_sent", properties=(PropertyType("seats", PropertyKind.NUMBER),)),))
STRICT = TrackingPlan((EventType("order_placed"),), UnknownEvents.REJECT)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


def settle(stores: OpenStores) -> None:
    while stores.sink.run_once():
        pass


def reject(stores: OpenStores, plan: TrackingPlan, *events: dict[str, object]) -> list[RejectedRow]:
    inbox = stores.inbox
    inbox.follow(plan)
    inbox.accept("crm", event_table(list(events)))
    return rejected.rows(stores.inbox_database)


def offer_again(stores: OpenStores, *rows: RejectedRow, plan: TrackingPlan | None = None):
    inbox = stores.inbox
    inbox.follow(plan)
    keys = [rejected.read_key(row.id) for row in rows]
    return replay.replay(stores.inbox_database, inbox, keys, stores.clock.now())


def one(stores: OpenStores) -> RejectedRow:
    (row,) = rejected.rows(stores.inbox_database)
    return row


def test_corrected_event_is_stored_and_its_row_says_so(stores):
    (row,) = reject(stores, SEATS, an_event(properties=[("seats", "many")]))
    assert (row.reason, row.is_event, row.outcome) == ("wrong_type", True, "")
    text = row.payload.replace("many", "12")

    replay.edit(stores.inbox_database, row.id, text)
    report = offer_again(stores, row, plan=SEATS)

    assert (report.accepted, report.refused, report.skipped) == (1, 0, 0)
    assert (one(stores).outcome, one(stores).edited, one(stores).payload) == ("accepted", text, row.payload)
    settle(stores)
    assert one(stores).outcome == "stored"
    assert stores.engine.query("SELECT properties FROM event")["properties"].to_pylist() == [[("seats", "12")]]


def test_replaying_twice_adds_nothing(stores):
    (row,) = reject(stores, STRICT, an_event())

    offer_again(stores, row)
    report = offer_again(stores, row)

    assert (report.accepted, report.skipped) == (0, 1)
    assert received_and_rejected(stores.inbox_database) == {"crm": (2, 1)}
    assert stores.inbox.waiting() == 1


def test_event_that_is_refused_again_stays_with_the_new_reason_and_is_no_arrival(stores):
    (row,) = reject(stores, STRICT, an_event(properties=[("seats", "many")]))

    report = offer_again(stores, row, plan=SEATS)

    assert (report.accepted, report.refused) == (0, 1)
    assert "got 'many'" in report.messages[0]
    assert (one(stores).reason, one(stores).replayed_at) == ("wrong_type", None)
    assert received_and_rejected(stores.inbox_database) == {"crm": (1, 1)}


def test_many_rows_are_replayed_together_and_one_bad_one_stops_none(stores):
    events = [an_event(source_event_id=str(n), properties=[("seats", "many" if n == 7 else "1")]) for n in range(20)]
    reject(stores, STRICT, *events)
    inbox = stores.inbox
    inbox.follow(SEATS)

    keys = replay.replayable(stores.inbox_database, RejectedChoice(reason="unknown_event"))
    report = replay.replay(stores.inbox_database, inbox, keys, stores.clock.now())

    assert (report.accepted, report.refused, len(report.messages)) == (19, 1, 1)
    settle(stores)
    assert {row.outcome for row in rejected.rows(stores.inbox_database)} == {"stored", ""}


def test_conflict_says_conflict_until_it_gets_an_id_of_its_own(stores):
    stores.take_in([an_event()])
    stores.take_in([an_event(name="quote_lost")])
    conflict = one(stores)
    assert conflict.reason == "conflict"

    offer_again(stores, conflict)
    settle(stores)

    assert one(stores).outcome == "conflict"
    assert reading.books(stores.engine) == {"crm": (1, 0, 2)}


def test_event_that_came_by_another_way_meanwhile_is_a_duplicate(stores):
    (row,) = reject(stores, STRICT, an_event())
    stores.take_in([an_event()])

    offer_again(stores, row)
    settle(stores)

    assert one(stores).outcome == "duplicate"


def test_event_that_its_sender_repeats_after_the_replay_is_a_duplicate(stores):
    # Wrong reading prevented: the door corrects times, and a repetition is corrected by another amount; only what
    # the sender stated tells that both say the same.
    table = event_table([an_event()]).append_column("stated_at", event_table([an_event()])["occurred_at"])
    late = table.set_column(3, table.schema.field(3), event_table([an_event(occurred_at=NOON + timedelta(1))])[3])
    inbox = stores.inbox
    inbox.follow(STRICT)
    inbox.accept("crm", table)

    offer_again(stores, one(stores))
    stores.inbox.accept("crm", late)
    settle(stores)

    assert reading.books(stores.engine) == {"crm": (1, 1, 0)}
    assert one(stores).outcome == "stored"


def test_row_of_a_file_is_left_to_its_file(stores):
    row = {"file": "deals.csv", "line": 3, "reason": "missing_time", "message": "m", "payload": '{"won": ""}'}
    stores.inbox.accept("crm", event_table([]), pa.Table.from_pylist([row], REJECTED_SCHEMA))
    found = one(stores)

    assert not found.is_event
    assert offer_again(stores, found).skipped == 1
    with pytest.raises(UsageError, match="import again"):
        replay.edit(stores.inbox_database, found.id, event_text(an_event()))


def test_correction_that_is_no_event_is_refused_and_leaves_the_row(stores):
    (row,) = reject(stores, STRICT, an_event())

    with pytest.raises(DocumentInvalid):
        replay.edit(stores.inbox_database, row.id, json.dumps({"name": "x"}))

    assert one(stores) == row


def test_correction_can_be_taken_back(stores):
    (row,) = reject(stores, STRICT, an_event())
    replay.edit(stores.inbox_database, row.id, row.payload.replace("quote_sent", "order_placed"))

    replay.edit(stores.inbox_database, row.id, row.payload)

    assert one(stores) == row


def test_replayed_row_cannot_be_changed(stores):
    (row,) = reject(stores, STRICT, an_event())
    offer_again(stores, row)

    with pytest.raises(UsageError, match="replayed already"):
        replay.edit(stores.inbox_database, row.id, row.payload)


@pytest.mark.parametrize("row_id", ["", "ff", "no hex", "00" * 16])
def test_row_that_is_not_there_is_said_so(stores, row_id):
    with pytest.raises(NotFound, match="see the list"):
        rejected.row(stores.inbox_database, row_id)
    with pytest.raises(NotFound):
        replay.edit(stores.inbox_database, row_id, event_text(an_event()))


def test_replayed_event_loses_its_personal_properties_like_any_other(stores):
    (row,) = reject(stores, STRICT, an_event(properties=[("email", "ada@example.com"), ("seats", "1")]))

    offer_again(stores, row)
    settle(stores)

    assert stores.engine.query("SELECT properties FROM event")["properties"].to_pylist() == [[("seats", "1")]]
    assert one(stores).outcome == "stored"


def test_erasing_reaches_the_bytes_and_leaves_the_books(stores, tmp_path):
    secret = "Grace-Murray-Hopper"
    events = [an_event(source_event_id=f"{n}", properties=[("note", f"{secret} {n} " + "x" * 9000)]) for n in range(5)]
    rows = reject(stores, STRICT, *events)
    replay.edit(stores.inbox_database, rows[0].id, rows[0].payload.replace("xx", f"yy{secret}", 1))
    offer_again(stores, rows[1], plan=STRICT)
    assert secret.encode() in (tmp_path / "inbox.sqlite3").read_bytes() + (tmp_path / "inbox.sqlite3-wal").read_bytes()

    erased = replay.erase(stores.inbox_database, replay.keys_of(stores.inbox_database, RejectedChoice(source="crm")))

    assert erased == 5
    for file in tmp_path.glob("inbox.sqlite3*"):
        assert secret.encode() not in file.read_bytes(), file.name
    assert rejected.rows(stores.inbox_database) == []
    assert received_and_rejected(stores.inbox_database) == {"crm": (5, 5)}


def test_rows_are_erased_when_their_time_is_over(stores):
    reject(stores, STRICT, an_event(source_event_id="old"))
    stores.clock.move(timedelta(days=90))
    reject(stores, STRICT, an_event(source_event_id="young"))

    assert replay.erase_older(stores.inbox_database, days=90, now=stores.clock.now()) == 0
    stores.clock.move(timedelta(seconds=1))
    assert replay.erase_older(stores.inbox_database, days=90, now=stores.clock.now()) == 1

    assert "young" in one(stores).payload


def test_rows_can_be_chosen(stores):
    reject(stores, STRICT, an_event(source_event_id="a_b"), an_event(source_event_id="axb"))
    first, second = rejected.rows(stores.inbox_database)
    offer_again(stores, first)
    database = stores.inbox_database

    def ids(**choice: str) -> set[str]:
        return {row.id for row in rejected.rows(database, choice=RejectedChoice(**choice))}

    assert ids(source="crm", reason="unknown_event") == {first.id, second.id}
    assert ids(source="web") == ids(file="deals.csv") == ids(search="nothing") == set()
    assert len(ids(search="A_B")) == 1
    assert (ids(state="replayed"), ids(state="open")) == ({first.id}, {second.id})
    assert rejected.count(database, RejectedChoice(state="open")) == 1
    assert [group.rows for group in rejected.groups(database, RejectedChoice(state="open"))] == [1]


def test_moment_of_the_replay_is_kept(stores):
    (row,) = reject(stores, STRICT, an_event())
    stores.clock.move(timedelta(hours=5))

    offer_again(stores, row)

    assert one(stores).replayed_at == NOON + timedelta(days=300, hours=5)
    assert one(stores).at == NOON + timedelta(days=300)
