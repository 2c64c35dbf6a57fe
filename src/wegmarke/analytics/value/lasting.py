"""Contracts of a workspace: from touches that begin and end them, and what is paid meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.analytics.result import Result
from wegmarke.analytics.value.contracts import MONTH_SECONDS, contracts
from wegmarke.analytics.value.finding import find, meant
from wegmarke.analytics.value.orders import Int64s, Orders
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.paths import Period, touches_at

Truths = npt.NDArray[np.bool_]
_US: Final = 1_000_000


def contract_value(
    data: object,
    by: str = "account",
    *,
    begins: Sequence[str],
    ends: Sequence[str],
    horizon: int = 36,
    discount: float = 0.1,
    **asked: Any,  # noqa: ANN401  # what `find` takes
) -> Result:
    """Value the contracts of all units: the columns of `contracts`.

    Args:
        data: what `find` takes.
        by: unit of analysis.
        begins: touchpoints or event names that begin a contract; one that lasts is not begun again.
        ends: touchpoints or event names that end it.
        horizon: months to look at.
        discount: per year.
        asked: further arguments of `find`; orders while a contract lasts say what is left per month.

    Raises:
        UsageError: where nothing begins or ends a contract.
    """
    if not begins or not ends:
        raise UsageError("contracts: expected what begins and what ends them; got nothing. Name touchpoints for both.")
    orders = find(data, by, **asked)
    unit, begun, until, ended = spells(orders, begins, ends)
    months = (until - begun) / _US / MONTH_SECONDS
    monthly = _margin(orders, unit, begun, until) / 10**orders.digits / max(float(months.sum()), 1e-9)
    given = pa.table({"months": months, "ended": ended, "monthly": np.full(unit.size, monthly)})
    words = ", ".join(begins), ", ".join(ends)
    said = LocalizedText(
        de=f"Ein Vertrag beginnt mit {words[0]} und endet mit {words[1]}; je Monat bleibt, was alle Bestellungen "
        "während der Verträge ließen, geteilt durch deren Monate.",
        en=f"A contract begins with {words[0]} and ends with {words[1]}; what is left per month is that of all orders "
        "while contracts lasted, divided by their months.",
    )
    return contracts(given.append_column("currency", pa.repeat(orders.currency, unit.size)), horizon=horizon,
                      discount=discount, said=(said, *orders.definition().sentences))  # fmt: skip


def spells(orders: Orders, begins: Sequence[str], ends: Sequence[str]) -> tuple[Int64s, Int64s, Int64s, Truths]:
    """Return the unit, begin and end of each contract in microseconds, and whether it ended; else it is still there."""
    columns: list[tuple[Int64s, Int64s, Truths]] = []
    for names, ends_it in ((begins, False), (ends, True)):
        touchpoints, events, _ = meant(orders.touches, names)
        period = Period(None, orders.known.period.end)
        found = touches_at(orders.touches, orders.known.by, period, touchpoints=touchpoints, events=events).to_pyarrow()
        at = found["occurred_at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
        columns.append((found["unit"].to_numpy().astype(np.int64), at, np.full(at.size, ends_it)))
    unit = np.concatenate([part[0] for part in columns])
    at = np.concatenate([part[1] for part in columns])
    is_end = np.concatenate([part[2] for part in columns])
    order = np.lexsort((is_end, at, unit))
    unit, at, is_end = unit[order], at[order], is_end[order]
    is_first = np.ones(unit.size, np.bool_)
    is_first[1:] = unit[1:] != unit[:-1]
    # a begin counts where no contract lasts, an end where one does: so of equal neighbours only the first does
    counts = np.where(is_first, ~is_end, False)
    counts[1:] |= ~is_first[1:] & (is_end[1:] != is_end[:-1])
    unit, at, is_end = unit[counts], at[counts], is_end[counts]
    begin = np.flatnonzero(~is_end)
    has_end = np.zeros(begin.size, np.bool_)
    inner = begin + 1 < unit.size
    has_end[inner] = is_end[begin[inner] + 1]
    until = np.full(begin.size, orders.until, np.int64)
    until[has_end] = at[begin[has_end] + 1]
    since = np.ones(begin.size, np.bool_) if orders.since is None else at[begin] >= orders.since
    return unit[begin][since], at[begin][since], np.maximum(until, at[begin])[since], has_end[since]


def _margin(orders: Orders, unit: Int64s, begun: Int64s, until: Int64s) -> float:
    """Return what is left of all orders while a contract of their unit lasted, in minor units."""
    if not unit.size or not orders.unit.size:
        return 0.0
    # place of the last contract that began before, in the order of units and begins
    stamps = np.concatenate([np.stack([unit, begun]), np.stack([orders.unit, orders.at])], axis=1)
    is_order = np.arange(stamps.shape[1]) >= unit.size
    order = np.lexsort((is_order, stamps[1], stamps[0]))
    last = np.maximum.accumulate(np.where(is_order[order], -1, order))
    place = np.empty(orders.unit.size, np.int64)
    place[order[is_order[order]] - unit.size] = last[is_order[order]]
    safe = np.maximum(place, 0)
    inside = (place >= 0) & (unit[safe] == orders.unit) & (orders.at <= until[safe])
    return float(orders.margin[inside].sum())
