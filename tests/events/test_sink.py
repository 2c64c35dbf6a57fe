from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from event_builders import NOON, OpenStores, an_event, event_table, open_stores_in

from wegmarke import ingest
from wegmarke.events import reading
from wegmarke.ingest import rejected


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


def stored(stores: OpenStores) -> list[str]:
    return [
        str(name)
        for name in stores.engine.query("SELECT name FROM events ORDER BY occurred_at, name")["name"].to_pylist()
    ]


def test_event_is_stored_with_what_it_said(stores: OpenStores) -> None:
    event = an_event(value_minor=1250, currency="EUR", channel="email", properties=[("origin", "fair")])

    stores.take_in([event])

    (row,) = stores.engine.query("SELECT * FROM events").to_pylist()
    assert (row["source"], row["name"], row["channel"]) == ("crm", "quote_sent", "email")
    assert (row["value_minor"], row["currency"], dict(row["properties"])) == (1250, "EUR", {"origin": "fair"})
    assert row["occurred_at"] == NOON.replace(tzinfo=None)


def test_repeated_event_is_stored_once(stores: OpenStores) -> None:
    stores.take_in([an_event(), an_event()])
    stores.take_in([an_event()])

    assert stored(stores) == ["quote_sent"]
    assert reading.books(stores.engine) == {"crm": (1, 2, 0)}


def test_another_line_number_is_no_other_content(stores: OpenStores) -> None:
    # Wrong reading prevented: the same export, sorted differently, is reported as a conflict row by row.
    stores.take_in([an_event(sequence=1), an_event(sequence=9)])

    assert reading.books(stores.engine) == {"crm": (1, 1, 0)}


def test_same_id_with_other_content_is_kept_as_a_conflict(stores: OpenStores) -> None:
    stores.take_in([an_event(value_minor=100, currency="EUR")])
    stores.take_in([an_event(value_minor=999, currency="EUR")])

    assert reading.books(stores.engine) == {"crm": (1, 0, 1)}
    assert stores.engine.query("SELECT value_minor FROM event")["value_minor"].to_pylist() == [100]
    (row,) = rejected.rows(stores.inbox_database)
    assert row.reason == "conflict"
    assert "999" in row.payload


@pytest.mark.parametrize(
    "change",
    [
        {"name": "quote_requested"},
        {"occurred_at": NOON.replace(minute=1)},
        {"precision": "day"},
        {"channel": "phone"},
        {"currency": "CHF"},
        {"properties": [("a", "2")]},
        {"person": "p2"},
        {"account": "a2"},
    ],
)
def test_every_part_of_the_content_counts(stores: OpenStores, change: dict[str, object]) -> None:
    base = {"value_minor": 5, "currency": "EUR", "properties": [("a", "1")], "person": "p1", "account": "a1"}
    stores.take_in([an_event(**base)])

    stores.take_in([an_event(**{**base, **change})])

    assert reading.books(stores.engine) == {"crm": (1, 0, 1)}


def test_identifier_of_a_day_is_no_content(stores: OpenStores) -> None:
    # Wrong reading prevented: a browser that sends a message again after midnight is reported as a conflict.
    for day in ("day-1a", "day-2b"):
        named = [{"kind": "user_id", "value": "7"}, {"kind": "anonymous_id", "value": day}]
        stores.take_in([an_event(person_identifiers=named)])

    assert reading.books(stores.engine) == {"crm": (1, 1, 0)}


def test_what_is_stored_is_known_to_a_sink_that_did_not_store_it(stores: OpenStores) -> None:
    stores.take_in([an_event(person="p1"), an_event(source_event_id="2", person="p2")])
    stores.__post_init__()

    stores.take_in([an_event(person="p1"), an_event(source_event_id="3", person="p2")])

    assert reading.books(stores.engine) == {"crm": (3, 1, 0)}
    assert stores.engine.query("SELECT person FROM events ORDER BY 1")["person"].to_pylist() == [1, 2, 2]


def test_event_of_an_older_version_is_a_duplicate_whatever_it_says(stores: OpenStores) -> None:
    stores.take_in([an_event(value_minor=1, currency="EUR")])
    with stores.engine.write() as session:
        session.run("UPDATE event SET content = NULL")

    stores.take_in([an_event(value_minor=2, currency="EUR")])

    assert reading.books(stores.engine) == {"crm": (1, 1, 0)}


def test_large_events_are_stored_in_smaller_batches(stores: OpenStores, monkeypatch: pytest.MonkeyPatch) -> None:
    # Wrong reading prevented: a backlog of large events needs more memory than the engine has, and stays for ever.
    monkeypatch.setattr(sys.modules["wegmarke.ingest.take"], "_MOST_BYTES", 300_000)
    for number in range(5):
        large = [("text", f"{number}" * 200_000)]
        stores.inbox.accept("crm", event_table([an_event(source_event_id=str(number), properties=large)]))

    counts = []
    while (done := stores.sink.run_once()) is not None:
        counts.append(done.stored)

    assert counts == [2, 2, 1]


def test_order_of_properties_is_no_other_content(stores: OpenStores) -> None:
    stores.take_in([an_event(properties=[("a", "1"), ("b", "2")]), an_event(properties=[("b", "2"), ("a", "1")])])

    assert reading.books(stores.engine) == {"crm": (1, 1, 0)}


@pytest.mark.parametrize("step", ["verdicts", "resolve", "forget"])
def test_a_stop_between_any_two_steps_changes_nothing_in_the_end(
    stores: OpenStores, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    stores.inbox.accept("crm", event_table([an_event(person="p1"), an_event(source_event_id="2", person="p2")]))
    target = {
        "verdicts": "wegmarke.events.sink.keep_verdicts",
        "resolve": "wegmarke.events.sink.markers.put",
        "forget": "wegmarke.events.sink.delete_stored",
    }[step]
    calls = {"n": 0}

    def stop(*_: object, **__: object) -> None:
        calls["n"] += 1
        if step != "forget" or calls["n"] == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(target, stop)
    with pytest.raises(KeyboardInterrupt):
        stores.sink.run_once()
    monkeypatch.undo()

    while stores.sink.run_once():
        pass

    assert reading.books(stores.engine) == {"crm": (2, 0, 0)}
    assert stores.engine.query("SELECT person FROM events ORDER BY 1")["person"].to_pylist() == [1, 2]
    assert ingest.take(stores.inbox_database, after=0) is None
