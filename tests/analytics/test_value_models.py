"""BG/NBD, Gamma-Gamma and contracts against published figures, other ways to compute them, and simulations."""

from __future__ import annotations

import json
import math
import time
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, special

from wegmarke.analytics import value
from wegmarke.analytics.value.lifetime import ahead_of

PUBLISHED = value.OrderModel(0.243, 4.414, 0.793, 2.426)


@pytest.fixture(scope="module")
def cdnow(shared_data):
    return shared_data / "cdnow"


@pytest.fixture(scope="module")
def summary(cdnow):
    rows = pd.read_csv(cdnow / "cdnow_customers_summary_with_transactions.csv")
    return value.histories_of(rows["x"], rows["t_x"], rows["T"], rows["zbar"])


@pytest.fixture(scope="module")
def purchases(cdnow):
    names = ["master", "unit", "time", "cds", "value"]
    rows = pd.read_csv(cdnow / "CDNOW_sample.txt", sep=r"\s+", header=None, names=names)
    return pd.DataFrame(
        {"unit": rows["unit"], "time": pd.to_datetime(rows["time"].astype(str)).dt.date, "value": rows["value"],
         "currency": "USD"}
    )  # fmt: skip


def significant(number, digits=3):
    return float(f"{number:.{digits}g}")


@pytest.mark.shared_data
def test_bg_nbd_of_cdnow_is_the_published_one_within_a_second(cdnow, summary):
    truth = json.loads((cdnow / "ground_truth.json").read_text())
    (expected,) = [found for name, found in truth.items() if "BG/NBD" in name]
    began = time.process_time()

    model = value.fit_orders(summary)

    assert time.process_time() - began < 1
    assert [round(model.parameters[name], 3) for name in ("r", "alpha", "a", "b")] == expected[:4]
    assert round(model.fitted.log_likelihood, 1) == expected[4]
    assert round(value.log_likelihood(model, summary), 1) == expected[4]
    assert all(
        low < best < high
        for low, best, high in zip(model.fitted.low, model.fitted.values, model.fitted.high, strict=True)
    )


@pytest.mark.shared_data
def test_gamma_gamma_of_cdnow_is_the_published_one(summary):
    model = value.fit_spend(summary)

    assert [significant(model.parameters[name]) for name in ("p", "q")] == [6.25, 3.74]
    assert round(model.gamma, 2) == 15.45
    assert model.fitted.total == 946
    assert model.assumption == "roughly"
    assert 0.14 < model.low < model.dependence < model.high < 0.27


@pytest.mark.shared_data
def test_purchases_lead_to_the_same_parameters_in_days(purchases):
    orders = value.find(purchases, "person", end=datetime(1997, 10, 1, tzinfo=UTC))

    rows = value.model(orders).to_pyarrow().to_pylist()

    found = {(row["part"], row["name"]): row["value"] for row in rows}
    assert significant(found["orders", "r"]) == 0.243
    assert significant(found["orders", "alpha"] / 7) == 4.41
    assert significant(found["orders", "a"]) == 0.793
    assert significant(found["orders", "b"]) == 2.43
    assert {row["customers"] for row in rows} == {2357, 946}


@pytest.mark.shared_data
def test_the_model_is_held_against_orders_it_does_not_know(purchases):
    found = value.held_out(purchases, "person", split=datetime(1997, 9, 30, tzinfo=UTC)).to_pyarrow().to_pylist()

    total = found[-1]
    assert (total["orders_again"], total["customers"], total["observed_total"]) == (None, 2357, 1882)
    assert total["expected_total"] == pytest.approx(1882, rel=0.15)
    assert [row["customers"] for row in found[:3]] == [1411, 439, 214]
    assert sum(row["observed_total"] for row in found[:-1]) == 1882
    assert found[-2]["is_more"] is True


def test_expected_orders_are_the_published_example():
    """Fader, Hardie and Lee (2005): customer 0001 of CDNOW, in the 39 weeks to come."""
    one = value.histories_of([2], [30.43], [38.86])

    assert value.expected_orders(PUBLISHED, one, [39])[0, 0] == pytest.approx(1.226, abs=5e-4)


def by_hand(model, x, recency, age):
    """Return the likelihood of one history: the mean over the two rates that nobody sees, by quadrature."""
    points, share_of_rate = special.roots_genlaguerre(120, model.r - 1)
    nodes, share_of_p = special.roots_jacobi(120, model.b - 1, model.a - 1)
    rate, p = points[:, None] / model.alpha, (nodes + 1)[None, :] / 2
    lived = (1 - p) ** x * rate**x * np.exp(-rate * age)
    died = p * (1 - p) ** (x - 1) * rate**x * np.exp(-rate * recency) if x else 0.0
    shares = share_of_rate[:, None] / share_of_rate.sum() * share_of_p[None, :] / share_of_p.sum()
    return float((shares * (lived + died)).sum())


def test_the_likelihood_is_the_mean_over_what_nobody_sees():
    model = value.OrderModel(1.7, 2.1, 1.4, 2.6)
    for x, recency, age in ((0, 0.0, 3.0), (1, 1.5, 3.0), (4, 2.9, 5.0)):
        one = value.histories_of([x], [recency], [age])
        assert math.exp(value.log_likelihood(model, one)) == pytest.approx(by_hand(model, x, recency, age), rel=1e-9)


def if_alive(model, x, age, days):
    """Return the mean of (1 - chance of no further loss) / p over the chance p to leave."""

    def lost(p):
        return -math.expm1(-(model.r + x) * math.log1p(p * days / (model.alpha + age))) / max(p, 1e-300)

    ends = (model.a - 1, model.b + x - 1)
    return integrate.quad(lost, 0, 1, weight="alg", wvar=ends, limit=500, epsabs=1e-13, epsrel=1e-9)[0] / special.beta(
        model.a, model.b + x
    )


@pytest.mark.parametrize(("a", "b"), [(0.793, 2.426), (1.0, 2.0), (1.0005, 2.0), (2.5, 1.5), (0.2, 0.3)])
def test_expected_orders_are_the_integral_over_the_chance_to_leave(a, b):
    model = value.OrderModel(0.4, 5.0, a, b)
    found = value.histories_of([0, 1, 7, 60], [0, 4, 30, 39], [0, 39, 31, 39.5])
    alive = value.chance_alive(model, found)
    for days in (0.5, 39.0, 1500.0):
        oracle = [if_alive(model, x, age, days) for x, age in zip(found.frequency, found.age, strict=True)]

        assert value.expected_orders(model, found, [days])[:, 0] == pytest.approx(alive * oracle, rel=1e-6)


def test_where_nobody_leaves_orders_go_on_at_the_rate_of_each():
    model = value.OrderModel(0.4, 5.0, 0.001, 1e4)
    found = value.histories_of([0, 1, 300, 2_000], [0, 4, 39, 40], [0, 39, 39, 40])

    for days in (0.5, 1500.0):
        rates = (model.r + found.frequency) / (model.alpha + found.age)
        assert value.expected_orders(model, found, [days])[:, 0] == pytest.approx(rates * days, rel=2e-2)


def simulated(n, r, alpha, a, b, seed=3):
    """Let units order for so many days, and return what is seen of them."""
    chance = np.random.default_rng(seed)
    rate, leave = chance.gamma(r, 1 / alpha, n), chance.beta(a, b, n)
    age = chance.uniform(200, 400, n)
    x, recency = np.zeros(n, np.int64), np.zeros(n)
    at, lives = np.zeros(n), np.ones(n, np.bool_)
    while lives.any():
        at[lives] += chance.exponential(1 / rate[lives])
        lives &= at <= age
        x[lives] += 1
        recency[lives] = at[lives]
        lives &= chance.random(n) >= leave
    return value.histories_of(x, recency, age)


def test_parameters_of_a_simulation_are_found_again():
    truth = {"r": 0.6, "alpha": 25.0, "a": 0.9, "b": 3.0}

    model = value.fit_orders(simulated(15_000, **truth))

    for place, (name, expected) in enumerate(truth.items()):
        assert model.parameters[name] == pytest.approx(expected, rel=0.15)
        assert model.fitted.low[place] * 0.95 < expected < model.fitted.high[place] * 1.05


def test_values_of_a_simulation_are_found_again():
    chance = np.random.default_rng(5)
    x = chance.integers(1, 12, 8_000)
    rate = chance.gamma(4.0, 1 / 2000.0, x.size)
    spent = chance.gamma(6.0 * x, 1 / (x * rate))

    model = value.fit_spend(value.histories_of(x, x, x, spent))

    found = (model.p, model.q, model.gamma)
    assert found == (pytest.approx(6, rel=0.1), pytest.approx(4, rel=0.1), pytest.approx(2000, rel=0.15))
    assert model.mean == pytest.approx(spent.mean(), rel=0.03)
    assert model.assumption == "holds"
    # many orders outweigh the mean of all, none leave it as it is
    far = value.histories_of([0, 100_000], [0, 1], [1, 1], [0, 77.0])
    assert value.expected_spend(model, far) == pytest.approx([model.mean, 77.0], rel=1e-2)


def test_value_that_depends_on_frequency_is_told():
    chance = np.random.default_rng(5)
    x = chance.integers(1, 12, 3_000)

    model = value.fit_spend(value.histories_of(x, x, x, x * 100.0 * chance.gamma(20.0, 1 / 20, x.size)))

    assert model.assumption == "fails"


@pytest.mark.shared_data
def test_expected_value_discounts_each_month(purchases):
    both = value.fit_models(purchases, "person", margin=0.5)

    free, dear = ahead_of(both, 12, 0.0), ahead_of(both, 12, 0.2)

    assert free.value == pytest.approx(free.orders * free.spend * 0.5)
    assert (dear.value <= free.value).all()
    assert (dear.value >= free.value / 1.2).all()
    listed = value.expected(both, top=3, discount=0.2).to_pyarrow().to_pylist()
    assert [row["expected_value"] for row in listed] == pytest.approx(sorted(dear.value / 100)[:-4:-1])


@pytest.mark.shared_data
def test_contracts_last_as_the_ground_truth_says(shared_data):
    telco = pd.read_csv(shared_data / "telco_churn_ibm" / "Telco-Customer-Churn.csv.gz")
    truth = json.loads((shared_data / "telco_churn_ibm" / "ground_truth.json").read_text())
    (expected,) = [found for name, found in truth.items() if "Kaplan" in name]
    given = pd.DataFrame(
        {"months": telco["tenure"], "ended": telco["Churn"] == "Yes", "monthly": telco["MonthlyCharges"]}
    )

    rows = {row["months"]: row for row in value.contracts(given, horizon=72, discount=0.1).to_pyarrow().to_pylist()}

    assert {month: round(rows[int(month)]["share"], 6) for month in expected} == expected
    monthly = telco["MonthlyCharges"].mean()
    shares = [rows[month]["share"] * 1.1 ** (-month / 12) for month in range(24)]
    assert rows[24]["value"] == pytest.approx(monthly * sum(shares))
    assert rows[24]["value_low"] < rows[24]["value"] < rows[24]["value_high"]
