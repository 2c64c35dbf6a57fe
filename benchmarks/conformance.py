"""Paths beside a map: 13,087 loan applications of BPI 2012, and a million touches of invented paths.

python -m benchmarks.conformance
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from benchmarks.figures import peak_memory_gb, report
from wegmarke.domain import LocalizedText, Unit
from wegmarke.maps import JourneyMap
from wegmarke.maps.conformance import Aligner, ObservedPaths, beside, expected_paths, observed_paths
from wegmarke.maps.discovery import accept, discover
from wegmarke.paths import Period, Touches, from_data, path_touches
from wegmarke.sources.xes_file import open_xes

T = TypeVar("T")
LOG = Path(__file__).parents[2] / "shared/data/bpic2012_loan_applications/BPI_Challenge_2012.xes.gz"
BARE = JourneyMap(id="bare", title=LocalizedText(de="Aus Daten", en="From data"))
UNITS, TOUCHES, LETTERS, SEED = 100_000, 1_000_000, 24, 7


def main() -> None:
    if LOG.exists():
        measure("BPI 2012, 13,087 cases", loans(), bar="10 s")
    measure("1,000,000 touches, no two paths alike", invented())
    print(f"peak memory {peak_memory_gb():.2f} GB")


def measure(name: str, touches: Touches, bar: str = "") -> None:
    drawn, seconds = cpu(lambda: discover(BARE, touches))
    report(f"{name}: discovery", f"{seconds:.1f} s CPU")
    document = accept(BARE, drawn.pieces)
    (rows, paths), bare = cpu(lambda: counted(touches))
    found, seconds = cpu(lambda: beside(document, touches))
    said = f"{len(found.paths.alignments):,} distinct paths; reading and counting them alone {bare:.1f} s CPU"
    report(f"{name}: conformance", f"{seconds:.1f} s CPU", bar=bar, yardstick=said)
    aligner = Aligner(expected_paths(document))
    _, seconds = cpu(lambda: [aligner.align(path) for path in paths.paths])
    report(f"{name}: alignments alone", f"{seconds:.1f} s CPU", yardstick=f"{rows:,} touches read")


def counted(touches: Touches) -> tuple[int, ObservedPaths]:
    table = path_touches(touches, Unit.ACCOUNT, Period())
    return table.num_rows, observed_paths(touches, table)


def loans() -> Touches:
    parts = [part.table for part in open_xes(LOG).parts(["case:concept:name", "concept:name", "time:timestamp"])]
    table = pa.concat_tables(parts).rename_columns(["order", "unit", "activity", "time"])
    names = [re.sub(r"[^a-z0-9]+", "_", name.lower()) for name in table["activity"].to_pylist()]
    # equal times keep the order of the file
    at = pa.array(np.asarray(table["order"].to_numpy(), np.int64) * 1_000_000, pa.timestamp("us", "UTC"))
    return from_data(pa.table({"unit": table["unit"], "touchpoint": names, "time": at, "order": table["order"]}))


def invented() -> Touches:
    chance = np.random.default_rng(SEED)
    unit = np.sort(chance.integers(0, UNITS, TOUCHES))
    place = np.arange(TOUCHES) - np.searchsorted(unit, unit)
    touchpoint = np.clip(place + chance.integers(-2, 3, TOUCHES), 0, LETTERS - 1)
    at = pa.array(np.arange(TOUCHES, dtype=np.int64) * 1_000_000, pa.timestamp("us", "UTC"))
    names = np.array([f"t{number:02}" for number in range(LETTERS)])[touchpoint]
    return from_data(pa.table({"unit": unit, "touchpoint": names, "time": at}))


def cpu(work: Callable[[], T]) -> tuple[T, float]:
    started = time.process_time()
    result = work()
    return result, time.process_time() - started


if __name__ == "__main__":
    main()
