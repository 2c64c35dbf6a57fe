"""One million answers: score, interval, quarantine and breakdowns, beside the bare read of the same columns.

`python -m benchmarks satisfaction`
"""

from __future__ import annotations

import time

import numpy as np
import pyarrow as pa

from wegmarke import paths
from wegmarke.analytics import satisfaction
from wegmarke.domain import Unit
from wegmarke.paths import Period

ANSWERS, PERSONS = 1_000_000, 200_000
ROUNDS = 3


def some_touches() -> paths.Touches:
    chance = np.random.default_rng(7)
    at = np.datetime64("2024-01-01", "us") + chance.integers(0, 365 * 86_400_000_000, ANSWERS).astype("timedelta64[us]")
    properties = pa.StructArray.from_arrays(
        [
            pa.array(chance.integers(0, 12, ANSWERS).astype(str)),
            pa.array(chance.choice(["offer", "delivery"], ANSWERS)),
        ],
        ["score", "about"],
    )
    rows = {"unit": chance.integers(0, PERSONS, ANSWERS), "touchpoint": ["survey"] * ANSWERS, "time": at}
    return paths.from_data(pa.table({**rows, "properties": properties}), "person")


def fastest(ask: object) -> tuple[float, float]:
    """Return the seconds of wall and processor of the fastest round."""
    assert callable(ask)
    rounds = []
    for _ in range(ROUNDS):
        wall, spent = time.perf_counter(), time.process_time()
        ask()
        rounds.append((time.perf_counter() - wall, time.process_time() - spent))
    return min(rounds)


def main() -> None:
    """Print each figure beside its yardstick."""
    touches = some_touches()
    read = paths.stated_scores(touches, Unit.PERSON, Period(), "score", scale=(0, 10))
    wall, spent = fastest(read.to_pyarrow)
    print(f"{ANSWERS:,} answers of {PERSONS:,} persons; the bare read: {wall:.2f} s, {spent:.2f} s of the processor")
    for name, asked in (
        ("net promoter score", {}),
        ("by month", {"breakdown": "month"}),
        ("by a property", {"breakdown": "about"}),
        ("every answer", {"quarantine_days": 0}),
    ):
        figure, cost = fastest(lambda asked=asked: satisfaction.answered(touches, "nps", **asked))
        print(f"{name:20} {figure:5.2f} s, {cost:5.2f} s of the processor, {cost / spent:4.1f} times the bare read")


if __name__ == "__main__":
    main()
