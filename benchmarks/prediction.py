"""Features as of a cut-off, and fitting: `python -m benchmarks.prediction --touches 10000000`.

A hundred touches per account on average. Beside the features stands the fading count per account and touchpoint that
DuckDB sums by hand, a fourth of what the features hold; its sums are compared. CPU seconds are printed: other programs
may use the machine.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import TypeVar

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.attribution import NAMES, generated
from benchmarks.figures import peak_memory_gb
from wegmarke.analytics import predict
from wegmarke.domain.predictions import ModelKind
from wegmarke.paths import primitives

T = TypeVar("T")
_FITTED = 50_000
_HAND = """
SELECT unit, sum(CASE WHEN touchpoint = 1 THEN pow(2, (occurred_at - {at}) / {life}) ELSE 0 END) AS first,
       count(*) AS touches, sum(pow(2, (occurred_at - {at}) / {life})) AS recent
FROM touch WHERE occurred_at < {at} AND occurred_at >= {at} - 10 * {life} GROUP BY unit, touchpoint
"""


def main() -> None:
    """Print CPU and wall seconds of each step."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--touches", type=int, default=10_000_000)
    columns = generated(arguments.parse_args().touches)
    kept = ("occurred_at", "touchpoint", "phase", "channel", "event", "value_minor", "currency")
    touches = primitives.TouchColumns(columns.units, columns.starts, *(getattr(columns, name) for name in kept))
    none = np.empty(0, np.int64)
    history = predict.History(touches, NAMES, {}, {}, none, none, has_persons=False)
    at = int(np.quantile(touches.occurred_at, 0.8))
    words = predict.vocabulary_of(history, at, 30)
    samples = measured("features, first cut-off", lambda: predict.features_at(history, words, at))
    measured("features, each further one", lambda: predict.features_at(history, words, at))
    hand(touches, at, samples)
    chance = np.random.default_rng(7)
    samples = samples.only(np.sort(chance.choice(samples.size, min(_FITTED, samples.size), replace=False)))
    odds = np.nan_to_num(samples.values[:, 1]) - np.nanmean(samples.values[:, 1]) - 1
    outcome = (chance.random(samples.size) < 1 / (1 + np.exp(-odds))).astype(np.int64)
    for kind in ModelKind:
        fitted = measured(f"fit {kind.value}, {samples.size:,} samples", lambda kind=kind: fit(samples, outcome, kind))
        measured(f"explain 1,000 of {kind.value}", lambda fitted=fitted: fitted.added(samples.values[:1_000]))
    print(f"{len(words.features)} features, {columns.touches:,} touches, peak memory {peak_memory_gb():.1f} GB")


def fit(samples: predict.Samples, outcome: np.ndarray, kind: ModelKind):
    """Fit one kind of model."""
    return predict.training.fit(samples, outcome, kind, 7)


def hand(touches: primitives.TouchColumns, at: int, samples: predict.Samples) -> None:
    """Sum fading counts by hand, and compare."""
    rows = pa.table(
        {"unit": touches.units[touches.owner], "touchpoint": touches.touchpoint, "occurred_at": touches.occurred_at}
    )
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.register("lent", rows)
    connection.execute("CREATE TABLE touch AS SELECT * FROM lent")
    life = 30 * 86_400_000_000
    found = measured(
        "yardstick: DuckDB, one thread", lambda: connection.execute(_HAND.format(at=at, life=f"{life}.0")).fetchnumpy()
    )
    ours = samples.values[:, [one.id for one in samples.features].index("recent")].sum()
    print(f"  sums agree to {abs(ours - found['recent'].sum()) / ours:.1e}")


def measured(what: str, work: Callable[[], T]) -> T:
    """Print how long a step takes."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    print(f"{what:<40} {time.process_time() - cpu:7.2f} s CPU {time.perf_counter() - wall:7.2f} s")
    return result


if __name__ == "__main__":
    main()
