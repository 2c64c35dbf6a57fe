"""What a new customer costs: sales and marketing cost of a period ÷ new customers of the period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa

from wegmarke.analytics.definition import Definition
from wegmarke.analytics.result import Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.value.cohorts import LENGTHS, Book
from wegmarke.analytics.value.finding import find
from wegmarke.analytics.value.journeys import Lag, lag_of
from wegmarke.analytics.value.orders import Orders
from wegmarke.analytics.value.spending import Spending, read_spending
from wegmarke.analytics.worth import NO_CURRENCY
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.domain.errors import unknown_value

_COLUMNS: Final = pa.schema(
    [("begins", pa.date32()), ("group", pa.string()), ("cost_minor", pa.int64()), ("customers", pa.int64()),
     ("cac_minor", pa.int64()), ("is_complete", pa.bool_()), ("currency", pa.string())]
)  # fmt: skip
_CHANNELS: Final = pa.schema(
    [("channel", pa.string()), ("group", pa.string()), ("cost_minor", pa.int64()), ("conversions", pa.float64()),
     ("cac_minor", pa.int64()), ("currency", pa.string())]
)  # fmt: skip


@dataclass(frozen=True)
class Winning:
    """New customers and costs of the same months.

    Attributes:
        orders: of all units.
        book: the units that are new customers in the period, and the month of it.
        spending: costs of one group, in the currency of the orders.
        lag: how many months earlier costs were spent than customers won.
    """

    orders: Orders
    book: Book
    spending: Spending
    lag: Lag

    @property
    def today(self) -> int:
        """Return the month of the state of the data, as months since 1970."""
        return (self.book.state.year - 1970) * 12 + self.book.state.month - 1

    def cost_of(self, first: int, size: int) -> float:
        """Return what was spent, as much earlier as the lag says, for the customers of some months."""
        return sum(self.spending.of_month(month - self.lag.months) for month in range(first, first + size))


def winning(data: object, costs: pa.Table, by: str, group: str, lag: str | float, asked: Mapping[str, Any]) -> Winning:
    """Find new customers and the costs to win them."""
    orders = find(data, by, **asked)
    rates = asked["asked"].rates if asked.get("asked") is not None else asked.get("rates", {})
    spending = read_spending(
        costs, group, None if orders.currency == NO_CURRENCY and not orders.at.size else orders.currency, rates
    )
    book = Book.of(orders)
    return Winning(orders, book, spending, lag_of(orders, book, lag))


def acquisition_cost(
    data: object,
    costs: pa.Table,
    by: str = "account",
    *,
    group: str = "full",
    length: str = "month",
    lag: str | float = 0.0,
    **asked: Any,  # noqa: ANN401  # what `find` takes
) -> Result:
    """Divide costs by new customers: units with their first order in the period.

    Args:
        data: what `find` takes.
        costs: columns month, scope, amount_minor, currency.
        by: unit of analysis.
        group: which scopes count: `media` or `full`; one of them, for figures of both are never mixed.
        length: of a period: `month`, `quarter` or `year`.
        lag: days from the first touch to the first order, or `median` for the median of new customers; costs count as
            many months earlier.
        asked: further arguments of `find`.

    Columns: begins (first day of the period), group, cost_minor (of the period, or earlier by the lag), customers (new
    ones), cac_minor (NULL without new customers, or without costs), is_complete (the period is over), currency. In the
    last row, all complete periods with a cost; `begins` is NULL there.
    """
    if length not in LENGTHS:
        raise unknown_value("length", length, list(LENGTHS))
    won = winning(data, costs, by, group, lag, asked)
    table = pa.Table.from_pylist(list(_rows(won, LENGTHS[length])), schema=_COLUMNS)
    said = won.orders.definition(_says(length), *won.lag.said, *won.spending.said, with_margin=False)
    return Result("acquisition_cost", table, said, won.orders.known.excluded, guards=(_guard(table),))


def _guard(table: pa.Table) -> Guard:
    return Guard(("cac_minor",), table["customers"])


def _rows(won: Winning, size: int) -> Iterator[dict[str, object]]:
    months = won.book.month
    ends = [*(won.spending.months or ()), *(months.tolist() and [int(months.min()), int(months.max())])]
    if not ends:
        return
    places = range(min(ends) // size, min(max(ends), won.today) // size + 1)
    total_cost, total_new = 0.0, 0
    for place in places:
        first = place * size
        cost, new = won.cost_of(first, size), int((months // size == place).sum())
        is_complete = first + size <= won.today
        if not (cost or new):
            continue
        if is_complete and cost:
            total_cost, total_new = total_cost + cost, total_new + new
        yield _row(date(1970 + first // 12, first % 12 + 1, 1), cost, new, is_complete, won)
    if total_cost:
        yield _row(None, total_cost, total_new, True, won)


def _row(begins: date | None, cost: float, new: int, is_complete: bool, won: Winning) -> dict[str, object]:
    return {
        "begins": begins, "group": won.spending.group.value, "cost_minor": round(cost), "customers": new,
        "cac_minor": round(cost / new) if new and cost else None, "is_complete": is_complete,
        "currency": won.spending.currency,
    }  # fmt: skip


def channel_cost(
    costs: pa.Table,
    credits_: pa.Table,
    start: date,
    end: date,
    *,
    group: str = "full",
    place: str = "channel",
    currency: str | None = None,
    rates: Mapping[str, float] | None = None,
) -> Result:
    """Divide what each channel cost by the new customers that attribution credits to it.

    Args:
        costs: as for `acquisition_cost`, with a column `touchpoint` or `channel`.
        credits_: columns touchpoint or channel, and conversions: credits of the same months, where a conversion is the
            first order of a unit.
        start: first month.
        end: last month, which is included.
        group: which scopes count.
        place: `channel` or `touchpoint`.
        currency: of the answer.
        rates: of other currencies.

    Columns: channel, group, cost_minor (that names it), conversions (credits), cac_minor, currency. Costs that name no
    channel stand in a row of their own, without a channel: they are not shared out.
    """
    if place not in ("channel", "touchpoint"):
        raise unknown_value("place", place, ["channel", "touchpoint"])
    if place not in credits_.column_names or "conversions" not in credits_.column_names:
        raise UsageError(f"credits: expected the columns {place} and conversions; got {credits_.column_names}.")
    spending = read_spending(costs, group, currency, rates or {})
    months = [(day.year - 1970) * 12 + day.month - 1 for day in (start, end)]
    spent = spending.by_place(place, *months)
    earned: dict[str, float] = {}
    for name, part in zip(credits_[place].to_pylist(), credits_["conversions"].to_pylist(), strict=True):
        earned[name] = earned.get(name, 0.0) + part
    whole = float(spending.minor[(spending.month >= months[0]) & (spending.month <= months[1])].sum())
    rows = [_channel(name, spent.get(name, 0.0), earned.get(name, 0.0), spending) for name in sorted({*spent, *earned})]
    if unnamed := whole - sum(spent.values()):
        rows.append(_channel(None, unnamed, None, spending))
    table = pa.Table.from_pylist(rows, schema=_CHANNELS)
    said = LocalizedText(
        de="CAC je Kanal: Kosten, die ihn nennen, durch die ihm zugeordneten Neukunden. Kosten ohne Kanal werden nicht "
        "verteilt.",
        en="CAC per channel: costs that name it ÷ new customers credited to it. Costs without a channel are not shared "
        "out.",
    )
    return Result("channel_cost", table, Definition((said, *spending.said)))


def _channel(name: str | None, cost: float, earned: float | None, spending: Spending) -> dict[str, object]:
    return {
        "channel": name, "group": spending.group.value, "cost_minor": round(cost), "conversions": earned,
        "cac_minor": round(cost / earned) if earned and cost and earned > np.finfo(float).eps else None,
        "currency": spending.currency,
    }  # fmt: skip


def _says(length: str) -> LocalizedText:
    german = {"month": "Kalendermonat", "quarter": "Quartal", "year": "Kalenderjahr"}[length]
    return LocalizedText(
        de=f"CAC: Kosten für Vertrieb und Marketing je {german} durch die Neukunden desselben Zeitraums. Neukunde: "
        "Einheit mit ihrer ersten Bestellung, die in den Daten steht. Ohne Kosten oder ohne Neukunden gibt es keinen.",
        en=f"CAC: sales and marketing cost per calendar {length} ÷ new customers of the same time. New customer: unit "
        "with its first order that the data hold. None without costs or without new customers.",
    )
