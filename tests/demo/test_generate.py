from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from wegmarke.demo import EVENT_NAMES, estimate_events, generate
from wegmarke.domain import UsageError
from wegmarke.sources import EVENT_SCHEMA

BERLIN = ZoneInfo("Europe/Berlin")


def test_same_arguments_give_the_same_events(make_events, events):
    again = make_events(2000)

    assert again.combine_chunks().equals(events.combine_chunks())


def test_another_seed_gives_other_events(make_events):
    assert not make_events(50, seed=7).equals(make_events(50, seed=8))


def test_chunk_size_only_cuts(make_events):
    whole, cut = make_events(300), make_events(300, chunk_rows=97)

    assert whole.combine_chunks().equals(cut.combine_chunks())


def test_more_persons_keep_the_first_block(make_events, many_events):
    """Blocks draw their own chance, so a larger demo begins with the smaller one."""
    first_block = make_events(10_000)

    assert many_events.slice(0, first_block.num_rows).combine_chunks().equals(first_block.combine_chunks())


def test_chunks_keep_size_and_schema(until):
    for chunk in generate(3000, until=until, chunk_rows=1000):
        assert 0 < chunk.events.num_rows <= 1000
        assert chunk.rows == chunk.events.num_rows
        assert chunk.rejected.num_rows == 0
        assert chunk.events.schema.equals(EVENT_SCHEMA)
        assert chunk.events["source"].unique().to_pylist() == ["demo"]
        chunk.events.validate(full=True)


@pytest.mark.parametrize("persons", [1, 2, 3, 10, 101])
def test_small_demos_work(make_events, persons):
    assert make_events(persons).num_rows >= persons


@pytest.mark.parametrize("persons", [0, -5])
def test_no_persons_are_refused(until, persons):
    with pytest.raises(UsageError, match="persons: expected a number of at least 1"):
        generate(persons, until=until)


def test_empty_chunks_are_refused(until):
    with pytest.raises(UsageError, match="chunk_rows"):
        generate(10, until=until, chunk_rows=0)


def test_an_instant_without_zone_is_refused():
    with pytest.raises(UsageError, match="time zone"):
        generate(10, until=datetime(2026, 3, 1))  # noqa: DTZ001  # the wrong call is what is tested


def test_estimate_is_near(many_events):
    assert estimate_events(12_000) == pytest.approx(many_events.num_rows, rel=0.1)


def test_ids_are_unique(many_events):
    assert pc.count_distinct(many_events["source_event_id"]).as_py() == many_events.num_rows


def test_every_name_of_the_vocabulary_happens(events):
    assert set(events["name"].unique().to_pylist()) == set(EVENT_NAMES)


@pytest.mark.parametrize(
    "until",
    [
        datetime(2026, 3, 1, 12, tzinfo=UTC),
        datetime(2024, 2, 29, 23, 59, tzinfo=UTC),
        datetime(2025, 10, 26, 2, 30, tzinfo=BERLIN),
        datetime(2026, 1, 1, 0, 0, tzinfo=BERLIN),
        datetime(2025, 7, 7, 9, 15, tzinfo=ZoneInfo("America/New_York")),
    ],
)
def test_events_lie_in_the_two_years(make_events, until):
    instants = make_events(400, until=until)["occurred_at"]

    assert pc.max(instants).as_py() <= until
    assert pc.min(instants).as_py() >= until - timedelta(days=730)
    assert pc.max(instants).as_py() > until - timedelta(days=14)


def test_values_come_with_a_currency(events):
    assert pc.is_null(events["value_minor"]).equals(pc.is_null(events["currency"]))
    assert pc.min(events["value_minor"]).as_py() > 0


def test_only_orders_checkouts_invoices_cancellations_and_opportunities_have_a_value(events):
    names = events.filter(pc.is_valid(events["value_minor"]))["name"].unique().to_pylist()

    ordered = {"order_placed", "order_repeated", "checkout_started", "invoice_issued"}
    assert set(names) == ordered | {"order_cancelled", "order_returned", "opportunity_changed"}


def test_chunks_are_plain_tables(until):
    chunk = next(generate(5, until=until))

    assert isinstance(chunk.events, pa.Table)
