"""Retention by hand, against the ground truth of a wholesaler, and what is refused."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from touch_histories import BEGIN, Happening, as_touches

from wegmarke import analytics
from wegmarke.domain import UsageError

DAY = timedelta(days=1)


def on(day, touchpoint="tp_order", account=1, value=None, currency="EUR", **properties):
    at = BEGIN + day * DAY
    return Happening(at, touchpoint, account, account, False, value, currency if value else None, properties)


def rows(result, *names):
    return [tuple(row[name] for name in names) for row in result.to_pyarrow().to_pylist()]


def cells(result):
    found = rows(result, "cohort", "periods_since", "units", "of")
    return {(cohort.month if cohort else None, since): pair for cohort, since, *pair in found}


# January: 1 and 2; 1 is back in February and April, 2 in March; February: 3, back in April; 9 says how far data reach
VISITS = as_touches([
    on(0), on(35), on(100), on(10, account=2), on(62, account=2), on(40, account=3), on(99, account=3),
    on(103, "tp_ad", 9),
])  # fmt: skip


def test_first_time_cohorts_by_calendar_month():
    found = analytics.retention(VISITS, starts=["tp_order"], periods=3, zone="Europe/Berlin")

    assert cells(found) == {
        (1, 0): [2, 2], (1, 1): [1, 2], (1, 2): [1, 2], (1, 3): [1, 2],
        (2, 0): [1, 1], (2, 1): [0, 1], (2, 2): [1, 1],
        (None, 0): [3, 3], (None, 1): [1, 3], (None, 2): [1, 2],
    }  # fmt: skip


def test_the_month_of_the_data_is_incomplete():
    found = analytics.retention(VISITS, starts=["tp_order"], periods=3, zone="Europe/Berlin")

    complete = {
        (row[0].month, row[1]): row[2] for row in rows(found, "cohort", "periods_since", "is_complete") if row[0]
    }
    assert [cell for cell, is_complete in complete.items() if not is_complete] == [(1, 3), (2, 2)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("on_or_after", [2, 2, 2, 1]), ("on_or_before", [2, 1, 2, 2]), ("streak", [2, 1, 0, 0])],
)
def test_rules_of_return(rule, expected):
    found = analytics.retention(VISITS, starts=["tp_order"], rule=rule, periods=3, zone="Europe/Berlin")

    assert [cells(found)[1, since][0] for since in range(4)] == expected


def test_recurring_cohorts_hold_a_unit_once_per_month():
    found = analytics.retention(VISITS, starts=["tp_order"], cohort="recurring", periods=1, zone="Europe/Berlin")

    assert cells(found) | {(None, 0): 0, (None, 1): 0} == {
        (1, 0): [2, 2], (1, 1): [1, 2], (2, 0): [2, 2], (2, 1): [0, 2], (3, 0): [1, 1], (3, 1): [0, 1], (4, 0): [2, 2],
        (None, 0): 0, (None, 1): 0,
    }  # fmt: skip


def test_shares_of_the_previous_period_may_exceed_it():
    found = analytics.retention(VISITS, starts=["tp_order"], reference="previous", periods=3, zone="Europe/Berlin")

    shares = rows(found, "cohort", "periods_since", "share", "high")
    share = {(cohort and cohort.month, since): bounds for cohort, since, *bounds in shares}
    assert cells(found)[2, 2] == [1, 0]
    assert share[2, 2] == [None, None]
    assert share[1, 2][0] == 1.0


def test_a_simple_mean_counts_cohorts_alike():
    weighted = analytics.retention(VISITS, starts=["tp_order"], periods=1, zone="Europe/Berlin")
    simple = analytics.retention(VISITS, starts=["tp_order"], periods=1, mean="simple", zone="Europe/Berlin")

    assert rows(weighted, "share", "low")[-1] == (pytest.approx(1 / 3), pytest.approx(0.0615, abs=1e-3))
    assert rows(simple, "share", "low")[-1] == (0.25, None)


def test_period_0_is_measured_where_another_event_tells_of_a_return():
    touches = as_touches([on(0, "tp_ad"), on(1, "tp_order"), on(0, "tp_ad", 2), on(70, "tp_fair", 9)])
    ask = {"starts": ["tp_ad"], "returns": ["tp_order"], "periods": 1}

    counted = analytics.retention(touches, **ask)
    measured = analytics.retention(touches, **ask, start_counts=False)

    assert cells(counted)[1, 0] == [2, 2]
    assert cells(measured)[1, 0] == [1, 2]


def test_windows_roll_from_the_start_itself():
    """The event 23 hours later lies on the next calendar day, and in the first window all the same."""
    touches = as_touches([on(0.75), on(0.75 + 23 / 24), on(9)])

    rolling = analytics.retention(touches, length="day", rolling=True, periods=2)
    calendar = analytics.retention(touches, length="day", periods=2)

    assert [row[0] for row in rows(rolling, "units")][:3] == [1, 0, 0]
    assert [row[0] for row in rows(calendar, "units")][:3] == [1, 1, 0]


def test_a_short_day_is_a_calendar_day_and_not_24_hours():
    night = datetime(2025, 3, 29, 22, 30, tzinfo=UTC)  # half past eleven in Berlin, before the day of 23 hours
    seen = [Happening(night, "tp_order"), Happening(night + 23 * DAY / 24 + DAY / 48, "tp_order"), on(99, account=9)]

    calendar = analytics.retention(as_touches(seen), length="day", periods=2, zone="Europe/Berlin")
    rolling = analytics.retention(as_touches(seen), length="day", periods=2, rolling=True, zone="Europe/Berlin")

    assert [row[0] for row in rows(calendar, "units")][:3] == [1, 0, 1]
    assert [row[0] for row in rows(rolling, "units")][:3] == [1, 0, 0]


def test_a_return_counts_with_the_value_of_the_start_only():
    touches = as_touches([on(0, origin="fair"), on(35, origin="ad"), on(36), on(1, account=2), on(40, account=2)])

    found = analytics.retention(touches, starts=["tp_order"], periods=1, breakdown="origin")

    kept = [row for row in rows(found, "label", "cohort", "periods_since", "units") if row[1]]
    assert [(label, since, units) for label, _, since, units in kept] == [
        ("fair", 0, 1), ("fair", 1, 0), (None, 0, 1), (None, 1, 1),
    ]  # fmt: skip


def test_amounts_are_kept_apart_by_currency_and_by_what_happened_to_them():
    touches = as_touches([
        on(0, value=100), on(31, value=60), on(31, account=2, value=50), on(60, account=2, value=80),
        on(0, account=3, value=40), on(1, account=3, value=-10), on(35, account=3, value=-30),
        on(0, account=4, value=70, currency="USD"), on(40, account=4, value=70, currency="USD"), on(95, "tp_ad", 9),
    ])  # fmt: skip

    found = analytics.revenue_retention(touches, payments=["tp_order"])

    names = ("currency", "begins", "customers", "customers_lost", "start_minor", "lost_minor", "contraction_minor",
             "expansion_minor", "new_minor", "gross", "net")  # fmt: skip
    january, february, march, april = (date(2025, month, 1) for month in (1, 2, 3, 4))
    assert rows(found, *names) == [
        ("EUR", january, 0, 0, 0, 0, 0, 0, 130, None, None),
        ("EUR", february, 2, 1, 130, 30, 40, 0, 50, pytest.approx(60 / 130), pytest.approx(60 / 130)),
        ("EUR", march, 2, 1, 110, 60, 0, 30, 0, pytest.approx(50 / 110), pytest.approx(80 / 110)),
        ("EUR", april, 1, 1, 80, 80, 0, 0, 0, 0.0, 0.0),
        ("USD", january, 0, 0, 0, 0, 0, 0, 70, None, None),
        ("USD", february, 1, 0, 70, 0, 0, 0, 0, 1.0, 1.0),
        ("USD", march, 1, 1, 70, 70, 0, 0, 0, 0.0, 0.0),
    ]


def test_revenue_of_cohorts_is_compared_with_their_first_period():
    touches = as_touches(
        [on(0, value=100), on(40, value=150), on(70, value=20), on(0, account=2, value=50), on(99, "tp_ad", 9)]
    )

    found = analytics.revenue_retention(touches, reference="cohort", periods=2)

    assert rows(found, "periods_since", "customers", "customers_lost", "start_minor", "gross", "net") == [
        (0, 2, 0, 150, 1.0, 1.0),
        (1, 2, 1, 150, pytest.approx(100 / 150), 1.0),
        (2, 2, 1, 150, pytest.approx(20 / 150), pytest.approx(20 / 150)),
    ]


def test_contracts_are_lost_beside_customers():
    touches = as_touches([
        on(0, value=10, contract="a"), on(0, value=10, contract="b"), on(35, value=10, contract="a"), on(36, value=5),
        on(70, "tp_ad", 9),
    ])  # fmt: skip

    found = analytics.revenue_retention(touches, contract="contract")

    assert rows(found, "customers", "customers_lost", "contracts", "contracts_lost")[1] == (1, 0, 2, 1)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"starts": ["tp_nowhere"]}, "starts: expected one of .*tp_ad.*tp_nowhere"),
        ({"returns": ["tp_nowhere"]}, "returns: expected one of"),
        ({"rule": "soon"}, "rule: expected one of on, on_or_after, on_or_before, streak"),
        ({"cohort": "last"}, "cohort: expected one of first_time, recurring"),
        ({"reference": "next"}, "reference: expected one of cohort, previous"),
        ({"mean": "middle"}, "mean: expected one of weighted, simple"),
        ({"length": "hour"}, "length: expected one of day"),
        ({"periods": 0}, "periods: expected a number from 1"),
        ({"at_least": 0}, "at_least: expected a number from 1"),
        ({"rolling": True}, "rolling: expected periods of one length: day, week; got month"),
        ({"zone": "Europe/Nowhere"}, "zone: expected an IANA time zone"),
        ({"by": "team"}, "by: expected one of person"),
        ({"start": BEGIN + DAY, "end": BEGIN}, "period: expected start before end"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_refuses(asked, said):
    with pytest.raises(UsageError, match=said):
        analytics.retention(VISITS, **asked)


def test_nobody_has_no_cohort():
    assert rows(analytics.retention(as_touches([])), "units") == []
    assert rows(analytics.revenue_retention(as_touches([])), "customers") == []


@pytest.fixture(scope="module")
def retail(shared_data: Path):
    """Valid sales, one touch per invoice: not cancelled, customer known, quantity and price above zero."""
    folder = shared_data / "online_retail_uci"
    sums, told = defaultdict(Decimal), {}
    with gzip.open(folder / "online_retail_2010-12-01_2011-08-31.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            amount = int(row["Quantity"]) * Decimal(row["UnitPrice"])
            is_sale = int(row["Quantity"]) > 0 and Decimal(row["UnitPrice"]) > 0
            if is_sale and row["CustomerID"] and not row["InvoiceNo"].startswith("C"):
                sums[row["InvoiceNo"]] += amount
                at = datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC)
                told.setdefault(row["InvoiceNo"], (at, int(float(row["CustomerID"]))))
    happenings = [
        Happening(at, "tp_order", customer, customer, False, round(100 * sums[invoice]), "GBP")
        for invoice, (at, customer) in told.items()
    ]
    return as_touches(happenings), json.loads((folder / "ground_truth.json").read_text())


@pytest.mark.shared_data
def test_retention_of_a_wholesaler(retail):
    touches, truth = retail

    found = analytics.retention(touches, periods=8)

    told = rows(found, "cohort", "periods_since", "units", "of")
    members = {f"{cohort:%Y-%m}": of for cohort, since, _, of in told if cohort and since == 0}
    assert members == truth["new customers by first-purchase month"]
    first = {str(since): units for cohort, since, units, _ in told if cohort == date(2010, 12, 1)}
    assert first == truth["retention of first-purchase cohort 2010-12: active customers by month offset"]


@pytest.mark.shared_data
def test_revenue_of_a_wholesaler(retail):
    touches, truth = retail

    found = analytics.revenue_retention(touches)

    revenue = {
        f"{row['begins']:%Y-%m}": row["start_minor"] - row["lost_minor"] - row["contraction_minor"]
        + row["expansion_minor"] + row["new_minor"]
        for row in found.to_pyarrow().to_pylist()
    }  # fmt: skip
    by_month = truth["by month: invoices, customers, revenue"]
    assert revenue == {month: round(100 * Decimal(str(figures[2]))) for month, figures in by_month.items()}
    customers = {
        f"{row['begins']:%Y-%m}": row["customers"] - row["customers_lost"] + row["new_customers"]
        for row in found.to_pyarrow().to_pylist()
    }
    assert customers == {month: figures[1] for month, figures in by_month.items()}
