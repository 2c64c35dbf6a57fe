"""Random arrivals, repetitions, conflicts, crashes between durable steps and erasures against a small model."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from event_builders import an_event, event_table, open_stores_in
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from wegmarke.domain.views import RejectedChoice
from wegmarke.engine import Engine
from wegmarke.events import reading
from wegmarke.ingest import books, rejected, replay
from wegmarke.state import Database

NIGHTLY = bool(os.environ.get("WEGMARKE_NIGHTLY"))
event_ids = st.integers(0, 5)
seats = st.integers(1, 3)
offers = st.lists(st.tuples(event_ids, seats), min_size=1, max_size=5)
Offer = list[tuple[int, int]]


class Crash(BaseException):
    """The process ends here."""


@contextmanager
def crash_at(step: int) -> Iterator[None]:
    """End at the given durable step: even ones before it, odd ones when it is on the disk."""
    passed = iter(range(10_000))

    def around(real: Callable[[Any], Any]) -> Callable[[Any], Any]:
        @contextmanager
        def write(self: object) -> Iterator[Any]:
            if next(passed) == step:
                raise Crash
            with real(self) as opened:
                yield opened
            if next(passed) == step:
                raise Crash

        return write

    kept = [(kind, kind.write) for kind in (Database, Engine)]
    for kind, real in kept:
        kind.write = around(real)  # type: ignore[method-assign]  # put back below
    try:
        yield
    except Crash:
        pass
    finally:
        for kind, real in kept:
            kind.write = real  # type: ignore[method-assign]  # as it was


class InboxAndSink(RuleBasedStateMachine):
    """The model: what was accepted, in order; the first of each id is the event."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.stores = open_stores_in(self.folder)
        self.accepted: Offer = []
        self.last: Offer = []
        self.is_erased = False

    @rule(offer=offers)
    def arrive(self, offer: Offer) -> None:
        events = [an_event(source_event_id=str(one), properties=[("seats", str(many))]) for one, many in offer]
        self.stores.inbox.accept("crm", event_table(events))
        self.accepted += offer
        self.last = offer

    @precondition(lambda self: self.last)
    @rule()
    def arrive_again(self) -> None:
        self.arrive(self.last)

    @rule(step=st.integers(0, 3))
    def crash_while_accepting(self, step: int) -> None:
        before = books.received_and_rejected(self.stores.inbox_database).get("crm", (0, 0))[0]
        offer = [(9, 1)]
        with crash_at(step):
            self.stores.inbox.accept("crm", event_table([an_event(source_event_id="9", properties=[("seats", "1")])]))
        self.begin_again()
        # Nobody was told; the sender will send it again. It is there as a whole or not at all.
        after = books.received_and_rejected(self.stores.inbox_database).get("crm", (0, 0))[0]
        assert after - before in (0, 1)
        self.accepted += offer * (after - before)

    @rule(step=st.integers(0, 24))
    def crash_while_storing(self, step: int) -> None:
        with crash_at(step):
            self.run_sink()
        self.begin_again()

    @rule()
    def store(self) -> None:
        self.run_sink()
        self.check_stored()

    @rule(number=st.integers(0, 99))
    def erase(self, number: int) -> None:
        keys = replay.keys_of(self.stores.inbox_database, RejectedChoice())
        if keys:
            assert replay.erase(self.stores.inbox_database, [keys[number % len(keys)]]) == 1
            self.is_erased = True

    @invariant()
    def books_balance(self) -> None:
        door = books.read(self.stores.inbox_database)
        position, sink = reading.hourly_books(self.stores.engine)
        waiting = door.waiting(after=position)
        assert sum(received for received, _ in door.counted.values()) == len(self.accepted)
        for place, (received, refused) in door.counted.items():
            assert received == refused + waiting.get(place, 0) + sum(sink.get(place, (0, 0, 0))), place

    @invariant()
    def no_event_is_stored_twice(self) -> None:
        query = "SELECT count(*) AS n, count(DISTINCT event_id) AS d FROM event"
        (found,) = self.stores.engine.query(query).to_pylist()
        assert found["n"] == found["d"]

    def run_sink(self) -> None:
        while self.stores.sink.run_once():
            pass

    def begin_again(self) -> None:
        self.stores.close()
        self.stores = open_stores_in(self.folder)

    def check_stored(self) -> None:
        first: dict[int, int] = {}
        expected, conflicts = [0, 0, 0], set()
        for event, many in self.accepted:
            if event not in first:
                first[event] = many
                expected[0] += 1
            elif first[event] == many:
                expected[1] += 1
            else:
                conflicts.add((event, many))
                expected[2] += 1
        found = self.stores.engine.query("SELECT properties['seats'] AS seats FROM events")["seats"].to_pylist()
        assert sorted(found) == sorted(str(many) for many in first.values())
        assert reading.books(self.stores.engine).get("crm", (0, 0, 0)) == tuple(expected)
        kept = [row for row in rejected.rows(self.stores.inbox_database) if row.reason == "conflict"]
        assert self.is_erased or len(kept) == len(conflicts)

    def teardown(self) -> None:
        self.store()
        self.stores.close()
        shutil.rmtree(self.folder)


TestInboxAndSink = InboxAndSink.TestCase
TestInboxAndSink.settings = settings(
    max_examples=500 if NIGHTLY else 10, stateful_step_count=40 if NIGHTLY else 20, deadline=None
)


def test_crash_at_any_durable_step_changes_nothing_in_the_end() -> None:
    for step in range(24):
        machine = InboxAndSink()
        machine.arrive([(1, 1), (2, 1), (1, 2)])
        machine.store()
        machine.arrive([(3, 1), (2, 1), (3, 2), (4, 1)])
        machine.crash_while_storing(step)
        machine.books_balance()
        machine.no_event_is_stored_twice()
        machine.teardown()
