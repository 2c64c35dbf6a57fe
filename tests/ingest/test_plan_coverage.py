from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from event_builders import OpenStores, an_event, event_table, open_stores_in

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.tracking_plan import PropertyKind, TrackingPlan, UnknownEvents
from wegmarke.events import property_kinds, seen_events, seen_properties
from wegmarke.ingest import compare, held_plan, keep_plan, parse_plan, plan_history, propose, read_plan, rejected
from wegmarke.ingest.plan_versions import MOST_REMOVED, count_removed, removed_so_far
from wegmarke.ingest.tables import removed_properties

PLAN = """\
format: tracking-plan/1
unknown_properties: drop
events:
  - name: quote_sent
    properties: {seats: number, plan: text, email: text}
  - name: order_placed
"""


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


def offer(stores: OpenStores, text: str, *events: dict[str, object]) -> None:
    inbox = stores.inbox
    inbox.follow(parse_plan(text))
    inbox.accept("crm", event_table(list(events)))
    while stores.sink.run_once():
        pass


def coverage(stores: OpenStores):
    return compare(
        read_plan(stores.state),
        seen_events(stores.engine),
        seen_properties(stores.engine),
        removed_so_far(stores.inbox_database),
        rejected.undeclared_names(stores.inbox_database),
    )


def test_coverage_shows_what_is_missing_on_either_side(stores):
    keep_plan(stores.state, PLAN, stores.clock.now())
    offer(
        stores,
        PLAN,
        an_event(source_event_id="1", properties=[("seats", "3"), ("email", "a@example.com")]),
        an_event(source_event_id="2", properties=[("seats", "4"), ("colour", "red")]),
        an_event(source_event_id="3", name="page_viewed", properties=[("path", "/"), ("ip", "::1")]),
    )

    found = coverage(stores)

    assert (found.version, found.events, found.covered, found.declared, found.seen) == (1, 3, 2, 2, 1)
    assert (found.share_covered, found.share_seen) == (2 / 3, 1 / 2)
    quote, page, order = found.lines
    assert (quote.name, quote.declared, quote.events, quote.share) == ("quote_sent", True, 2, 2 / 3)
    assert (page.name, page.declared, page.events) == ("page_viewed", False, 1)
    assert (order.name, order.declared, order.events, order.last_at) == ("order_placed", True, 0, None)
    by_name = {line.name: line for line in quote.properties}
    assert (by_name["seats"].declared, by_name["seats"].events, by_name["seats"].share) == (True, 2, 1.0)
    assert (by_name["plan"].declared, by_name["plan"].events) == (True, 0)
    assert (by_name["email"].removed, by_name["email"].why, by_name["email"].events) == (1, "personal", 0)
    assert (by_name["colour"].declared, by_name["colour"].removed, by_name["colour"].why) == (False, 1, "undeclared")
    assert {line.name: (line.personal, line.removed) for line in page.properties} == {
        "path": (False, 0),
        "ip": (True, 1),
    }
    assert quote.last_at == by_name["email"].last_at == stores.clock.now()


def test_rejected_events_are_visible_by_their_name(stores):
    strict = PLAN + "unknown_events: reject\n"
    keep_plan(stores.state, strict, stores.clock.now())
    offer(stores, strict, an_event(name="page_viewed"), an_event(name="page_viewed", source_event_id="2"))

    line = coverage(stores).lines[0]

    assert (line.name, line.events, line.rejected, line.declared) == ("page_viewed", 0, 2, False)


def test_what_is_rejected_removes_nothing(stores):
    offer(stores, PLAN, an_event(properties=[("seats", "many"), ("email", "a@example.com")]))

    assert removed_so_far(stores.inbox_database) == []


def test_personal_values_wait_in_the_inbox_and_stay_in_no_file(stores, tmp_path):
    secret = "ada-lovelace@example.com"
    inbox = stores.inbox
    inbox.accept("crm", event_table([an_event(person="p1", properties=[("email", secret), ("seats", "1")])]))

    for when in ("waiting", "stored"):
        stores.inbox_database.fold()
        for file in tmp_path.iterdir():
            if when == "stored" or not file.name.startswith("inbox"):
                assert secret.encode() not in file.read_bytes(), (when, file.name)
        while stores.sink.run_once():
            pass
        stores.engine.checkpoint()


def test_names_without_end_are_counted_together(stores):
    with stores.inbox_database.write() as connection:
        connection.execute(
            removed_properties.insert(),
            [
                {"event": "e", "property": str(n), "why": "personal", "events": 1, "last_at": 1}
                for n in range(MOST_REMOVED)
            ],
        )
    offer(stores, PLAN, *(an_event(source_event_id=str(n), properties=[(f"x{n}", "1")]) for n in range(3)))

    removed = {line[:3]: line[3] for line in removed_so_far(stores.inbox_database)}

    assert (len(removed), removed["(other)", "(other)", "undeclared"]) == (MOST_REMOVED + 1, 3)
    assert [line.properties[0].removed for line in coverage(stores).lines if line.name == "(other)"] == [3]


def test_plan_has_versions_that_stay(stores):
    first, changed = keep_plan(stores.state, PLAN, stores.clock.now())
    second, _ = keep_plan(stores.state, PLAN + "unknown_events: reject\n", stores.clock.now())

    assert changed
    assert (first.version, second.version) == (1, 2)
    assert read_plan(stores.state) == second
    assert read_plan(stores.state, 1) == first
    assert [version for version, _ in plan_history(stores.state)] == [2, 1]
    assert held_plan(stores.state) == second.plan
    with pytest.raises(NotFound, match="got 3"):
        read_plan(stores.state, 3)


def test_the_same_text_makes_no_version(stores):
    keep_plan(stores.state, PLAN, stores.clock.now())

    again, changed = keep_plan(stores.state, PLAN, stores.clock.now())

    assert (again.version, changed) == (1, False)


def test_two_people_cannot_overwrite_each_other(stores):
    keep_plan(stores.state, PLAN, stores.clock.now(), base=0)
    keep_plan(stores.state, PLAN + "# Ada\n", stores.clock.now(), base=1)

    with pytest.raises(UsageError, match="Somebody changed the plan meanwhile"):
        keep_plan(stores.state, PLAN + "# Grace\n", stores.clock.now(), base=1)

    assert held_plan(stores.state) == parse_plan(PLAN)


def test_without_a_plan_everything_is_seen_and_nothing_declared(stores):
    stores.take_in([an_event()])

    found = coverage(stores)

    assert (found.version, found.declared, found.covered, found.share_seen, found.share_covered) == (0, 0, 0, None, 0.0)


def test_proposal_declares_what_is_seen_with_its_kinds(stores):
    rows = [
        [("seats", "3"), ("on", "2025-01-31"), ("paid", "true"), ("note", "3 rooms"), ("yes", "-1.5")],
        [("seats", "4.5"), ("on", "2025-02-28T10:00:00Z"), ("paid", "false"), ("note", "7")],
    ]
    stores.take_in([an_event(source_event_id=str(n), properties=found) for n, found in enumerate(rows)])

    kinds = property_kinds(stores.engine)
    text = propose(None, seen_events(stores.engine), seen_properties(stores.engine), kinds)

    (event,) = parse_plan(text).events
    assert {found.name: found.kind for found in event.properties} == {
        "seats": PropertyKind.NUMBER,
        "on": PropertyKind.DATE,
        "paid": PropertyKind.BOOLEAN,
        "note": PropertyKind.TEXT,
        "yes": PropertyKind.NUMBER,
    }
    assert parse_plan(text).unknown_events is UnknownEvents.ACCEPT


def test_proposal_leaves_out_what_is_declared(stores):
    stores.take_in([an_event(properties=[("seats", "3"), ("colour", "red")]), an_event(name="order_placed")])

    text = propose(parse_plan(PLAN), seen_events(stores.engine), seen_properties(stores.engine))

    (event,) = parse_plan(text).events
    assert (event.name, [found.name for found in event.properties]) == ("quote_sent", ["colour"])


def test_proposal_for_an_empty_store_is_a_plan():
    assert parse_plan(propose(None, [], [])) == TrackingPlan()


def test_nothing_removed_writes_nothing(stores):
    with stores.inbox_database.write() as connection:
        count_removed(connection, stores.inbox.judge(event_table([an_event()])).removed, 0)

    assert removed_so_far(stores.inbox_database) == []
