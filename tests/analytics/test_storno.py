"""Storno against a slow loop, on cases by hand, and on real orders."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.analytics import storno
from wegmarke.analytics.storno.rates import ratio
from wegmarke.domain import UsageError
from wegmarke.paths import primitives
from wegmarke.paths.primitives import Verdict

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
MEANS: dict[str, Any] = {
    "orders": "order", "cancellations": "cancel", "returns": "back", "terminations": "leave", "save_offers": "offer",
    "order": "id",
}  # fmt: skip
Said = tuple[int, str, float, float | None, str, dict[str, str]]


def touches(rows: Sequence[Said]) -> pa.Table:
    """Rows of unit, touchpoint, day, value, currency, properties; behind them all names, at nobody."""
    names = ("order", "cancel", "back", "leave", "offer", "mail", "call")
    rows = [*rows, *((0, name, -500, None, "EUR", {}) for name in names)]
    return pa.table(
        {
            "unit": pa.array([row[0] or None for row in rows], pa.int64()),
            "touchpoint": [row[1] for row in rows],
            "time": pa.array([BEGIN + timedelta(days=row[2]) for row in rows], pa.timestamp("us", tz="UTC")),
            "value": pa.array([row[3] for row in rows], pa.float64()),
            "currency": [row[4] for row in rows],
            "properties": pa.array([list(row[5].items()) for row in rows], pa.map_(pa.string(), pa.string())),
        }
    )


def one(unit: int, what: str, day: float, value: float | None = None, currency: str = "EUR", **said: str) -> Said:
    return unit, what, day, value, currency, said


STATE = one(9, "mail", 800)


def slow(rows: list[tuple[int, int, int]], spares: set[int]) -> list[tuple[int, int, bool, int]]:
    """Order, taken, larger and verdict per row of (mark, amount, name), one unit."""
    left: dict[int, int] = {}
    closed: set[int] = set()
    found = []
    for place, (mark, amount, name) in enumerate(rows):
        result = (-1, 0, False, 0)
        before = [p for p in range(place) if rows[p][0] == 0]
        after = [p for p in range(place, len(rows)) if rows[p][0] == 0]
        if mark == 0:
            left[place] = amount
        elif mark > 0:
            spared = mark in spares and amount == -1
            if name >= 0:
                named = [p for p in (*before, *after) if rows[p][2] == name]
                order = named[0] if named else -1
                verdict = Verdict.BEFORE if order > place else Verdict.NO_ORDER if order < 0 else 0
            else:
                still = before if spared else [p for p in before if p not in closed]
                order = still[-1] if still else -1
                verdict = 0 if still else Verdict.AGAIN if before else Verdict.BEFORE if after else Verdict.NO_ORDER
            if verdict:
                result = (-1, 0, False, int(verdict))
            elif order in closed and not spared:
                result = (order, 0, False, int(Verdict.AGAIN))
            elif spared:
                result = (order, 0, False, int(Verdict.WHOLE))
            elif left[order] == -1 or amount == -1 or amount >= left[order]:
                result = (order, max(left[order], 0), left[order] != -1 and amount > left[order], int(Verdict.WHOLE))
                left[order] = 0
                closed.add(order)
            else:
                result = (order, amount, False, int(Verdict.PARTIAL))
                left[order] -= amount
        found.append(result)
    return found


MARKS = st.tuples(st.sampled_from([0, 0, 0, 1, 1, 3, 4, -1]), st.sampled_from([-1, 0, 5, 7, 10]), st.integers(-1, 2))


@settings(max_examples=200, deadline=None)
@given(st.lists(MARKS, max_size=14))
def test_orders_are_found_as_by_a_slow_loop(drawn: list[tuple[int, int, int]]) -> None:
    names: set[int] = set()
    rows = []
    for mark, amount, name in drawn:
        # an order has a name of its own
        name = -1 if mark < 0 or (mark == 0 and name in names) else name
        names |= {name} if mark == 0 else set()
        rows.append((mark, amount, name))
    order_of_name = np.array(
        [next((p for p, row in enumerate(rows) if row[0] == 0 and row[2] == n), -1) for n in range(3)]
    )
    columns = [np.array([row[part] for row in rows], np.int64) for part in range(3)]
    starts = np.array([0, len(rows)] if rows else [0], np.int64)

    found = primitives.cancelled(
        starts, columns[0], columns[1], np.zeros(len(rows), np.int64), columns[2], order_of_name,
        [mark == 4 for mark in range(6)],
    )  # fmt: skip

    expected = slow(rows, {4})
    got = zip(
        found.order.tolist(), found.taken.tolist(), found.is_larger.tolist(), found.verdict.tolist(), strict=True
    )  # fmt: skip
    assert list(got) == expected


def listed(data: pa.Table, **more: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = storno.orders(data, **MEANS, **more).to_pyarrow().to_pylist()
    return list(reversed(rows))


def test_a_part_lessens_an_order_and_does_not_close_it() -> None:
    data = touches(
        [one(1, "order", 0, 100), one(1, "cancel", 1, 30), one(1, "back", 2, 50), one(1, "cancel", 3, 90), STATE]
    )

    rows = listed(data)
    rates = storno.rates(data, **MEANS, length="year").to_pyarrow().to_pylist()

    assert [(row["lost_minor"], row["is_partial"]) for row in rows] == [(3000, True), (5000, True), (2000, False)]
    whole = {row["type"]: row for row in rates if row["begins"] is None}
    assert (whole["any"]["affected"], whole["any"]["lost_minor"], whole["any"]["value_share"]) == (1, 10_000, 1.0)
    assert (whole["cancellation"]["lost_minor"], whole["return"]["partial"]) == (5000, 1)


def test_bad_input_is_counted_and_named() -> None:
    data = touches(
        [
            one(1, "cancel", 0, 5), one(1, "order", 1, 10), one(1, "cancel", 2, 90), one(1, "cancel", 3, 1),
            one(2, "cancel", 0), one(3, "order", 0, -10), one(4, "order", 0, 10), one(4, "cancel", 1, -4),
            one(5, "order", 0, 10), one(5, "cancel", 1, 3, "USD"),
            one(6, "order", 5, 10, id="x"), one(6, "cancel", 1, id="x"), one(6, "order", 6, 10, id="x"),
            STATE,
        ]
    )  # fmt: skip

    result = storno.orders(data, **MEANS)

    findings = sorted(row["finding"] for row in result.to_pyarrow().to_pylist())
    assert findings == [
        "before_its_order", "before_its_order", "cancelled_before", "counted", "counted", "other_currency",
        "without_order",
    ]  # fmt: skip
    said = str(result.definition)
    for words in (
        "1 orders with a negative value do not count", "1 orders with a name that is taken",
        "1 Stornos with a negative",
        "1 Stornos are larger", "1 Stornos of orders that were cancelled wholly before", "2 Stornos before their order",
        "1 Stornos without an order", "1 Stornos in another currency", "1 values in USD do not count",
    ):  # fmt: skip
        assert words in said
    in_euro = storno.orders(data, **MEANS, rates={"USD": 0.5}).to_pyarrow().to_pylist()
    assert [row["lost_minor"] for row in in_euro if row["unit"] == 5] == [150]
    for wrong in ({"cancellations": "nothing"}, {"type": "theft"}, {"window_days": 0}, {"rates": {"USD": 0}}, {"a": 1}):
        with pytest.raises(UsageError):
            storno.rates(data, **{**MEANS, **wrong})


def test_a_termination_ends_no_order() -> None:
    data = touches([one(1, "order", 0, 100), one(1, "leave", 5), one(1, "cancel", 6), STATE])

    rows = listed(data)

    assert [(row["type"], row["lost_minor"], row["finding"]) for row in rows] == [
        ("termination", 0, "counted"), ("cancellation", 10_000, "counted"),
    ]  # fmt: skip


def test_a_rule_may_say_what_an_order_is() -> None:
    data = touches([one(1, "mail", 0, 5, kind="order"), one(1, "cancel", 1), one(1, "mail", 2), STATE])
    rule = {"field": "properties.kind", "is": "order"}

    for orders in (rule, json.dumps(rule)):
        rows = storno.orders(data, orders=orders, cancellations="cancel").to_pyarrow().to_pylist()
        assert [(row["order_minor"], row["lost_minor"]) for row in rows] == [(500, 500)]


def test_paths_before_are_beside_those_of_orders_that_stayed() -> None:
    data = touches(
        [
            one(1, "order", 0, 1), one(1, "mail", 1), one(1, "mail", 2), one(1, "call", 3), one(1, "cancel", 10),
            one(2, "order", 0, 1), one(2, "cancel", 10),
            one(3, "order", 0, 1), one(3, "mail", 4), one(3, "call", 5), one(3, "call", 40),
            one(4, "order", 0, 1), one(4, "mail", 50), STATE,
        ]
    )  # fmt: skip

    paths = storno.paths(data, **MEANS).to_pyarrow().to_pylist()
    reached = storno.touchpoints(data, **MEANS).to_pyarrow().to_pylist()

    assert [(row["touchpoints"], row["stornos"], row["stayed"]) for row in paths] == [
        (["mail", "call"], 1, 1), ([], 1, 1),
    ]  # fmt: skip
    assert {row["touchpoint"]: (row["stornos"], row["stayed"]) for row in reached} == {"mail": (1, 1), "call": (1, 1)}


def test_offers_are_decided_by_what_follows_or_by_what_they_say() -> None:
    data = touches(
        [
            one(1, "order", 0, 100), one(1, "offer", 10),  # stays
            one(2, "order", 0, 100), one(2, "offer", 10), one(2, "cancel", 30),  # leaves
            one(3, "order", 0, 100), one(3, "cancel", 5), one(3, "offer", 10), one(3, "order", 40, 70),  # comes back
            one(4, "order", 0, 100), one(4, "cancel", 5), one(4, "offer", 10),  # does not
            one(5, "order", 0, 100), one(5, "offer", 10, result="not_saved"),
            one(6, "order", 0, 100), one(6, "offer", 795), STATE,  # not yet
        ]
    )  # fmt: skip

    total = storno.saves(data, **MEANS).to_pyarrow().to_pylist()[-1]
    back = storno.win_back(data, **MEANS).to_pyarrow().to_pylist()

    assert (total["offers"], total["decided"], total["retained"], total["waiting"]) == (6, 5, 2, 1)
    assert total["recovered_minor"] == 10_000 + 7_000
    assert [(row["stornos"], row["won_back"], row["days_median"]) for row in back] == [(3, 1, 35.0)]


def test_the_interval_of_a_ratio_covers_it() -> None:
    chance = np.random.default_rng(3)
    covered = 0
    for _ in range(300):
        worth = chance.integers(100, 1000, 200)
        low, high = ratio(worth * (chance.random(200) < 0.3), worth)[1:]
        assert low is not None
        assert high is not None
        covered += low <= 0.3 <= high

    assert 0.9 < covered / 300 < 0.99


def read(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.shared_data
def test_real_orders_by_their_state(shared_data: Path) -> None:
    """Every canceled and every unavailable order of a marketplace is one Storno of the whole order."""
    folder = shared_data / "olist_orders_sample"
    states = json.loads((folder / "ground_truth.json").read_text())["orders by status"]
    paid: dict[str, float] = defaultdict(float)
    for row in read(folder / "olist_order_payments_sample.csv.gz"):
        paid[row["order_id"]] += float(row["payment_value"])
    rows, lost = [], 0.0
    for number, order in enumerate(read(folder / "olist_orders_sample.csv.gz"), 1):
        when = datetime.fromisoformat(order["order_purchase_timestamp"]).replace(tzinfo=UTC)
        day = (when - BEGIN) / timedelta(days=1)
        rows.append(one(number, "order", day, paid[order["order_id"]]))
        if order["order_status"] in ("canceled", "unavailable"):
            rows.append(one(number, "cancel", day + 1, reason=order["order_status"]))
            lost += paid[order["order_id"]]
    data = touches(rows)

    total = storno.rates(data, **MEANS, length="year").to_pyarrow().to_pylist()[-2:]
    reasons = storno.reasons(data, **MEANS).to_pyarrow().to_pylist()

    assert {row["reason"]: row["stornos"] for row in reasons} == {
        name: states[name] for name in ("canceled", "unavailable")
    }
    for row in total:
        assert (row["orders"], row["affected"]) == (sum(states.values()), states["canceled"] + states["unavailable"])
        assert row["lost_minor"] == pytest.approx(100 * lost, abs=1)


@pytest.mark.shared_data
@pytest.mark.skipif(not os.environ.get("WEGMARKE_NIGHTLY"), reason="reads 320,000 lines; set WEGMARKE_NIGHTLY=1")
def test_real_invoices_and_their_cancellations(shared_data: Path) -> None:
    """A wholesaler's cancellations name no invoice: all of them are accounted for, one way or another."""
    invoices: dict[str, tuple[int, str, float]] = {}
    for row in read(shared_data / "online_retail_uci" / "online_retail_2010-12-01_2011-08-31.csv.gz"):
        if row["CustomerID"]:
            unit, when, value = invoices.get(row["InvoiceNo"], (int(float(row["CustomerID"])), row["InvoiceDate"], 0.0))
            invoices[row["InvoiceNo"]] = (unit, when, value + int(row["Quantity"]) * float(row["UnitPrice"]))
    rows = []
    for number, (unit, when, value) in invoices.items():
        day = (datetime.fromisoformat(when).replace(tzinfo=UTC) - BEGIN) / timedelta(days=1)
        rows.append(one(unit, "cancel" if number.startswith("C") else "order", day, round(value, 2), "GBP"))

    data = touches(rows)
    found = storno.orders(data, **MEANS, top=100_000).to_pyarrow().to_pylist()
    total = storno.rates(data, **MEANS, length="year").to_pyarrow().to_pylist()[-1]

    assert len(found) == sum(number.startswith("C") for number in invoices)
    assert total["lost_minor"] == sum(row["lost_minor"] for row in found)
    assert total["stornos"] == sum(row["finding"] == "counted" for row in found)
    assert all(row["lost_minor"] <= row["order_minor"] for row in found if row["finding"] == "counted")
