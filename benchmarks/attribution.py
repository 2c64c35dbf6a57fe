"""Share conversions of a generated path index by every model: `python -m benchmarks.attribution --touches 10000000`.

A hundred touches per account on average and one conversion per hundred touches. Beside each model stand a bare scan of
the columns that it must read, and for the models that SQL can say a query written by hand for DuckDB, whose credits are
compared. CPU seconds are printed beside wall time: other programs may use the machine. With `--paths` whole paths are
aggregated first, as other tools take them; `--beside DIR` writes them as CSV for these.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

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
    codes = (chance.integers(1, CHANNELS + 1, size) * chance.integers(1, CHANNELS + 1, size) // CHANNELS + 1).astype(
        np.uint16
    )
    codes = np.minimum(codes, CHANNELS).astype(np.uint16)
    is_won = chance.random(size) < 1 / PER_CONVERSION
    codes[is_won] = WON
    gaps = chance.integers(60_000_000, 86_400_000_000, size)
    occurred_at = np.cumsum(gaps)
    occurred_at -= np.repeat(occurred_at[starts[:-1].clip(max=size - 1)], sizes)
    value = np.full(size, index.NO_VALUE, np.int64)
    value[is_won] = chance.integers(10_000, 5_000_000, int(is_won.sum()))
    currency = np.where(is_won, index.currency_code("EUR"), 0).astype(np.uint16)
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


def on_paths(paths: int, beside: Path | None) -> None:
    """Solve chains of whole paths, 12 touchpoints with lengths as in the public reference data."""
    chance = np.random.default_rng(7)
    sizes = 1 + chance.geometric(0.25, paths)
    names = np.array([f"c{number}" for number in range(12)])
    drawn = names[np.minimum(chance.geometric(0.25, int(sizes.sum())) - 1, 11)]
    texts = [" > ".join(part) for part in np.split(drawn, np.cumsum(sizes)[:-1])]
    won = chance.poisson(0.6, paths)
    frame = pd.DataFrame({"path": texts, "conversions": won, "value": won * 40.0, "null": chance.poisson(3, paths)})
    if beside is not None:
        frame.to_csv(beside / f"paths_{paths}.csv", index=False)
    bars = {10_000: {1: 0.2, 4: 3.0}, 1_000_000: {1: 3.0}}.get(paths, {})
    for order in (1, 2, 3, 4):
        _, wall, cpu = clocked(lambda order=order: attribution.markov(frame, order=order), 1)
        bar = f"{bars[order]} s" if order in bars else ""
        report(f"markov, {paths:,} paths, order {order}", f"{wall:.2f} s, CPU {cpu:.2f}", bar=bar)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--touches", type=int, default=1_000_000)
    parser.add_argument("--paths", type=int, nargs="*", default=[10_000])
    parser.add_argument("--beside", type=Path, help="folder for the paths as CSV")
    asked = parser.parse_args()
    attribution.markov(pd.DataFrame({"path": ["a > b", "b"]}), order=2)
    on_index(asked.touches)
    by_hand(min(asked.touches, 1_000_000))
    for paths in asked.paths:
        on_paths(paths, asked.beside)
    report("peak memory", f"{peak_memory_gb():.2f} GB")


if __name__ == "__main__":
    main()
