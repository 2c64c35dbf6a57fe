"""Opportunities in figures: how many, in which stage, won for how much, how fast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.intervals import rate
from wegmarke.analytics.spread import spread
from wegmarke.domain import Money, Spread
from wegmarke.domain.accounts import OpportunityTotals
from wegmarke.paths import Calendar


def opportunity_totals(
    table: pa.Table, zone: str, labels: Sequence[str | None] | None = None
) -> list[OpportunityTotals]:
    """Count opportunities in groups of one label, in the order of labels; without labels all of them as one.

    Args:
        table: as `accounts.opportunities.opportunities` returns it.
        zone: in whose days the cycle is counted.
        labels: one per row.
    """
    if labels is None:
        return [_totals(None, table, zone)]
    column = pa.array(labels, pa.string())
    wanted = sorted(set(labels), key=lambda label: (label is None, label))
    return [
        _totals(label, table.filter(pc.is_null(column) if label is None else pc.equal(column, label)), zone)
        for label in wanted
    ]


def close_quarters(table: pa.Table, zone: str) -> list[str | None]:
    """Return the quarter in which each opportunity was closed, such as `2025Q1`; None while it is open."""
    is_closed = pc.is_valid(table["closed_at"])
    months = iter(_calendar(table, zone).months(_microseconds(table.filter(is_closed)["closed_at"])).tolist())
    return [_quarter(next(months)) if closed else None for closed in is_closed.to_pylist()]


def _totals(label: str | None, table: pa.Table, zone: str) -> OpportunityTotals:
    outcomes = Counter(table["outcome"].to_pylist())
    won = table.filter(pc.equal(table["outcome"], "won"))
    values = _values(won)
    return OpportunityTotals(
        label=label,
        opportunities=table.num_rows,
        without_account=table["account"].null_count,
        stages=tuple(Counter(table["stage"].to_pylist()).most_common()),
        win_rate=rate(outcomes["won"], outcomes["won"] + outcomes["lost"]),
        won_values=tuple(Money(row["minor"], row["currency"]) for row in values),
        mean_won_values=tuple((row["currency"], row["mean"]) for row in values),
        won_days=_days(won, zone),
        lost_days=_days(table.filter(pc.equal(table["outcome"], "lost")), zone),
    )


def _values(won: pa.Table) -> list[dict[str, Any]]:
    amounts = won.filter(pc.is_valid(won["amount_minor"])).group_by("currency")
    summed = amounts.aggregate([("amount_minor", "sum"), ("amount_minor", "mean")])
    summed = summed.rename_columns({"amount_minor_sum": "minor", "amount_minor_mean": "mean"})
    rows: list[dict[str, Any]] = summed.sort_by([("minor", "descending"), ("currency", "ascending")]).to_pylist()
    return rows


def _days(table: pa.Table, zone: str) -> Spread:
    calendar = _calendar(table, zone)
    created, closed = (calendar.local_days(_microseconds(table[name])) for name in ("created_at", "closed_at"))
    return spread(closed - created)


def _calendar(table: pa.Table, zone: str) -> Calendar:
    first: datetime | None = pc.min(table["created_at"]).as_py()
    last: datetime | None = pc.max(table["changed_at"]).as_py()
    return Calendar.over(zone, first, last)


def _microseconds(instants: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    numbers: npt.NDArray[np.int64] = instants.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    return numbers


def _quarter(month: str) -> str:
    return f"{month[:4]}Q{(int(month[5:7]) + 2) // 3}"
