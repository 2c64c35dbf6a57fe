"""Churn against a slow loop that a reader can follow, on cases by hand, and on real contracts."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.analytics import churn
from wegmarke.analytics.churn.lives import of_pauses
from wegmarke.domain import UsageError
from wegmarke.paths import primitives

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
DAY = 86_400_000_000
Said = tuple[int, str, float, float | None, dict[str, str]]


def touches(rows: Sequence[Said]) -> pa.Table:
    """Rows of unit, touchpoint, day since the begin, value, properties."""
    return pa.table(
        {
            "unit": pa.array([row[0] for row in rows], pa.int64()),
            "touchpoint": [row[1] for row in rows],
            "time": pa.array([BEGIN + timedelta(days=row[2]) for row in rows], pa.timestamp("us", tz="UTC")),
            "value": pa.array([row[3] for row in rows], pa.float64()),
            "currency": ["EUR"] * len(rows),
            "properties": pa.array([list(row[4].items()) for row in rows], pa.map_(pa.string(), pa.string())),
        }
    )


def order(unit: int, day: float, value: float | None = 1, **said: str) -> Said:
    return unit, "order", day, value, said


def at(unit: int, what: str, day: float, **said: str) -> Said:
    return unit, what, day, None, said


STATE = at(99, "seen", 1000)


def slow_limit(gaps: list[int], shortest: int, permille: int) -> int:
    """The quantile between two sorted gaps, in whole numbers."""
    if not gaps:
        return shortest
    ordered, reach = sorted(gaps), permille * (len(gaps) - 1)
    low, rest = divmod(reach, 1000)
    high = min(low + 1, len(ordered) - 1)
    return max(shortest, ordered[low] + (ordered[high] - ordered[low]) * rest // 1000)


def slow_lives(instants: list[int], state: int, shortest: int, permille: int) -> list[tuple[int, int | None, int]]:
    """Begin, churn and orders of each life of one unit."""
    lives: list[tuple[int, int | None, int]] = []
    gaps: list[int] = []
    began, orders = instants[0], 1
    for place, now in enumerate(instants):
        limit = slow_limit(gaps, shortest, permille)
        following = instants[place + 1] if place + 1 < len(instants) else None
        pause = (state if following is None else following) - now
        if pause > limit:
            lives.append((began, now + limit, orders))
        if following is None:
            if pause <= limit:
                lives.append((began, None, orders))
            break
        gaps.append(following - now)
        began, orders = (following, 1) if pause > limit else (began, orders + 1)
    return lives


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 400), min_size=1, max_size=12), min_size=1, max_size=4),
    st.integers(1, 120), st.sampled_from([0, 500, 900, 950, 1000]),
)  # fmt: skip
def test_pauses_as_a_loop_finds_them(units: list[list[int]], days: int, permille: int) -> None:
    state, shortest = 500 * DAY, days * DAY
    known = [sorted(day * DAY for day in unit) for unit in units]
    numbers = [number for number, unit in enumerate(known) for _ in unit]
    rows = pa.table({"unit": pa.array(numbers, pa.int64()), "at": pa.array([one for unit in known for one in unit])})

    found = of_pauses(rows, state, shortest, permille, None)

    expected = [(n, *life) for n, unit in enumerate(known) for life in slow_lives(unit, state, shortest, permille)]
    ended = [None if end >= 4 * 10**18 else end for end in found.ended.tolist()]
    assert list(zip(found.unit.tolist(), found.began.tolist(), ended, found.orders.tolist(), strict=True)) == expected


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40), st.integers(1, 10**5))
def test_limits_are_the_quantile_of_numpy(instants: list[int], shortest: int) -> None:
    rising = np.sort(np.array(instants, np.int64))

    found = primitives.pause_limits(np.array([0, rising.size]), rising, shortest, 950)

    for place in range(rising.size):
        gaps = np.diff(rising[: place + 1])
        expected = max(shortest, np.quantile(gaps, 0.95)) if gaps.size else shortest
        assert found[place] == pytest.approx(expected, abs=1)


def test_a_return_is_a_new_life_and_does_not_undo_churn() -> None:
    data = touches([order(1, 0), order(1, 200), STATE])

    lives = churn.units(data, orders="order", top=10).to_pyarrow().to_pylist()
    rates = churn.rates(data, orders="order", length="year").to_pyarrow().to_pylist()

    assert [(one["state"], one["churned_at"]) for one in reversed(lives)] == [
        ("won_back", BEGIN + timedelta(days=90)),
        # the gap of 200 days is now one of its own, so the second pause may last as long
        ("churned", BEGIN + timedelta(days=400)),
    ]
    assert [(row["new"], row["churned_new"], row["won_back"], row["churned"]) for row in rates] == [
        (1, 1, 1, 0), (0, 0, 0, 1), (0, 0, 0, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(("pause", "churned"), [(90, 0), (90.001, 1)])
def test_the_boundary_of_a_pause_is_included(pause: float, churned: int) -> None:
    data = touches([order(1, 0), at(99, "seen", pause)])

    rows = churn.rates(data, orders="order", length="year").to_pyarrow().to_pylist()

    assert sum(row["churned_new"] for row in rows) == churned


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 700)), min_size=1, max_size=15),
    st.sampled_from(["month", "year"]),
)
def test_periods_add_up(orders: list[tuple[int, int]], length: str) -> None:
    data = touches([*(order(unit, day) for unit, day in orders), STATE])

    rows = churn.rates(data, orders="order", length=length, zone="Europe/Berlin").to_pyarrow().to_pylist()

    for before, row in zip([None, *rows], rows, strict=False):
        grown = row["new"] + row["won_back"] - row["churned"] - row["churned_new"]
        assert row["active_at_end"] == row["active_at_start"] + grown
        assert row["churned"] <= row["active_at_start"]
        assert before is None or row["active_at_start"] == before["active_at_end"]
    assert rows[0]["active_at_start"] == 0


def test_chance_to_be_alive_says_when_it_falls_below_a_half() -> None:
    """Orders on day 0 and 10: the closed form of BG/NBD, solved for the time."""
    model = churn.PurchaseModel(r=0.243, alpha=4.414, a=0.793, b=2.426)
    data = touches([order(1, 0), order(1, 10), order(2, 0), STATE])

    rows = churn.units(data, orders="order", alive=model).to_pyarrow().to_pylist()

    ended = {row["unit"]: row["churned_at"] for row in rows}
    days = (ended[1] - BEGIN) / timedelta(days=1)
    odds = model.a / model.b * ((model.alpha + days) / (model.alpha + 10)) ** (model.r + 1)
    assert 1 / (1 + odds) == pytest.approx(0.5, abs=1e-9)
    assert ended[2] is None
    fitted = SimpleNamespace(r=0.243, alpha=4.414, a=0.793, b=2.426, loss=1.0)
    assert churn.units(data, orders="order", alive=fitted).to_pyarrow().to_pylist() == rows


def test_contracts_end_with_effect_and_notice_stands_beside() -> None:
    data = touches(
        [
            at(1, "signed", 0), at(1, "notice", 20, until="2025-03-31"),
            at(2, "signed", 0), at(2, "notice", 20, until="2025-03-31"), at(2, "signed", 40),
            at(3, "signed", 0), at(3, "notice", 999, until="2029-12-31"),
            at(4, "notice", 5, until="2025-02-28"), at(5, "signed", 0), at(5, "notice", 30, until="soon"),
            at(6, "signed", 0), at(6, "signed", 1), STATE,
        ]
    )  # fmt: skip
    asked: dict[str, Any] = {"starts": "signed", "notices": "notice", "ends_on": "until", "zone": "Europe/Berlin"}

    found = churn.units(data, **asked)
    rates = churn.rates(data, **asked).to_pyarrow().to_pylist()

    by_unit = {row["unit"]: row for row in found.to_pyarrow().to_pylist()}
    assert by_unit[1]["churned_at"] == datetime(2025, 3, 31, 22, tzinfo=UTC)
    assert by_unit[1]["notice_at"] == BEGIN + timedelta(days=20)
    assert [by_unit[unit]["state"] for unit in (2, 3, 5, 6)] == ["notice_given", "notice_given", "churned", "active"]
    march = next(row for row in rates if row["begins"] == date(2025, 3, 1))
    assert (march["churned"], march["active_at_start"]) == (1, 4)
    said = str(found.definition)
    for words in (
        "2 starts of a contract that was active", "1 ends without an active contract",
        "1 ends whose last day cannot be read", "1 ends were taken back",
    ):  # fmt: skip
        assert words in said


def test_each_contract_counts_for_itself_where_they_have_names() -> None:
    data = touches(
        [at(1, "signed", 0, id="a"), at(1, "signed", 1, id="b"), at(1, "ended", 50, id="a"), STATE]
    )  # fmt: skip

    together, apart = (
        churn.rates(data, starts="signed", ends="ended", contract=name, length="year").to_pyarrow().to_pylist()[0]
        for name in (None, "id")
    )

    assert (together["new"], together["churned_new"]) == (1, 1)
    assert (apart["new"], apart["churned_new"]) == (2, 1)


def test_bad_input_is_said_or_refused() -> None:
    data = touches([order(1, 0, -5), order(1, 0, 5), STATE])

    assert "1 orders with a negative value do not count." in str(churn.rates(data, orders="order").definition)
    assert churn.curve(touches([STATE]), orders="seen", start=BEGIN + timedelta(days=2000)).rows.num_rows == 0
    for wrong in ({"orders": "nothing"}, {"starts": "order"}, {"days": 0}, {"permille": 2000}, {"speed": 3}):
        with pytest.raises(UsageError):
            churn.rates(data, **wrong)
    with pytest.raises(UsageError):
        churn.PurchaseModel.of({"r": 1})


def test_win_back_counts_whom_it_observed_long_enough() -> None:
    data = touches([order(1, 0), order(1, 200), order(2, 0), order(3, 0), order(3, 300), STATE])

    total = churn.win_back(data, orders="order", window_days=180).to_pyarrow().to_pylist()[-1]

    # 1 returned after 110 days, 3 after 210; both left once more
    assert (total["churned"], total["observed"], total["won_back"]) == (5, 5, 1)
    assert total["days_median"] == 110


@pytest.mark.shared_data
def test_real_contracts_survive_as_two_other_programs_computed(shared_data: Path) -> None:
    folder = shared_data / "telco_churn_ibm"
    truth = json.loads((folder / "ground_truth.json").read_text())
    with gzip.open(folder / "Telco-Customer-Churn.csv.gz", "rt") as file:
        known = list(csv.DictReader(file))
    rows: list[Said] = []
    for number, one in enumerate(known, 1):
        rows.append(at(number, "start", -30 * int(one["tenure"]), contract=one["Contract"]))
        if one["Churn"] == "Yes":
            rows.append(at(number, "end", 0))
    data = touches([*rows, at(0, "seen", 0)])

    curve = churn.curve(data, starts="start", ends="end").to_pyarrow().to_pylist()
    by_contract = churn.lengths(data, starts="start", ends="end", breakdown="contract").to_pyarrow().to_pylist()

    found = {round(point["days"] / 30): point["share"] for point in curve}
    for month, share in truth["Kaplan-Meier survival at months"].items():
        assert found[int(month)] == pytest.approx(share, abs=5e-7)
    assert {row["label"]: [row["lives"], row["ended"]] for row in by_contract} == truth["by contract: n, churned"]
    assert sum(row["ended"] for row in by_contract) == truth["rows, churned, churn rate"][1]


@pytest.mark.shared_data
def test_real_buyers_are_new_in_the_months_of_their_first_order(shared_data: Path) -> None:
    folder = shared_data / "online_retail_uci"
    truth = json.loads((folder / "ground_truth.json").read_text())
    orders: dict[str, tuple[str, str]] = {}
    with gzip.open(folder / "online_retail_2010-12-01_2011-08-31.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            is_sale = row["CustomerID"] and not row["InvoiceNo"].startswith("C")
            if is_sale and int(row["Quantity"]) > 0 and float(row["UnitPrice"]) > 0:
                orders[row["InvoiceNo"]] = (row["CustomerID"], row["InvoiceDate"])
    data = pa.table(
        {
            "unit": [unit for unit, _ in orders.values()],
            "touchpoint": ["order"] * len(orders),
            "time": pa.array([datetime.fromisoformat(when) for _, when in orders.values()], pa.timestamp("us")),
        }
    )

    rows = churn.rates(data, orders="order", zone="Europe/London").to_pyarrow().to_pylist()

    months = {f"{row['begins']:%Y-%m}": row["new"] for row in rows}
    assert months == truth["new customers by first-purchase month"]
    assert rows[-1]["is_complete"] is False
