"""What new customers cost: lag, groups of scopes, currencies, channels, and the month in which cohorts pay back."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pyarrow as pa
import pytest
from touch_histories import BEGIN, Happening, as_touches

from wegmarke.analytics import value
from wegmarke.domain import UsageError

DAY = timedelta(days=1)


def costs(*rows):
    """Make costs of (month, scope, amount in euros) and, where wanted, touchpoint and currency."""
    whole = [(*row, *(None, "EUR")[len(row) - 3 :]) for row in rows]
    names = ("month", "scope", "amount_minor", "touchpoint", "currency")
    table = pa.table({name: [row[place] for row in whole] for place, name in enumerate(names)})
    minor = pa.array([amount * 100 for amount in table["amount_minor"].to_pylist()], pa.int64())
    return table.set_column(2, "amount_minor", minor)


JAN, FEB, MAR, APR = (date(2025, month, 1) for month in range(1, 5))
# first orders: 1 and 2 in January, 3 in February, 4 in April
PLACED = [(1, 3, 100.0), (1, 40, 400.0), (2, 20, 100.0), (3, 45, 50.0), (4, 95, 10.0)]
ORDERS = pd.DataFrame(
    [(unit, BEGIN + day * DAY, amount, "EUR") for unit, day, amount in PLACED],
    columns=["unit", "time", "value", "currency"],
)
SPENT = costs((JAN, "media", 40), (JAN, "sales", 60), (FEB, "media", 30), (FEB, "people", 20), (APR, "sales", 9))


def rows(result, *names):
    return [tuple(row[name] for name in names) for row in result.to_pyarrow().to_pylist()]


def test_costs_of_the_month_through_new_customers_of_the_month():
    found = value.acquisition_cost(ORDERS, SPENT)

    assert rows(found, "begins", "cost_minor", "customers", "cac_minor", "is_complete") == [
        (JAN, 10000, 2, 5000, True), (FEB, 5000, 1, 5000, True), (APR, 900, 1, 900, False),
        (None, 15000, 3, 5000, True),
    ]  # fmt: skip


def test_media_alone_is_another_figure_and_both_together_are_none():
    found = value.acquisition_cost(ORDERS, SPENT, group="media")

    assert rows(found, "group", "cost_minor", "cac_minor")[:2] == [("media", 4000, 2000), ("media", 3000, 3000)]
    assert "media only (Media)" in str(found.definition)
    for ask in (value.acquisition_cost, value.payback):
        with pytest.raises(UsageError, match="group: expected one group of cost scopes; got media, full"):
            ask(ORDERS, SPENT, group=("media", "full"))
        with pytest.raises(UsageError, match="group: expected one of media, full; got 'sales'"):
            ask(ORDERS, SPENT, group="sales")


def test_costs_count_as_many_months_earlier_as_the_lag_says():
    found = value.acquisition_cost(ORDERS, SPENT, lag=60)

    assert rows(found, "begins", "cost_minor", "customers")[:3] == [(JAN, 0, 2), (FEB, 0, 1), (MAR, 10000, 0)]
    assert "Costs count 2 months earlier" in str(found.definition)


def test_the_median_lag_is_measured_from_first_touch_to_first_order():
    happened = [Happening(BEGIN + day * DAY, "tp_ad", unit, unit) for unit, day in ((1, 0), (2, 10), (3, 0))]
    happened += [Happening(BEGIN + day * DAY, "tp_order", unit, unit, False, 5000, "EUR")
                 for unit, day in ((1, 70), (2, 70), (3, 20), (3, 90), (4, 95))]  # fmt: skip

    found = value.acquisition_cost(as_touches(happened), SPENT, lag="median")

    # journeys of 70, 60, 20 and 0 days
    assert "Median from the first touch to the first order: 40.0 days; costs count 1 months earlier" in str(
        found.definition
    )
    with pytest.raises(UsageError, match="lag: expected days such as 60, or median; got 'mean'"):
        value.acquisition_cost(as_touches(happened), SPENT, lag="mean")
    with pytest.raises(UsageError, match="lag: expected 0 to"):
        value.acquisition_cost(as_touches(happened), SPENT, lag=-3)


def test_costs_in_another_currency_need_a_rate():
    dollars = costs((JAN, "media", 40, None, "USD"), (JAN, "sales", 60))

    plain = value.acquisition_cost(ORDERS, dollars)
    assert rows(plain, "cost_minor")[:1] == [(6000,)]
    assert "1 amounts in USD do not count, because no rate is given." in str(plain.definition)
    assert rows(value.acquisition_cost(ORDERS, dollars, rates={"USD": 0.5}), "cost_minor")[:1] == [(8000,)]


def test_payback_is_the_first_month_in_which_margin_reaches_the_cost():
    found = value.payback(ORDERS, SPENT, length="month", margin=0.4)

    names = ("cohort", "customers", "cac", "value", "months_observed", "ratio", "payback_month")
    assert rows(found, *names) == [
        (JAN, 2, 50.0, 120.0, 2, 2.4, 1), (FEB, 1, 50.0, 20.0, 1, 0.4, None), (APR, 1, 9.0, None, None, None, None),
    ]  # fmt: skip


def test_a_cohort_without_costs_has_no_ratio():
    found = value.payback(ORDERS, costs((JAN, "media", 1)), length="month")

    assert rows(found, "cac", "ratio", "payback_month")[1:] == [(None, None, None)] * 2


def test_channels_cost_what_names_them_per_customer_that_is_credited():
    spent = costs(
        (JAN, "media", 40, "tp_ad"), (FEB, "media", 30, "tp_fair"), (JAN, "sales", 60), (APR, "media", 7, "tp_ad")
    )
    credits_ = pa.table({"touchpoint": ["tp_ad", "tp_demo"], "conversions": [1.5, 0.5]})

    found = value.channel_cost(spent, credits_, JAN, FEB, place="touchpoint")

    assert rows(found, "channel", "cost_minor", "conversions", "cac_minor") == [
        ("tp_ad", 4000, 1.5, 2667), ("tp_demo", 0, 0.5, None), ("tp_fair", 3000, 0.0, None), (None, 6000, None, None),
    ]  # fmt: skip


def test_neither_costs_nor_orders_give_an_empty_answer():
    nobody = as_touches([Happening(BEGIN, "tp_ad")])

    assert value.acquisition_cost(nobody, SPENT.slice(0, 0)).rows.num_rows == 0
    assert value.payback(nobody, SPENT).rows.num_rows == 0
    assert value.cohorts(nobody).rows.num_rows == 0
    assert value.acquisition_cost(ORDERS, SPENT.slice(0, 0)).rows["cac_minor"].to_pylist() == [None] * 3


def test_costs_without_their_columns_are_refused():
    with pytest.raises(
        UsageError, match="costs: expected the columns month, scope, amount_minor, currency; currency is"
    ):
        value.acquisition_cost(ORDERS, SPENT.drop_columns(["currency"]))
