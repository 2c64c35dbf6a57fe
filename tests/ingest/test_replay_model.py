"""Random sequences of arrivals, corrections, replays, erasures and sink runs against a small model of the books."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from event_builders import an_event, event_table, open_stores_in
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from wegmarke.domain.tracking_plan import EventType, PropertyKind, PropertyType, TrackingPlan
from wegmarke.domain.views import RejectedChoice
from wegmarke.events import reading
from wegmarke.ingest import books, rejected, replay

PLAN = TrackingPlan((EventType("quote_sent", properties=(PropertyType("seats", PropertyKind.NUMBER),)),))
ids = st.integers(0, 5).map(str)


class RejectedEvents(RuleBasedStateMachine):
    """The model: events by id as they stand in the store, rejected rows by content, and four counters."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.stores = open_stores_in(self.folder)
        self.inbox = self.stores.inbox
        self.inbox.follow(PLAN)
        self.received = self.refused = 0
        self.accepted: list[tuple[str, str]] = []
        self.open: dict[str, tuple[str, str]] = {}

    @rule(event=ids, seats=st.sampled_from(["1", "2", "many", "few"]), hours_later=st.integers(0, 2))
    def arrive(self, event: str, seats: str, hours_later: int) -> None:
        self.stores.clock.move(timedelta(hours=hours_later))
        self.inbox.accept("crm", event_table([an_event(source_event_id=event, properties=[("seats", seats)])]))
        self.received += 1
        if seats.isdigit():
            self.accepted.append((event, seats))
        else:
            self.refused += 1

    @precondition(lambda self: rejected.count(self.stores.inbox_database))
    @rule(number=st.integers(0, 99), seats=st.sampled_from(["1", "2", "many"]))
    def correct(self, number: int, seats: str) -> None:
        rows = [row for row in rejected.rows(self.stores.inbox_database) if row.replayed_at is None]
        if rows:
            row = rows[number % len(rows)]
            text = row.payload
            for came in ("many", "few", '"1"', '"2"'):
                text = text.replace(f'"seats": "{came.strip(chr(34))}"', f'"seats": "{seats}"')
            replay.edit(self.stores.inbox_database, row.id, text)

    @rule(number=st.integers(0, 99))
    def offer_again(self, number: int) -> None:
        rows = rejected.rows(self.stores.inbox_database)
        if not rows:
            return
        row = rows[number % len(rows)]
        text = row.edited or row.payload
        good = row.replayed_at is None and '"seats": "many"' not in text and '"seats": "few"' not in text

        key = rejected.read_key(row.id)
        report = replay.replay(self.stores.inbox_database, self.inbox, [key, key], self.stores.clock.now())

        assert report.accepted == good
        if good:
            self.received += 1
            self.accepted.append((text.partition('"source_event_id": "')[2][0], "1" if '"seats": "1"' in text else "2"))

    @rule(number=st.integers(0, 99))
    def erase(self, number: int) -> None:
        keys = replay.keys_of(self.stores.inbox_database, RejectedChoice())
        if keys:
            assert replay.erase(self.stores.inbox_database, [keys[number % len(keys)]]) == 1

    @rule()
    def store(self) -> None:
        while self.stores.sink.run_once():
            pass
        first: dict[str, str] = {}
        duplicate = conflict = 0
        for event, seats in self.accepted:
            if event not in first:
                first[event] = seats
            elif first[event] == seats:
                duplicate += 1
            else:
                conflict += 1
        expected = {"crm": (len(first), duplicate, conflict)} if self.accepted else {}
        assert reading.books(self.stores.engine) == expected

    @invariant()
    def books_balance(self) -> None:
        assert books.received_and_rejected(self.stores.inbox_database).get("crm", (0, 0)) == (
            self.received,
            self.refused,
        )
        door = books.read(self.stores.inbox_database)
        position, sink = reading.hourly_books(self.stores.engine)
        waiting = door.waiting(after=position)
        for place, (received, refused) in door.counted.items():
            assert received == refused + waiting.get(place, 0) + sum(sink.get(place, (0, 0, 0))), place
        assert {*waiting, *sink} <= door.counted.keys()
        assert position <= door.last_position

    @invariant()
    def rows_that_were_replayed_are_marked(self) -> None:
        for row in rejected.rows(self.stores.inbox_database):
            assert bool(row.outcome) == (row.replayed_at is not None)

    def teardown(self) -> None:
        self.store()
        assert all(row.outcome != "accepted" for row in rejected.rows(self.stores.inbox_database))
        self.stores.close()
        shutil.rmtree(self.folder)


TestRejectedEvents = RejectedEvents.TestCase
TestRejectedEvents.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
