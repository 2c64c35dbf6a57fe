"""Share conversions of a generated path index by every model: `python -m benchmarks.attribution 10000000`.

A hundred touches per account on average and one conversion per hundred touches. Beside each model stand a bare scan of
the columns that it must read, and for the models that SQL can say a query written by hand for DuckDB, whose credits are
compared. CPU seconds are printed beside wall time: other programs may use the machine. With `--paths` whole paths are
aggregated first, as other tools take them: `benchmarks.attribution_beside` asks one of these.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import timedelta

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.attribution_beside import given_paths
from benchmarks.figures import peak_memory_gb, report
from wegmarke.analytics import attribution
from wegmarke.analytics.attribution.asking import Found
from wegmarke.analytics.attribution.money import priced
from wegmarke.paths import ConversionPaths, Converting, Lookback, index

CHANNELS, WON = 24, 25
PER_CONVERSION = 100
NAMES = {code: f"tp_{code}" for code in range(1, WON + 1)}
MODELS = (
    ("first_touch", 1.5), ("last_touch", 1.5), ("linear", 1.5), ("position_based", 1.5), ("time_decay", 1.5),
    ("milestone_w_30_30_30_10", 1.5), ("participation", 1.5), ("shapley", 3.0),
)  # fmt: skip
BAR_TOUCHES = 50_000_000
_UNITS_AT_ONCE = 50_000
HAND = """
WITH ends AS (SELECT unit, place AS end_place FROM touch WHERE touchpoint = 25),
met AS (
    SELECT ends.unit, ends.end_place, touch.touchpoint, count(*) OVER (PARTITION BY ends.unit, ends.end_place) AS size
    FROM ends JOIN touch ON ends.unit = touch.unit AND touch.place < ends.end_place AND touch.touchpoint <> 25
)
SELECT touchpoint, sum(1.0 / size) AS conversions FROM met GROUP BY touchpoint ORDER BY touchpoint
"""


def generated(touches: int, seed: int = 7) -> index.Columns:
    """Make paths: sizes vary, one touch in a hundred is a conversion with a value."""
    chance = np.random.default_rng(seed)
    units = touches // PER_CONVERSION
    sizes = chance.poisson(PER_CONVERSION, units).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    size = int(starts[-1])
    codes, occurred_at = np.empty(size, np.uint16), np.empty(size, np.int64)
    value, currency = np.full(size, index.NO_VALUE, np.int64), np.zeros(size, np.uint16)
    # in parts: fifty million touches take 1.5 GB and should not take four times that while they are made
    for first in range(0, units, _UNITS_AT_ONCE):
        last = min(units, first + _UNITS_AT_ONCE)
        part, many = slice(int(starts[first]), int(starts[last])), int(starts[last] - starts[first])
        drawn = chance.integers(1, CHANNELS + 1, many) * chance.integers(1, CHANNELS + 1, many) // CHANNELS + 1
        is_won = chance.random(many) < 1 / PER_CONVERSION
        codes[part] = np.where(is_won, WON, np.minimum(drawn, CHANNELS))
        passed = np.cumsum(chance.integers(60_000_000, 86_400_000_000, many))
        begun = passed[starts[first:last].clip(max=int(starts[last]) - 1) - starts[first]]
        occurred_at[part] = passed - np.repeat(begun, sizes[first:last])
        value[part][is_won] = chance.integers(10_000, 5_000_000, int(is_won.sum()))
        currency[part][is_won] = index.currency_code("EUR")
    none = np.zeros(size, np.uint16)
    return index.Columns(
        np.arange(1, units + 1), starts, occurred_at, codes, none, none, none, value, currency, none,
        np.zeros(size, np.uint64), np.zeros(size, np.uint8),
    )  # fmt: skip


def clocked(work: Callable[[], object], often: int = 2) -> tuple[object, float, float]:
    """Return the answer, and the best wall and CPU seconds."""
    best, cpu, answer = float("inf"), float("inf"), None
    for _ in range(often):
        began, spent = time.perf_counter(), time.process_time()
        answer = work()
        best, cpu = min(best, time.perf_counter() - began), min(cpu, time.process_time() - spent)
    return answer, best, cpu


def shown(what: str, wall: float, cpu: float, bar: float | None, scale: float, yardstick: str = "") -> None:
    target = "" if bar is None else f"{bar * scale:.2f} s for this size ({bar} s at 50 M)"
    report(what, f"{wall:.2f} s, CPU {cpu:.2f}", bar=target, yardstick=yardstick)


def on_index(touches: int) -> None:
    columns = generated(touches)
    snapshot, scale = index.Snapshot.of(columns), touches / BAR_TOUCHES

    def paths() -> ConversionPaths:
        return index.conversion_paths(
            snapshot, Converting(touchpoints=[WON]), NAMES, lookback=Lookback(since_last=True)
        )

    paths()
    found, wall, cpu = clocked(paths)
    assert isinstance(found, ConversionPaths)
    scan = clocked(lambda: (int(columns.touchpoint.sum()), int(columns.occurred_at.max())))[1]
    report("touches, conversions", f"{columns.touches:,}", yardstick=f"{found.conversions:,.0f} conversions")
    shown("paths to conversions", wall, cpu, None, scale, f"bare scan of two columns {scan:.3f} s")
    asked = attribution.Question(half_life=timedelta(days=7), new_lead=("x",), new_opportunity=("y",), costs={})
    known = Found(priced(found, None, {}), (), None, *_marks())
    for model, bar in MODELS:
        _, wall, cpu = clocked(lambda model=model: attribution.attribute(known, model, asked=asked))
        shown(model, wall, cpu, bar, scale)
    for order, bar in ((1, 1.0), (2, 3.0)):
        chained = attribution.Question(order=order)
        _, wall, cpu = clocked(lambda chained=chained: attribution.attribute(known, "markov", asked=chained))
        shown(f"markov, order {order}", wall, cpu, bar, scale)


def _marks() -> tuple[object, object]:
    from wegmarke.analytics.attribution.milestones import Marks

    return Marks((3,)), Marks((5,))


def by_hand(touches: int) -> None:
    """Compare linear credits, every touch before each conversion, with a query for DuckDB."""
    columns = generated(touches)
    snapshot = index.Snapshot.of(columns)
    sizes = np.diff(columns.starts)
    place = np.arange(columns.touches) - np.repeat(columns.starts[:-1], sizes)
    rows = pa.table({"unit": np.repeat(columns.units, sizes), "place": place, "touchpoint": columns.touchpoint})
    with duckdb.connect() as engine:
        engine.register("generated", rows)
        engine.execute("SET threads = 2; CREATE TABLE touch AS SELECT * FROM generated")
        theirs, wall, cpu = clocked(lambda: engine.execute(HAND).fetchall(), 1)
    shown(f"linear by hand in DuckDB, {columns.touches:,} touches", wall, cpu, None, 1.0)

    def ours() -> index.Credits:
        return index.credit_equally(index.conversion_paths(snapshot, Converting(touchpoints=[WON]), NAMES))

    credited, wall, cpu = clocked(ours)
    assert isinstance(credited, index.Credits)
    shown("the same from the index", wall, cpu, None, 1.0)
    expected = {code: float(credit) for code, credit in theirs}  # type: ignore[attr-defined]
    worst = max(abs(expected.get(code, 0.0) - credited.conversions[code - 1]) for code in range(1, CHANNELS + 1))
    report("largest difference of a credit", f"{worst:.2e}")


def on_paths(paths: int) -> None:
    """Solve chains of whole paths, 12 touchpoints with lengths as in the public reference data."""
    frame = given_paths(paths)
    bars = {10_000: {1: 0.2, 4: 3.0}, 1_000_000: {1: 3.0}}.get(paths, {})
    for order in (1, 2, 3, 4):
        _, wall, cpu = clocked(lambda order=order: attribution.markov(frame, order=order), 1)
        bar = f"{bars[order]} s" if order in bars else ""
        report(f"markov, {paths:,} paths, order {order}", f"{wall:.2f} s, CPU {cpu:.2f}", bar=bar)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("touches", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--paths", type=int, nargs="*", default=[10_000])
    asked = parser.parse_args()
    attribution.markov(pd.DataFrame({"path": ["a > b", "b"]}), order=2)
    on_index(asked.touches)
    by_hand(min(asked.touches, 1_000_000))
    for paths in asked.paths:
        on_paths(paths)
    report("peak memory", f"{peak_memory_gb():.2f} GB")


if __name__ == "__main__":
    main()
