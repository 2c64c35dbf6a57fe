from __future__ import annotations

import pyarrow as pa
import pytest

from wegmarke.domain import DocumentInvalid
from wegmarke.sources import EVENT_SCHEMA, MINOR_DIGITS, REJECTED_SCHEMA

HEAD = """
format: recipe/1
source: shop
time_zone: UTC
currency: EUR
files:
  orders: {match: "orders*"}
  buyers: {match: "buyers*", optional: true}
events:
  - name: order_placed
    from: orders
    time: day
"""


def test_event_has_every_field(read):
    recipe = HEAD + (
        "    id: nr\n    person: {email: mail, shop: buyer}\n    account: {vat: vat}\n    person_label: buyer\n"
        "    account_label: firm\n    channel: webshop\n    value: amount\n"
        "    properties: {colour: colour, size: size}\n"
    )

    result = read(
        recipe,
        orders__csv="nr,day,mail,buyer,vat,firm,amount,colour,size\n9,2025-01-01,,Ada,DE1,ACME,12.345,red,\n",
    )

    assert result.table.schema == EVENT_SCHEMA
    event = result.events[0]
    assert {name: event[name] for name in event if name != "occurred_at"} == {
        "source": "shop",
        "source_event_id": "order_placed:9",
        "name": "order_placed",
        "precision": "day",
        "sequence": 2,
        "person_identifiers": [{"kind": "shop", "value": "Ada"}],
        "account_identifiers": [{"kind": "vat", "value": "DE1"}],
        "person_label": "Ada",
        "account_label": "ACME",
        "channel": "webshop",
        "value_minor": 1234,
        "currency": "EUR",
        "properties": [("colour", "red")],
    }


def test_chunks_have_their_schemas_and_account_for_every_row_once(read):
    result = read(HEAD + "    id: nr\n", chunk_rows=1, orders__csv="nr,day\n1,2025-01-01\n2,never\n3\n4,2025-01-04\n")

    assert {chunk.events.schema for chunk in result.chunks} == {EVENT_SCHEMA}
    assert {chunk.rejected.schema for chunk in result.chunks} == {REJECTED_SCHEMA}
    assert result.rows == len(result.events) + len(result.rejected) == 4


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("0.005", "EUR", 0),
        ("0.015", "EUR", 2),
        ("0.025", "EUR", 2),
        ("-0.015", "EUR", -2),
        ("1.005", "EUR", 100),
        ("12.5", "JPY", 12),
        ("13.5", "jpy", 14),
        ("1.0005", "BHD", 1000),
        ("899999999999999", "EUR", 89999999999999900),
    ],
)
def test_amounts_become_minor_units_exactly_with_halves_to_even(read, amount, currency, minor):
    recipe = HEAD + "    id: nr\n    value: amount\n    currency: currency\n"

    result = read(recipe, orders__csv=f"nr,day,amount,currency\n1,2025-01-01,{amount},{currency}\n")

    assert (result.events[0]["value_minor"], result.events[0]["currency"]) == (minor, currency.upper())


def test_rounding_happens_after_summing_up(read):
    recipe = HEAD + "    group_by: nr\n    value: sum(price * pieces)\n"

    result = read(recipe, orders__csv="nr,day,price,pieces\n1,2025-01-01,0.004,1\n1,2025-01-01,0.002,2\n")

    assert result.events[0]["value_minor"] == 1


def test_value_and_currency_are_both_there_or_neither(read):
    recipe = HEAD + "    id: nr\n    value: amount\n"

    result = read(recipe, orders__csv="nr,day,amount\n1,2025-01-01,\n")

    assert (result.events[0]["value_minor"], result.events[0]["currency"]) == (None, None)


@pytest.mark.parametrize(("currency", "reason"), [("EURO", "unknown_currency"), ("", "missing_currency")])
def test_value_in_no_known_currency_is_rejected(read, currency, reason):
    recipe = HEAD.replace("currency: EUR\n", "") + "    id: nr\n    value: amount\n    currency: currency\n"

    result = read(recipe, orders__csv=f"nr,day,amount,currency\n1,2025-01-01,5,{currency}\n")

    assert result.reasons == [(2, reason)]


def test_absurd_amount_is_rejected(read):
    result = read(
        HEAD + "    id: nr\n    value: amount\n", orders__csv="nr,day,amount\n1,2025-01-01,9000000000000000\n"
    )

    assert result.reasons == [(2, "unreadable_number")]


def test_sum_of_absurd_amounts_is_rejected_and_stops_nothing(read):
    rows = "".join(f"1,2025-01-01,99999999999{i},99999999999\n" for i in range(10))

    result = read(
        HEAD + "    group_by: nr\n    value: sum(a * b)\n", orders__csv=f"nr,day,a,b\n{rows}2,2025-01-01,1,1\n"
    )

    assert result.ids == ["order_placed:2"]
    assert {reason for _, reason in result.reasons} == {"unreadable_number"}
    assert len(result.reasons) == 10


def test_currencies_have_the_digits_of_iso_4217():
    assert (MINOR_DIGITS["EUR"], MINOR_DIGITS["JPY"], MINOR_DIGITS["KWD"], MINOR_DIGITS["CLF"]) == (2, 0, 3, 4)


def test_id_of_several_columns_is_unambiguous(read):
    result = read(HEAD + "    id: [a, b]\n", orders__csv="day,a,b\n2025-01-01,x:y,z\n2025-01-01,x,y:z\n")

    assert result.ids == ["order_placed:x%3Ay:z", "order_placed:x:y%3Az"]


def test_without_id_equal_rows_are_told_apart_and_keep_their_ids_in_any_file(read):
    first = read(HEAD, orders1__csv="day,a\n2025-01-01,x\n2025-01-01,x\n2025-01-02,y\n")
    second = read(HEAD, orders1__csv="a,day\nx,2025-01-01\nz,2025-01-01\n", orders2__csv="day,a\n2025-01-01,x\n")

    assert len({*first.ids}) == 3
    assert first.ids[1] == first.ids[0] + "-2"
    assert (second.ids[0], second.ids[2]) == (first.ids[0], first.ids[0])


def test_group_takes_first_row_earliest_time_and_its_own_id(read):
    recipe = HEAD + "    group_by: nr\n    time_format: auto\n    properties: {a: a, n: count(*), all: max(a)}\n"

    result = read(recipe, orders__csv="nr,day,a\n1,2025-01-03,x\n2,2025-01-01,q\n1,2025-01-02,y\n")

    assert result.ids == ["order_placed:1", "order_placed:2"]
    event = result.events[0]
    assert (event["sequence"], f"{event['occurred_at']:%d}") == (2, "02")
    assert dict(event["properties"]) == {"a": "x", "n": "2", "all": "y"}


def test_group_may_take_its_latest_time(read):
    recipe = HEAD.replace("time: day", "time: max(day)") + "    group_by: nr\n"

    result = read(recipe, orders__csv="nr,day\n1,2025-01-03\n1,2025-01-02T00:00:00Z\n")

    assert f"{result.events[0]['occurred_at']:%d}" == "03"


def test_group_with_one_unreadable_row_is_held_back_whole(read):
    recipe = HEAD + "    group_by: nr\n    value: sum(amount)\n"

    result = read(recipe, orders__csv="nr,day,amount\n1,2025-01-01,5\n1,2025-01-01,five\n2,2025-01-01,7\n")

    assert result.ids == ["order_placed:2"]
    assert result.reasons == [(3, "unreadable_number"), (2, "group_incomplete")]


def test_group_needs_only_one_row_with_a_time(read):
    recipe = HEAD + "    group_by: nr\n"

    result = read(recipe, orders__csv="nr,day\n1,2025-01-01\n1,\n2,\n,2025-01-01\n")

    assert result.ids == ["order_placed:1"]
    assert sorted(result.reasons) == [(4, "missing_time"), (5, "missing_id")]


def test_left_join_keeps_rows_without_counterpart_and_inner_does_not(read):
    orders, buyers = "nr,day,buyer\n1,2025-01-01,a\n2,2025-01-01,b\n3,2025-01-01,\n", "key,city\na,Ulm\n,Nowhere\n"
    joined = HEAD + "    id: nr\n    properties: {city: city}\n    join: {buyers: {on: {buyer: key}, kind: KIND}}\n"

    left = read(joined.replace("KIND", "left"), orders__csv=orders, buyers__csv=buyers)
    inner = read(joined.replace("KIND", "inner"), orders__csv=orders, buyers__csv=buyers)

    assert [dict(event["properties"]) for event in left.events] == [{"city": "Ulm"}, {}, {}]
    assert inner.ids == ["order_placed:1"]


def test_join_with_a_file_that_was_not_given_is_empty_and_noticed(read):
    recipe = HEAD + "    id: nr\n    properties: {city: city}\n    join: {buyers: {on: {buyer: key}}}\n"

    result = read(recipe, orders__csv="nr,day,buyer\n1,2025-01-01,a\n")

    assert (len(result.events), result.events[0]["properties"]) == (1, [])
    assert result.notices == ["No file for 'buyers' was given; events made from it are missing."]


def test_file_that_was_given_goes_before_one_that_was_not(read):
    recipe = HEAD.replace("events:", "  owners: {match: 'owners*', optional: true}\nevents:") + (
        "    id: nr\n    properties: {city: city}\n    join: {owners: {on: buyer}, buyers: {on: buyer}}\n"
    )

    result = read(recipe, orders__csv="nr,day,buyer\n1,2025-01-01,a\n", buyers__csv="buyer,city\na,Ulm\n")

    assert dict(result.events[0]["properties"]) == {"city": "Ulm"}


def test_group_of_two_columns_is_held_back_alone(read):
    recipe = HEAD + "    group_by: [nr, part]\n    value: sum(amount)\n"

    result = read(recipe, orders__csv="nr,part,day,amount\n1,a,2025-01-01,5\n1,b,2025-01-01,six\n1,b,2025-01-01,7\n")

    assert result.ids == ["order_placed:1:a"]
    assert result.reasons == [(3, "unreadable_number"), (4, "group_incomplete")]


def test_nested_parquet_column_is_named(read):
    table = pa.table({"nr": pa.array([[1]], pa.list_(pa.int64())), "day": ["2025-01-01"]})

    with pytest.raises(DocumentInvalid) as error:
        read(HEAD + "    id: nr\n", orders__parquet=table)

    assert error.value.problems[0].code == "unreadable_column"


def test_several_counterparts_are_noticed(read):
    recipe = HEAD + "    id: nr\n    properties: {city: city}\n    join: {buyers: {on: buyer}}\n"

    result = read(recipe, orders__csv="nr,day,buyer\n1,2025-01-01,a\n", buyers__csv="buyer,city\na,Ulm\na,Bonn\n")

    assert [dict(event["properties"])["city"] for event in result.events] == ["Ulm", "Bonn"]
    assert "1 values of buyer stand on several rows of 'buyers'" in result.notices[0]


def test_channel_formula_outside_the_list_becomes_other(read):
    result = read(
        HEAD + "    id: nr\n    channel: kind\n",
        orders__csv="nr,day,kind\n1,2025-01-01,phone\n2,2025-01-01,owl\n3,2025-01-01,\n",
    )

    assert [event["channel"] for event in result.events] == ["phone", "other", None]


def test_order_is_the_same_whatever_the_order_of_the_files(read, tmp_path):
    files = {f"orders{n}__csv": f"nr,day\n{n}0,2025-01-01\n{n}1,2025-01-01\n" for n in (2, 1, 3)}

    forth = read(HEAD + "    id: nr\n", **files)
    back = read(HEAD + "    id: nr\n", **dict(reversed(files.items())))

    assert forth.table == back.table
    assert forth.ids == [f"order_placed:{n}" for n in ("10", "11", "20", "21", "30", "31")]


def test_file_given_twice_is_read_once(read, tmp_path):
    from wegmarke.sources import parse_recipe, read_files

    path = tmp_path / "orders.csv"
    path.write_text("nr,day\n1,2025-01-01\n")

    chunks = list(read_files(parse_recipe(HEAD + "    id: nr\n"), [path, path], default_zone="UTC"))

    assert sum(chunk.events.num_rows for chunk in chunks) == 1


def test_file_without_header_takes_the_names_of_the_recipe(read):
    recipe = HEAD.replace('match: "orders*"', 'match: "orders*", columns: [nr, day]') + "    id: nr\n"

    result = read(recipe, orders__csv="1,2025-01-01\n2,2025-01-02\n")

    assert [event["sequence"] for event in result.events] == [1, 2]


def test_quoted_line_ends_do_not_shift_line_numbers(read):
    recipe = HEAD + "    id: nr\n    properties: {note: note}\n"

    result = read(recipe, orders__csv='nr,day,note\r\n1,2025-01-01,"two\r\nlines"\r\n2,never,x\r\n3,2025-01-01,y\r\n')

    assert [event["sequence"] for event in result.events] == [2, 5]
    assert result.reasons == [(4, "unreadable_time")]
    assert dict(result.events[0]["properties"]) == {"note": "two\r\nlines"}


def test_hostile_column_names_and_values_are_only_text(read):
    recipe = HEAD + "    id: '\"a\"\"; DROP TABLE file_orders; --\"'\n    properties: {x: \"'it''s'\"}\n"

    result = read(recipe, orders__csv='"a""; DROP TABLE file_orders; --",day\n"\'); SELECT 1; --",2025-01-01\n')

    assert result.ids == ["order_placed:'); SELECT 1; --"]
    assert dict(result.events[0]["properties"]) == {"x": "it's"}


def test_parquet_is_read_like_csv(read):
    from datetime import UTC, date, datetime
    from decimal import Decimal

    recipe = HEAD + "    id: nr\n    value: amount\n    properties: {day: day, ratio: ratio, paid: paid, kind: kind}\n"
    table = pa.table(
        {
            "nr": pa.array([1, 2], pa.int32()),
            "day": pa.array([date(2025, 1, 1), None]),
            "amount": pa.array([Decimal("1.25"), Decimal("2.00")]),
            "ratio": pa.array([0.1, 17850.0]),
            "paid": pa.array([True, None]),
            "kind": pa.array(["a", "b"]).dictionary_encode(),
            "blob": pa.array([b"\x00", b"\x01"]),
        }
    )

    result = read(recipe, orders__parquet=table)

    event = result.events[0]
    assert (event["source_event_id"], event["value_minor"], event["precision"]) == ("order_placed:1", 125, "day")
    assert dict(event["properties"]) == {"day": "2025-01-01", "ratio": "0.1", "paid": "true", "kind": "a"}
    assert result.reasons == [(2, "missing_time")]
    stamps = pa.table(
        {"nr": ["1"], "day": pa.array([datetime(2025, 7, 1, 10, tzinfo=UTC)], pa.timestamp("ms", tz="Asia/Tokyo"))}
    )
    assert read(HEAD + "    id: nr\n", orders__parquet=stamps).events[0]["occurred_at"] == datetime(
        2025, 7, 1, 10, tzinfo=UTC
    )
