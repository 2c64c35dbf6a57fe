from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from event_builders import NOON, OpenStores, an_event, event_table, open_stores_in

from wegmarke.ingest import rejected, take
from wegmarke.ingest.books import received_and_rejected
from wegmarke.sources import REJECTED_SCHEMA


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


def test_accepted_events_wait_in_order(stores: OpenStores) -> None:
    first, second = event_table([an_event(source_event_id="a")]), event_table([an_event(source_event_id="b")])

    stores.inbox.accept("crm", first)
    stores.inbox.accept("crm", second)

    batch = take(stores.inbox_database, after=0)
    assert batch is not None
    assert batch.events["source_event_id"].to_pylist() == ["a", "b"]
    assert batch.events["position"].to_pylist() == [1, 2]


def test_positions_are_never_given_twice(stores: OpenStores) -> None:
    # Wrong reading prevented: max(position) of a table that the sink has emptied starts again at 1.
    stores.take_in([an_event(source_event_id="a")])

    stores.inbox.accept("crm", event_table([an_event(source_event_id="b")]))

    batch = take(stores.inbox_database, after=0)
    assert batch is not None
    assert batch.last_position == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"occurred_at": NOON + timedelta(days=302)}, "future_time"),
        ({"occurred_at": datetime(1066, 10, 14, tzinfo=UTC)}, "ancient_time"),
        ({"source_event_id": ""}, "missing_id"),
        ({"source_event_id": "x" * 1001}, "long_id"),
    ],
)
def test_bad_event_is_kept_with_its_reason_and_good_ones_go_on(
    stores: OpenStores, change: dict[str, object], reason: str
) -> None:
    bad = {**an_event(sequence=7), **change}

    receipt = stores.inbox.accept("crm", event_table([an_event(), bad]), origins="deals.csv")

    assert receipt.accepted == 1
    (row,) = rejected.rows(stores.inbox_database)
    assert (row.reason, row.file, row.line) == (reason, "deals.csv", 7)
    assert "Expected" in row.message
    assert "quote_sent" in row.payload


def test_event_with_two_faults_is_rejected_once(stores: OpenStores) -> None:
    bad = an_event(source_event_id="", occurred_at=NOON + timedelta(days=9999))

    receipt = stores.inbox.accept("crm", event_table([bad]))

    assert receipt.refused.num_rows == 1


def test_the_same_rejected_row_is_kept_once_and_counted_each_time(stores: OpenStores) -> None:
    row = {"file": "deals.csv", "line": 3, "reason": "missing_time", "message": "m", "payload": "{}"}
    refused = pa.Table.from_pylist([row], REJECTED_SCHEMA)

    for _ in range(2):
        stores.inbox.accept("crm", event_table([]), refused)

    assert len(rejected.rows(stores.inbox_database)) == 1
    assert received_and_rejected(stores.inbox_database) == {"crm": (2, 2)}


def test_groups_name_reason_and_lines(stores: OpenStores) -> None:
    rows = [
        {"file": "deals.csv", "line": line, "reason": "missing_time", "message": "m", "payload": str(line)}
        for line in (9, 3, 5)
    ]

    stores.inbox.accept("crm", event_table([]), pa.Table.from_pylist(rows, REJECTED_SCHEMA))

    (group,) = rejected.groups(stores.inbox_database)
    assert (group.rows, group.first_line, group.last_line) == (3, 3, 9)


def test_instant_nobody_can_write_is_refused_and_not_an_error(stores: OpenStores) -> None:
    # Wrong reading prevented: a file says year 20000, and its refusal fails because no datetime holds it.
    far = event_table([an_event()])
    at = far.column_names.index("occurred_at")
    far = far.set_column(at, far.schema.field(at), pa.array([600_000_000_000_000_000], far.schema.field(at).type))

    receipt = stores.inbox.accept("crm", far)

    assert receipt.refused["reason"].to_pylist() == ["future_time"]
