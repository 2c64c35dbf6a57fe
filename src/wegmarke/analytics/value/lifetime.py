"""Expected value: both models fitted to the orders of a workspace, and what they expect of every unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.value.bg_nbd import OrderModel, fit_orders
from wegmarke.analytics.value.expecting import chance_alive, expected_orders
from wegmarke.analytics.value.finding import find
from wegmarke.analytics.value.gamma_gamma import SpendModel, expected_spend, fit_spend
from wegmarke.analytics.value.histories import Histories, histories
from wegmarke.analytics.value.orders import Orders
from wegmarke.analytics.value.words import (
    EXPECTED,
    MODEL,
    alive_sentence,
    assumption_sentence,
    held_sentences,
    horizon_sentence,
)
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.paths import Floats

MONTH_DAYS: Final = 30.4375
MOST_MONTHS: Final = 60
_PARAMETERS: Final = pa.schema(
    [("part", pa.string()), ("name", pa.string()), *((name, pa.float64()) for name in ("value", "low", "high")),
     ("customers", pa.int64()), ("currency", pa.string())]
)  # fmt: skip
_UNITS: Final = pa.schema(
    [("unit", pa.int64()), ("orders_again", pa.int64()), ("days_since_order", pa.int64()), ("days_known", pa.int64()),
     *((name, pa.float64()) for name in ("alive", "expected_orders", "expected_spend", "expected_value")),
     ("currency", pa.string())]
)  # fmt: skip


@dataclass(frozen=True)
class Models:
    """Both models of one answer.

    Attributes:
        found: orders they were fitted to.
        histories: of the units.
        often: how often units order.
        spend: what their orders are worth.
    """

    found: Orders
    histories: Histories
    often: OrderModel
    spend: SpendModel


def fit_models(data: object, by: str = "account", **asked: Any) -> Models:  # noqa: ANN401  # what `find` takes
    """Fit BG/NBD and Gamma-Gamma to orders; time is counted in days.

    Raises:
        UsageError: where one of them cannot be fitted, with the reason.
    """
    orders = find(data, by, **asked)
    known = histories(orders.placed, orders.calendar(), orders.until, orders.since)
    return Models(orders, known, fit_orders(known), fit_spend(known))


def model(data: object, by: str = "account", **asked: Any) -> Result:  # noqa: ANN401
    """Return the parameters of both models.

    Columns: part (`orders`: BG/NBD, in days; `spend`: Gamma-Gamma, gamma in whole units of the currency; `assumption`:
    rank correlation of frequency and mean value), name, value, low, high (95 %), customers (units that it was fitted
    to), currency.
    """
    both = fit_models(data, by, **asked)
    unit = 10.0**both.found.digits
    rows: list[dict[str, object]] = []
    parts = (("orders", both.often.fitted, ""), ("spend", both.spend.fitted, "gamma"))
    for part, fitted, in_money in parts:
        if fitted is None:
            continue
        for name, *figures in zip(fitted.names, fitted.values, fitted.low, fitted.high, strict=True):
            value, low, high = (figure / unit if name == in_money else figure for figure in figures)
            rows.append(_line(part, name, value, fitted.total, low, high))
        rows.append(_line(part, "log_likelihood", fitted.log_likelihood, fitted.total))
    spend = both.spend
    rows.append(_line("spend", "mean", spend.mean / unit, spend.fitted.total))
    rows.append(_line("assumption", "dependence", spend.dependence, spend.fitted.total, spend.low, spend.high))
    table = pa.Table.from_pylist([row | {"currency": both.found.currency} for row in rows], schema=_PARAMETERS)
    said = both.found.definition(*MODEL, assumption_sentence(spend), *_held(both), with_margin=False)
    return Result(
        "value_model", table, said, both.found.known.excluded, (Interval("value", "low", "high", "curvature"),),
        (Guard(("value", "low", "high"), table["customers"]),),
    )  # fmt: skip


def _line(
    part: str, name: str, value: float, total: int, low: float | None = None, high: float | None = None
) -> dict[str, object]:
    bounds = [None if bound is None or np.isnan(bound) else bound for bound in (low, high)]
    return {"part": part, "name": name, "value": value, "low": bounds[0], "high": bounds[1], "customers": total}


def expected(
    data: object,
    by: str = "account",
    *,
    horizon: int = 12,
    discount: float = 0.1,
    top: int | None = 100,
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Return what the models expect of each unit, most valuable first.

    Args:
        data: what `find` takes, or `Models`.
        by: unit of analysis.
        horizon: months to look ahead.
        discount: per year; what is left of an order counts at the end of its month.
        top: how many units; None for all.
        asked: further arguments of `find`.

    Columns: unit, orders_again (days with an order after the first), days_since_order, days_known (since the first
    order), alive (chance not to have left), expected_orders and expected_value within the horizon (what is left of
    orders, discounted), expected_spend (value of one order), currency. Amounts are in whole units of the currency.
    """
    _check(horizon, discount, top)
    both = data if isinstance(data, Models) else fit_models(data, by, **asked)
    ahead = ahead_of(both, horizon, discount)
    order = np.argsort(-ahead.value, kind="stable")[:top]
    found, unit = both.histories, 10.0**both.found.digits
    table = pa.table(
        {
            "unit": found.unit[order],
            "orders_again": found.frequency[order],
            "days_since_order": (found.age - found.recency)[order].astype(np.int64),
            "days_known": found.age[order].astype(np.int64),
            "alive": ahead.alive[order],
            "expected_orders": ahead.orders[order],
            "expected_spend": ahead.spend[order] / unit,
            "expected_value": ahead.value[order] / unit,
            "currency": pa.repeat(both.found.currency, order.size),
        },
        schema=_UNITS,
    )
    said = (
        EXPECTED, horizon_sentence(horizon, discount, both.found.margin_share), _sums(both, ahead), *MODEL,
        assumption_sentence(both.spend), *_held(both),
    )  # fmt: skip
    return Result("expected_value", both.found.named(table), both.found.definition(*said), both.found.known.excluded)


@dataclass(frozen=True)
class Ahead:
    """What is expected of each unit: chance to be alive, orders, value of one, what is left of all, discounted."""

    alive: Floats
    orders: Floats
    spend: Floats
    value: Floats


def ahead_of(both: Models, horizon: int, discount: float) -> Ahead:
    """Return what is expected within so many months; amounts in minor units."""
    months = np.arange(1, horizon + 1)
    until = expected_orders(both.often, both.histories, months * MONTH_DAYS)
    within = np.diff(until, axis=1, prepend=0.0)
    spend = expected_spend(both.spend, both.histories)
    value = within @ (1.0 + discount) ** (-months / 12.0) * spend * both.found.margin_share
    return Ahead(chance_alive(both.often, both.histories), until[:, -1], spend, value)


def _held(both: Models) -> list[LocalizedText]:
    return [*held_sentences(both.often.fitted), *held_sentences(both.spend.fitted)]


def _sums(both: Models, ahead: Ahead) -> LocalizedText:
    total, n = float(ahead.value.sum()) / 10**both.found.digits, both.histories.total
    return alive_sentence(n, float(ahead.alive.sum()), float(ahead.orders.sum()), total, both.found.currency)


def _check(horizon: int, discount: float, top: int | None) -> None:
    if not 1 <= horizon <= MOST_MONTHS:
        raise UsageError(f"horizon: expected 1 to {MOST_MONTHS} months; got {horizon}. Write 12, for example.")
    if not 0 <= discount < 1:
        raise UsageError(f"discount: expected a share per year from 0 to below 1, such as 0.1; got {discount:g}.")
    if top is not None and top < 1:
        raise UsageError(f"top: expected a number from 1; got {top}. Leave it out for a hundred.")
