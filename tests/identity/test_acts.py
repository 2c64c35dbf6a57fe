"""Decisions by hand: they change who is who everywhere, leave a trace, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from event_builders import NOON, OpenStores, an_event, event_table, open_stores_in, recognition

from wegmarke.domain import NotFound, UsageError
from wegmarke.events import derive
from wegmarke.identity import Act, join, read_labels, remove_link, restore_link, split_off
from wegmarke.privacy import read_entries

BY = Act("ida", "said so on the phone")
ALL = recognition(thing_happened=1)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


def seen(stores: OpenStores, number: int, *names: tuple[str, str], label: str | None = None) -> None:
    """Take in one event that names somebody."""
    identifiers = [{"kind": kind, "value": value} for kind, value in names]
    stores.inbox.accept(
        "crm",
        event_table(
            [
                an_event(
                    source_event_id=str(number),
                    name="thing_happened",
                    person_identifiers=identifiers,
                    person_label=label,
                )
            ]
        ),
    )


def persons(stores: OpenStores) -> list[int]:
    """Return the person of each touch, in the order of the events' ids, after everything was brought up to date."""
    while stores.sink.run_once():
        pass
    derive(stores.engine, ALL)
    return stores.engine.query("SELECT t.person FROM touch t JOIN event e USING (event_id) ORDER BY e.batch")[
        "person"
    ].to_pylist()


def states(stores: OpenStores) -> list[tuple[object, ...]]:
    with stores.state.read() as connection:
        rows = connection.exec_driver_sql("SELECT identifier, other, reason, state FROM link ORDER BY 1, 2").fetchall()
    return [tuple(row) for row in rows]


def test_two_persons_joined_by_hand_are_one_in_every_touch(stores: OpenStores) -> None:
    seen(stores, 1, ("crm", "c1x"))
    stores.sink.run_once()
    seen(stores, 2, ("crm", "c2x"))
    assert persons(stores) == [1, 2]

    changed = join(stores.state, stores.clock, BY, 1, 2)

    assert (changed, persons(stores), states(stores)) == ((2,), [1, 1], [(1, 2, "by_hand", "joined")])


def test_a_removed_link_parts_them_again_and_is_not_joined_by_the_same_evidence(stores: OpenStores) -> None:
    for number in (1, 2):
        seen(stores, number, ("crm", "c1x"), ("email", "a@x.example"))
        stores.sink.run_once()
    seen(stores, 3, ("email", "a@x.example"))
    assert persons(stores) == [1, 1, 1]

    remove_link(stores.state, stores.clock, BY, 1, 2)
    seen(stores, 4, ("crm", "c1x"), ("email", "a@x.example"))

    assert persons(stores) == [1, 1, 2, 1]
    assert states(stores) == [(1, 2, "same_event", "removed")]


def test_a_removal_can_be_taken_back(stores: OpenStores) -> None:
    seen(stores, 1, ("crm", "c1x"), ("email", "a@x.example"))
    stores.sink.run_once()
    seen(stores, 2, ("email", "a@x.example"))
    before = persons(stores)

    remove_link(stores.state, stores.clock, BY, 1, 2)
    parted = persons(stores)
    restore_link(stores.state, stores.clock, BY, 1, 2)

    assert (before, parted, persons(stores)) == ([1, 1], [1, 2], [1, 1])


def test_what_is_split_off_stays_together(stores: OpenStores) -> None:
    # Wrong reading prevented: two identifiers that only the third one connected are two persons afterwards.
    seen(stores, 1, ("crm", "c1x"), ("email", "a@x.example"), ("phone", "123456"))
    assert persons(stores) == [1]

    split_off(stores.state, stores.clock, BY, 1, {2, 3})
    seen(stores, 2, ("email", "a@x.example"))
    stores.sink.run_once()
    seen(stores, 3, ("phone", "123456"))

    assert persons(stores) == [1, 2, 2]


def test_labels_part_with_their_identifiers(stores: OpenStores) -> None:
    seen(stores, 1, ("crm", "c1x"), label="Anna")
    seen(stores, 2, ("crm", "c2x"), label="Bert")
    stores.sink.run_once()
    stores.sink.run_once()

    join(stores.state, stores.clock, BY, 1, 2)
    together = read_labels(stores.state, stores.keys, "person")
    remove_link(stores.state, stores.clock, BY, 1, 2)

    assert together[1] in {"Anna", "Bert"}
    assert read_labels(stores.state, stores.keys, "person") == {1: "Anna", 2: "Bert"}


def test_every_act_leaves_an_entry_without_a_name(stores: OpenStores) -> None:
    seen(stores, 1, ("crm", "c1x"), ("email", "a@x.example"))
    stores.sink.run_once()

    remove_link(stores.state, stores.clock, BY, 1, 2)
    restore_link(stores.state, stores.clock, BY, 1, 2)

    entries = read_entries(stores.state)
    assert [(entry.act, entry.by, entry.what["links"]) for entry in entries] == [
        ("link_restored", "ida", [[1, 2]]),
        ("link_removed", "ida", [[1, 2]]),
    ]
    assert entries[0].at > NOON


@pytest.mark.parametrize(("first", "second"), [(1, 7), (7, 1)])
def test_nobody_is_joined_with_somebody_who_is_not_there(stores: OpenStores, first: int, second: int) -> None:
    seen(stores, 1, ("crm", "c1x"))
    stores.sink.run_once()

    with pytest.raises(NotFound, match="person 7: expected the number of a person"):
        join(stores.state, stores.clock, BY, first, second)


@pytest.mark.parametrize("part", [set(), {1, 2}, {9}])
def test_a_split_needs_some_but_not_all(stores: OpenStores, part: set[int]) -> None:
    seen(stores, 1, ("crm", "c1x"), ("email", "a@x.example"))
    stores.sink.run_once()

    with pytest.raises(UsageError, match="some of its identifiers, but not all"):
        split_off(stores.state, stores.clock, BY, 1, part)
    assert states(stores) == [(1, 2, "same_event", "joined")]
