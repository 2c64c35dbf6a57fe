from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from touch_histories import Happening, a_model, as_touches, histories, periods

from wegmarke import analytics
from wegmarke.domain import UsageError
from wegmarke.paths import Period, from_data

EXAMPLES = settings(max_examples=100 if os.environ.get("WEGMARKE_NIGHTLY") else 4, deadline=None)
COLUMNS = pa.schema(
    [
        ("unit", pa.int64()),
        ("touchpoint", pa.string()),
        ("time", pa.timestamp("us", tz="UTC")),
        ("value", pa.float64()),
        ("currency", pa.string()),
        ("order", pa.int64()),
        ("properties", pa.map_(pa.string(), pa.string())),
    ]
)
SOME = pa.table(
    {
        "unit": ["nord", "nord", "west", None],
        "touchpoint": ["ad", "demo", "ad", "ad"],
        "time": [datetime(2025, 3, day, tzinfo=UTC) for day in (1, 2, 3, 4)],
    }
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def as_data(happenings: list[Happening]) -> pa.Table:
    rows = [
        {
            "unit": one.account,
            "touchpoint": one.touchpoint,
            "time": one.at,
            "value": None if one.value is None else one.value / 100,
            "currency": one.currency,
            "order": number,
            "properties": list(one.properties.items()),
        }
        for number, one in enumerate(happenings)
    ]
    return pa.Table.from_pylist(
        rows, schema=pa.schema([*list(COLUMNS)[:3], ("value", pa.float64()), *list(COLUMNS)[4:]])
    )


@pytest.mark.parametrize("by", ["account", "order"])
@EXAMPLES
@given(history=histories(), period=periods())
def test_data_give_the_numbers_of_a_workspace(by: str, history: list[Happening], period: Period) -> None:
    # a date without a time would lie at midnight of a zone here, and is a column of its own type
    whole = [Happening(h.at, h.touchpoint, h.account, 1, False, h.value, h.currency, h.properties) for h in history]
    asked = {"start": period.start, "end": period.end}

    found = analytics.paths(as_data(whole), by, **asked)

    expected = analytics.paths(as_touches(whole), "account", **asked)
    assert found.rows.to_pylist() == expected.rows.to_pylist()
    assert found.excluded == expected.excluded


@EXAMPLES
@given(history=histories())
def test_funnels_break_data_down_by_their_properties(history: list[Happening]) -> None:
    whole = [Happening(h.at, h.touchpoint, h.account, 1, False, h.value, h.currency, h.properties) for h in history]

    found = analytics.funnel(as_data(whole), a_model(), breakdown="origin")

    assert found.rows.to_pylist() == analytics.funnel(as_touches(whole), a_model(), breakdown="origin").rows.to_pylist()


def parquet(folder):
    pyarrow.parquet.write_table(SOME, folder / "touches.parquet")
    return folder / "touches.parquet"


@pytest.mark.parametrize(
    "form",
    [lambda _: SOME, lambda _: SOME.to_pandas(), lambda _: ibis.memtable(SOME), parquet, lambda f: str(parquet(f))],
    ids=["arrow", "pandas", "ibis", "parquet", "parquet by its name"],
)
def test_every_form_of_data_is_taken(form, tmp_path) -> None:
    rows = analytics.paths(form(tmp_path)).rows.to_pylist()

    assert [(row["from_touchpoint"], row["to_touchpoint"], row["units"]) for row in rows] == [
        ("(start)", "ad", 2),
        ("ad", "(end)", 1),
        ("ad", "demo", 1),
        ("demo", "(end)", 1),
    ]


def test_events_of_nobody_are_counted() -> None:
    assert analytics.paths(SOME).excluded["without_unit"] == 1


def test_whole_numbers_may_be_floats_where_some_are_missing() -> None:
    frame = pd.DataFrame({"unit": [7, 7, None], "touchpoint": ["ad"] * 3, "time": pd.to_datetime(["2025-03-01"] * 3)})

    assert analytics.paths(frame).rows.to_pylist()[0]["units"] == 1


def test_data_that_nobody_understands_are_refused_with_all_problems_at_once() -> None:
    wrong = pa.table(
        {
            "unit": [1.5, 2.0],
            "time": pa.array([None, local("2025-01-01")], pa.timestamp("us")),
            "value": ["much", "little"],
            "currency": ["EUR", "Taler"],
            "order": [0.5, 1.0],
        }
    )

    with pytest.raises(UsageError) as refused:
        analytics.paths(wrong)

    assert [problem.where for problem in refused.value.problems] == [
        "touchpoint", "unit", "time", "value", "currency", "order",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [[1, 2], None, "nowhere.parquet"])
def test_what_is_no_data_is_refused(data) -> None:
    with pytest.raises(UsageError, match="expected"):
        analytics.paths(data)


@pytest.mark.parametrize(("by", "zone", "words"), [("tribe", "UTC", "account"), ("account", "Mars", "Europe/Berlin")])
def test_units_and_zones_that_do_not_exist_are_refused(by: str, zone: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        from_data(SOME, by, zone=zone)


def at(time: object) -> datetime:
    data = pa.table({"unit": [1], "touchpoint": ["ad"], "time": [time]})
    return from_data(data, zone="Europe/Berlin").touches.to_pyarrow()["occurred_at"][0].as_py()


def test_dates_lie_at_midnight_of_the_zone() -> None:
    assert at(date(2025, 7, 1)) == local("2025-06-30T22:00")


def test_times_without_a_zone_are_in_the_zone_of_the_question() -> None:
    assert at(local("2025-07-01T12:00")) == local("2025-07-01T10:00")


def test_times_with_a_zone_stay_what_they_are() -> None:
    assert at(datetime(2025, 7, 1, 12, tzinfo=UTC)) == local("2025-07-01T12:00")


@pytest.mark.parametrize(
    "properties",
    [
        pa.array([[("o'x", "fair")]], pa.map_(pa.string(), pa.string())),
        pa.array([{"o'x": "fair", "n": 3}]),
        pa.array([json.dumps({"o'x": "fair", "n": 3})]),
    ],
    ids=["map", "struct", "json"],
)
def test_properties_come_in_three_forms(properties: pa.Array) -> None:
    data = pa.table({"unit": [1], "touchpoint": ["ad"], "time": [local("2025-01-01")], "properties": properties})

    assert dict(from_data(data).events.to_pyarrow()["properties"][0].as_py())["o'x"] == "fair"


def test_amounts_become_minor_units_of_their_currency() -> None:
    data = pa.table(
        {
            "unit": [1, 1, 1],
            "touchpoint": ["ad"] * 3,
            "time": [local(f"2025-01-0{day}") for day in (1, 2, 3)],
            "value": [19.99, 500.0, None],
            "currency": ["EUR", "JPY", None],
        }
    )

    rows = from_data(data).touches.order_by("occurred_at").to_pyarrow()

    assert rows["value_minor"].to_pylist() == [1999, 500, None]


def test_the_index_gives_the_same_numbers() -> None:
    indexed = from_data(SOME, indexed=True)

    assert list(indexed.indexes) == ["account"]
    assert analytics.paths(indexed).rows.to_pylist() == analytics.paths(SOME).rows.to_pylist()


def test_no_rows_are_data_too() -> None:
    assert analytics.paths(SOME.slice(0, 0)).rows.num_rows == 0
