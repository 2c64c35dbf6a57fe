"""Measure customer value: `python -m benchmarks.customer_value --customers 1000000 --touches 10000000`.

Fits BG/NBD and Gamma-Gamma to a simulated million of customers and prints what each estimate is beside what it was
drawn from; with `--cdnow FILE` also to published histories (columns x, t_x, T, zbar). Cohorts of margin are summed over
touches of a table in memory, one in ten an order, beside a query written by hand for DuckDB whose sums are compared.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.figures import peak_memory_gb, report
from wegmarke.analytics import Result, value
from wegmarke.paths import from_data

TRUTH = {"r": 0.6, "alpha": 60.0, "a": 0.9, "b": 3.0}
HAND = """
WITH placed AS (SELECT unit, date_trunc('month', time) AS month, value FROM given WHERE value IS NOT NULL),
first AS (SELECT unit, min(month) AS cohort FROM placed GROUP BY unit)
SELECT cohort, datediff('month', cohort, month) AS since, sum(value) AS margin
FROM placed JOIN first USING (unit) GROUP BY ALL
"""


def clocked(work: Callable[[], object]) -> tuple[object, str]:
    """Return the answer, and wall and CPU seconds as text; CPU counts all cores."""
    began, spent = time.perf_counter(), time.process_time()
    answer = work()
    return answer, f"{time.perf_counter() - began:.2f} s, CPU {time.process_time() - spent:.2f}"


def simulated(n: int, seed: int = 3) -> value.Histories:
    """Let customers order on whole days for up to two years."""
    chance = np.random.default_rng(seed)
    rate, leave = chance.gamma(TRUTH["r"], 1 / TRUTH["alpha"], n), chance.beta(TRUTH["a"], TRUTH["b"], n)
    age = chance.integers(30, 730, n).astype(np.float64)
    x, recency, at, lives = np.zeros(n, np.int64), np.zeros(n), np.zeros(n), np.ones(n, np.bool_)
    while lives.any():
        at[lives] += chance.exponential(1 / rate[lives])
        lives &= at <= age
        x[lives] += 1
        recency[lives] = np.ceil(at[lives])
        lives &= chance.random(n) >= leave
    often = np.maximum(x, 1)
    spent = np.where(x > 0, chance.gamma(6.0 * often, 1 / (often * chance.gamma(4.0, 1 / 2e5, n))), 0.0)
    return value.histories_of(x, np.minimum(recency, age), age, spent)


def models(n: int) -> None:
    """Fit both models and predict."""
    found = simulated(n)
    often, took = clocked(lambda: value.fit_orders(found))
    assert isinstance(often, value.OrderModel)
    estimates = ", ".join(f"{name} {often.parameters[name]:.3g} ({truth:g})" for name, truth in TRUTH.items())
    report(f"BG/NBD, {n:,} customers", took, yardstick=f"found (drawn from): {estimates}")
    distinct, cost = clocked(found.distinct)
    assert isinstance(distinct, value.Histories)
    report("  of that, distinct histories", cost, yardstick=f"{distinct.count.size:,} of {n:,}")
    report("Gamma-Gamma", clocked(lambda: value.fit_spend(found))[1], yardstick="p 6, q 4 were drawn from")
    months = np.arange(1, 13) * 30.4375
    report("expected orders, 12 months", clocked(lambda: value.expected_orders(often, found, months))[1])


def published(file: Path) -> None:
    """Fit both models to published histories."""
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    x, recency, age, spent = (np.array([float(row[name]) for row in rows]) for name in ("x", "t_x", "T", "zbar"))
    found = value.histories_of(x, recency, age, spent)
    value.fit_orders(found)
    often, took = clocked(lambda: value.fit_orders(found))
    assert isinstance(often, value.OrderModel)
    said = ", ".join(f"{name} {number:.3f}" for name, number in often.parameters.items())
    report(f"BG/NBD, {len(rows):,} published histories", took, bar="1 s", yardstick=said)
    report("Gamma-Gamma", clocked(lambda: value.fit_spend(found))[1])


def margins(touches: int) -> None:
    """Sum cohorts of margin over touches, and by hand."""
    chance = np.random.default_rng(7)
    is_order = chance.random(touches) < 0.1
    minutes = chance.integers(0, 730 * 24 * 60, touches)
    given = pa.table(
        {
            "unit": chance.integers(1, max(touches // 100, 2), touches),
            "touchpoint": pa.DictionaryArray.from_arrays(is_order.astype(np.int8), ["look", "order"]).cast(pa.string()),
            "time": pa.array(np.datetime64("2024-01-01", "us") + minutes.astype("timedelta64[m]")),
            "value": pa.array(chance.integers(1, 100_000, touches) / 100, mask=~is_order),
            "currency": pa.array(np.full(touches, "EUR")),
        }
    )
    made = from_data(given, "account")
    found, took = clocked(lambda: value.cohorts(made, months=24))
    with duckdb.connect() as connection:
        connection.register("arrow", given)
        connection.execute("CREATE TABLE given AS SELECT * FROM arrow")
        by_hand, hand = clocked(lambda: connection.execute(HAND).fetchall())
    assert isinstance(found, Result)
    assert isinstance(by_hand, list)
    ours = {(row["cohort"], row["months_since"]): row["margin_minor"] for row in found.to_pyarrow().to_pylist()}
    for cohort, since, margin in by_hand:
        assert since > 24 or ours[cohort.date(), since] == round(margin * 100), (cohort, since)
    report(f"cohorts of margin, {touches:,} touches", took, yardstick=f"by hand, without intervals {hand}; equal")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--touches", type=int, default=10_000_000)
    parser.add_argument("--cdnow", type=Path)
    asked = parser.parse_args()
    if asked.cdnow is not None:
        published(asked.cdnow)
    models(asked.customers)
    margins(asked.touches)
    report("memory", f"{peak_memory_gb():.2f} GB")


if __name__ == "__main__":
    main()
