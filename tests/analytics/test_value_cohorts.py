"""Observed value by cohort: against a plain count, with currencies, credits and costs, and what is refused."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import BEGIN, Happening, as_touches

from wegmarke.analytics import value
from wegmarke.domain import UsageError

DAY = timedelta(days=1)


def orders(*rows, **columns):
    """Make orders of (unit, day, value)."""
    unit, days, amounts = zip(*rows, strict=True)
    time = [BEGIN + day * DAY for day in days]
    return pd.DataFrame({"unit": unit, "time": time, "value": amounts} | ({"currency": "EUR"} | columns))


def rows(result, *names):
    return [tuple(row[name] for name in names) for row in result.to_pyarrow().to_pylist()]


def months(day):
    return day.year * 12 + day.month - 1


def plainly(data, size, most):
    """Return cumulative margin by (first month of the cohort, months since): customers, sum, is over."""
    listed = sorted(data, key=lambda row: (row[1], row[0]))
    today = (BEGIN + max(row[1] for row in listed) * DAY).date()
    first = {}
    for unit, day, amount in listed:
        if amount >= 0:
            first.setdefault(unit, day)
    found = {}
    for unit, begin in first.items():
        month = months((BEGIN + begin * DAY).date())
        cohort = month // size * size
        for since in range(most + 1):
            if cohort + since > months(today):
                continue
            cell = found.setdefault((cohort, since), [0, 0, cohort + size - 1 + since < months(today)])
            cell[0] += 1
            cell[1] += sum(
                amount
                for other, day, amount in listed
                if other == unit and day >= begin and months((BEGIN + day * DAY).date()) - month <= since
            )
    return found


HISTORIES = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 500), st.integers(-300, 900)),
    min_size=1,
    max_size=40,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=15, deadline=None)
@given(HISTORIES, st.sampled_from(["month", "quarter", "year"]))
def test_cohorts_are_those_of_a_plain_count(data, length):
    size = {"month": 1, "quarter": 3, "year": 12}[length]

    found = value.cohorts(orders(*data), length=length, months=14)

    cells = {
        (months(row["cohort"]), row["months_since"]): [
            row["customers"],
            row["cumulative_minor"] / 100,
            row["is_complete"],
        ]
        for row in found.to_pyarrow().to_pylist()
        if row["cohort"]
    }
    assert cells == plainly(data, size, 14)
    for row in found.to_pyarrow().to_pylist():
        assert row["per_customer"] == pytest.approx(row["cumulative_minor"] / 100 / row["customers"])


SOME = ((1, 0, 100), (1, 40, 50), (2, 3, 200), (3, 35, 10), (3, 100, 20))


def test_those_who_never_come_back_stay_in_the_denominator():
    found = value.cohorts(orders(*SOME), months=3)

    cells = rows(found, "cohort", "months_since", "customers", "ordering", "cumulative_minor", "per_customer")
    assert [cell[1:] for cell in cells if cell[0] == date(2025, 1, 1)] == [
        (0, 2, 2, 30000, 150), (1, 2, 1, 35000, 175), (2, 2, 0, 35000, 175), (3, 2, 0, 35000, 175),
    ]  # fmt: skip


def test_the_last_rows_hold_complete_months_of_all_cohorts():
    found = value.cohorts(orders(*SOME), months=3)

    assert rows(found, "cohort", "months_since", "customers", "cumulative_minor")[-3:] == [
        (None, 0, 3, 31000), (None, 1, 3, 36000), (None, 2, 2, 35000),
    ]  # fmt: skip


def test_intervals_are_normal_or_drawn_and_hold_the_mean():
    data = orders(*((unit, unit % 28, 10 + unit**2 % 97) for unit in range(200)), (999, 100, 1))
    normal, drawn = (value.cohorts(data, months=0, draws=draws).to_pyarrow().to_pylist()[0] for draws in (0, 2000))

    assert normal["low"] < normal["per_customer"] < normal["high"]
    assert drawn["low"] == pytest.approx(normal["low"], rel=0.03)
    assert drawn["high"] == pytest.approx(normal["high"], rel=0.03)


def test_margin_is_a_share_of_the_value_or_what_costs_leave():
    data = orders(*SOME, cost=[60.0, 20.0, None, 5.0, 30.0])

    assert value.cohorts(data, months=0).rows["margin_minor"].to_pylist()[:1] == [4000 + 20000]
    found = value.cohorts(data, months=0, margin=0.25)
    assert found.rows["margin_minor"].to_pylist()[:1] == [4000 + 5000]
    assert "25 % of the value for 1 orders that do not state it" in str(found.definition)
    assert value.cohorts(orders(*SOME), months=0, margin=0.25).rows["margin_minor"].to_pylist()[:1] == [7500]


def test_currencies_are_converted_by_a_rate_or_left_out_and_never_added():
    data = orders(*SOME, currency=["EUR", "USD", "EUR", "EUR", "EUR"])

    plain = value.cohorts(data, months=1)
    assert "1 amounts in USD do not count, because no rate is given." in str(plain.definition)
    assert rows(plain, "cumulative_minor")[:2] == [(30000,), (30000,)]
    converted = value.cohorts(data, months=1, rates={"USD": 0.5})
    assert "Converted at 1 USD = 0.5 EUR." in str(converted.definition)
    assert rows(converted, "cumulative_minor")[:2] == [(30000,), (32500,)]
    assert set(value.cohorts(data, months=1, currency="USD").rows["currency"].to_pylist()) == {"USD"}


def test_credits_lessen_the_margin_and_are_no_orders():
    found = value.cohorts(orders((1, 0, 100), (1, 5, -30), (2, 1, -10), (2, 40, 20)), months=1)

    assert rows(found, "customers", "ordering", "cumulative_minor")[:1] == [(1, 1, 7000)]
    assert "2 negative values are credits" in str(found.definition)


def test_units_that_began_before_the_period_do_not_count():
    found = value.cohorts(orders(*SOME), months=3, start=BEGIN + 31 * DAY)

    assert {row for (row,) in rows(found, "cohort")} == {date(2025, 2, 1), None}


def test_too_few_customers_are_hidden():
    hidden = value.cohorts(orders(*SOME), months=0).without_small_numbers(5)

    assert set(hidden.rows["per_customer"].to_pylist()) == {None}
    assert hidden.rows["customers"].to_pylist() == [2, 1, 3]


def test_orders_are_touches_with_a_value_and_others_are_refused():
    touches = as_touches([
        Happening(BEGIN, "tp_order", 1, 1, False, 5000, "EUR"), Happening(BEGIN + DAY, "tp_demo", 1, 1, False, 700,
        "EUR"), Happening(BEGIN + 2 * DAY, "tp_ad", 2, 2),
    ])  # fmt: skip

    assert value.find(touches).value.tolist() == [5000, 700]
    assert value.find(touches, orders=("tp_order",)).value.tolist() == [5000]
    with pytest.raises(UsageError, match=r"orders: expected one of .*tp_order.*; got 'tp_nothing'"):
        value.find(touches, orders=("tp_nothing",))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"margin": 1.2}, "margin: expected a share above 0 and up to 1"),
        ({"margin": 0.0}, "margin: expected a share"),
        ({"rates": {"USD": -1}}, "rates: expected numbers above 0"),
        ({"length": "week"}, "length: expected one of month, quarter, year"),
        ({"months": -1}, "months: expected a number from 0 to 120"),
        ({"draws": 9_999}, "draws: expected a number from 0 to 2000"),
        ({"orderz": ()}, "value: expected some of orders"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked, message):
    with pytest.raises(UsageError, match=message):
        value.cohorts(orders(*SOME), **asked)


def test_data_without_values_are_refused():
    with pytest.raises(UsageError, match="data: expected the columns unit, time and value; got unit, time"):
        value.cohorts(orders(*SOME).drop(columns=["value", "currency"]))


def few(n, again):
    """Make n units with one order each, of which some order again."""
    return orders(
        *((unit, unit % 90, 100) for unit in range(n)), *((unit, 120 + unit % 7, 50 + unit) for unit in range(again))
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (few(200, 0), "at least 50 units with an order, and 20 of them with another one on a later day; got 200 and 0"),
        (few(30, 30), "got 30 and 30"),
        (orders(*((unit, 0, 100) for unit in range(60))), "got 60 and 0"),
    ],
)
def test_models_refuse_where_too_few_ordered_again(data, message):
    for ask in (value.model, value.expected):
        with pytest.raises(UsageError, match=message):
            ask(data)


def test_several_orders_of_one_day_are_one_and_do_not_count_as_repetition():
    found = value.find(orders((1, 0, 10), (1, 0.2, 30), (1, 10, 20), (2, 5, 1)), zone="UTC")

    known = value.histories(found.placed, found.calendar(), found.until)

    assert (known.frequency.tolist(), known.recency.tolist(), known.age.tolist()) == ([1, 0], [10, 0], [10, 5])
    assert known.spent.tolist() == [2000, 0]


def test_free_orders_only_leave_nothing_to_learn_values_from():
    data = orders(*((unit, unit % 40, 0) for unit in range(80)), *((unit, 60 + unit % 9, 0) for unit in range(60)))

    with pytest.raises(UsageError, match=r"units that ordered again for more than nothing.*; got 0"):
        value.model(data)


def test_units_of_age_zero_change_no_parameter():
    """Who ordered for the first time today says nothing yet."""
    chance = random.Random(1)
    some = [
        (unit, day, 10 + unit % 7) for unit in range(150) for day in sorted(chance.sample(range(300), 1 + unit % 4))
    ]
    last = max(day for _, day, _ in some)
    fresh = [(1000 + unit, last, 5) for unit in range(40)]

    plain, more = (value.fit_models(orders(*rows)).often for rows in (some, [*some, *fresh]))

    assert list(more.parameters.values()) == pytest.approx(list(plain.parameters.values()), rel=1e-3)


def test_orders_in_step_are_held_at_a_bound_and_that_is_said():
    data = orders(*((unit, unit % 30 + 40 * nth, 100 + unit) for unit in range(90) for nth in range(5)))

    said = value.expected(data)

    assert "How often is ordered hardly differs; at a bound: r = 1000." in str(said.definition)
    assert "Hardly anybody leaves" in str(said.definition)


def test_contracts_come_from_touches_that_begin_and_end_them():
    touches = as_touches([
        *(Happening(BEGIN + day * DAY, "tp_order", unit, unit, False, 10_000, "EUR")
          for unit, days in ((1, (0, 30)), (2, (0,)), (3, (5, 200))) for day in days),
        Happening(BEGIN + 60 * DAY, "tp_cancel", 1, 1), Happening(BEGIN + 70 * DAY, "tp_cancel", 1, 1),
        Happening(BEGIN + 300 * DAY, "tp_ad", 2, 2),
    ])  # fmt: skip

    found = value.contract_value(touches, begins=("tp_order",), ends=("tp_cancel",), orders=("tp_order",), horizon=3)

    third = pytest.approx(2 / 3)
    assert rows(found, "months", "contracts", "at_risk", "share")[:3] == [(0, 3, 3, 1), (1, 3, 3, 1), (2, 3, 2, third)]
    lasted = (60 + 300 + 295) / 30.4375
    assert found.rows["monthly"][0].as_py() == pytest.approx(5 * 100 / lasted)
    with pytest.raises(UsageError, match="contracts: expected what begins and what ends them"):
        value.contract_value(touches, begins=(), ends=("tp_cancel",))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"months": [-1.0, 2.0]}, "months: expected lengths from 0"),
        ({"ended": [0, 1]}, "ended: expected truths"),
        ({"currency": ["EUR", "USD"]}, "currency: expected one; got EUR, USD"),
        ({"monthly": [None, 3.0]}, "in every row"),
    ],
)
def test_contracts_that_cannot_be_valued_are_refused(change, message):
    given = pd.DataFrame({"months": [1.0, 2.0], "ended": [True, False], "monthly": [5.0, 6.0]} | change)

    with pytest.raises(UsageError, match=message):
        value.contracts(given)


def test_the_state_of_the_data_is_the_last_instant_that_belongs_to_the_period():
    found = value.find(orders(*SOME), end=datetime(2025, 3, 1, tzinfo=UTC))

    assert found.calendar().local_days(np.array([found.until])) == (date(2025, 2, 28) - date(1970, 1, 1)).days
