"""What a benchmark of analyses is given: the reports of one analysis, each with a query written by hand.

A module `benchmarks/analytics_<name>.py` holds a list `REPORTS`; `benchmarks.analytics` finds and runs them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wegmarke.analytics import Result
from wegmarke.domain import Unit
from wegmarke.paths import Touches

Rows = list[tuple[Any, ...]]


def all_rows(result: Result) -> Rows:
    return [tuple(row.values()) for row in result.to_pyarrow().to_pylist()]


@dataclass(frozen=True)
class Report:
    """One question, asked the way a page asks it.

    Attributes:
        name: what is printed.
        ask: the analysis over generated touches: touchpoints are `tp_1` to `tp_32`, phases 1 to 5.
        columns: numbers in the table `touch` that the bare scan sums; `{unit}` is the unit's own, and an instant is
            `epoch_us(occurred_at)`.
        query: the best hand-written DuckDB query that gives the same rows; `{unit}` is replaced as above.
        rows: brings the result into the form of the query's rows; their order does not matter.
    """

    name: str
    ask: Callable[[Touches, Unit], Result]
    columns: tuple[str, ...]
    query: str
    rows: Callable[[Result], Rows] = all_rows


def comparable(rows: Rows) -> list[str]:
    """Bring rows to one form: sorted, broken numbers with nine digits."""
    return sorted(str([f"{value:.9e}" if isinstance(value, float) else value for value in row]) for row in rows)
