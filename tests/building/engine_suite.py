"""What every part of the engine suite uses: its implementations, how many examples, and when rows are the same."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from spark_cluster import why_not

EXPRESSIONS = [
    "duckdb",
    "clickhouse",
    pytest.param("spark", marks=pytest.mark.skipif(why_not() is not None, reason=str(why_not()))),
]
IMPLEMENTATIONS = ["kernels", "base and delta", *EXPRESSIONS]
EXAMPLES = int(os.environ.get("WEGMARKE_EXAMPLES") or (500 if os.environ.get("WEGMARKE_NIGHTLY") else 8))
# histories are made from seeds, which do not shrink
MANY = settings(
    max_examples=EXAMPLES, phases=[Phase.reuse, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)


def same(rows, expected):
    """Rows in any order; numbers that are not whole agree to nine digits."""
    assert sorted(map(key, rows), key=str) == sorted(map(key, expected), key=str)


def key(row):
    return tuple(
        (name, float(f"{row[name]:.9e}") if isinstance(row[name], float) else row[name]) for name in sorted(row)
    )
