"""What customers are worth and cost: by cohort, as models expect, from contracts, and against costs."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime

import pyarrow as pa

from wegmarke import costs
from wegmarke.analytics import Result, value
from wegmarke.paths import Touches
from wegmarke.workspace.analyses.analysis_door import AnalysisDoor
from wegmarke.workspace.analyses.anchors import anchors_of
from wegmarke.workspace.operation import operation
from wegmarke.workspace.stores import Stores

Names = tuple[str, ...] | str
Rates = dict[str, float] | None


class ValueDoor(AnalysisDoor):
    """What customers are worth, and what they cost.

    All questions share: `orders`, touchpoints or event names that are orders, or `opportunity:won` (none for events
    `order_placed` and `order_repeated` where there are some, else for every touch with a value); `margin`, the share of
    the value that is left; `cost`, an event property with the cost of an order instead; `currency` and `rates`.
    """

    @operation("analytics")
    def customer_value(
        self,
        by: str = "account",
        orders: Names = (),
        length: str = "month",
        months: int = 24,
        margin: float = 1.0,
        cost: str | None = None,
        draws: int = 0,
        currency: str | None = None,
        rates: Rates = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Result:
        """Sum what is left of orders per customer, by cohort of the first order and months since."""
        asked = value.Question(_names(orders), margin, cost, currency, rates or {})
        return self._valued(
            "customer_value", by, asked, (start, end), (length, months, draws),
            lambda found: value.cohorts(found, by, length=length, months=months, draws=draws),
        )  # fmt: skip

    @operation("analytics")
    def value_model(
        self,
        by: str = "account",
        orders: Names = (),
        currency: str | None = None,
        rates: Rates = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Result:
        """Fit BG/NBD and Gamma-Gamma to orders, and return their parameters.

        Raises:
            UsageError: where they cannot be fitted, with the reason.
        """
        asked = value.Question(_names(orders), currency=currency, rates=rates or {})
        return self._valued("value_model", by, asked, (start, end), (), lambda found: value.model(found, by))

    @operation("analytics")
    def expected_value(
        self,
        by: str = "account",
        orders: Names = (),
        horizon: int = 12,
        discount: float = 0.1,
        top: int | None = 100,
        margin: float = 1.0,
        cost: str | None = None,
        currency: str | None = None,
        rates: Rates = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Result:
        """Return what the models expect of each customer, most valuable first."""
        asked = value.Question(_names(orders), margin, cost, currency, rates or {})
        return self._valued(
            "expected_value", by, asked, (start, end), (horizon, discount, top),
            lambda found: value.expected(found, by, horizon=horizon, discount=discount, top=top),
        )  # fmt: skip

    @operation("analytics")
    def value_check(
        self,
        by: str = "account",
        orders: Names = (),
        split: datetime | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Result:
        """Fit the model to orders until the split, and compare what it expects with the orders after it."""
        asked = value.Question(_names(orders))
        return self._valued(
            "value_check", by, asked, (start, end), (split,), lambda found: value.held_out(found, by, split=split)
        )

    @operation("analytics")
    def contract_value(
        self,
        by: str = "account",
        begins: Names = (),
        ends: Names = (),
        orders: Names = (),
        horizon: int = 36,
        discount: float = 0.1,
        margin: float = 1.0,
        cost: str | None = None,
        currency: str | None = None,
        rates: Rates = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Result:
        """Multiply the share of contracts that last with what is left per month, discounted."""
        asked = value.Question(_names(orders), margin, cost, currency, rates or {})
        first, last = _names(begins), _names(ends)
        return self._valued(
            "contract_value", by, asked, (start, end), (first, last, horizon, discount),
            lambda found: value.contract_value(
                found, by, begins=first, ends=last, horizon=horizon, discount=discount
            ),
        )  # fmt: skip

    @operation("analytics")
    def acquisition_cost(
        self,
        by: str = "account",
        orders: Names = (),
        group: str = "full",
        length: str = "month",
        lag: str | float = 0.0,
        currency: str | None = None,
        rates: Rates = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Result:
        """Divide the costs of a group of scopes by new customers, per period.

        Args:
            by: unit of analysis.
            orders: what is an order; a new customer is a unit with its first one.
            group: `media` for media alone, `full` for all scopes.
            length: of a period: `month`, `quarter` or `year`.
            lag: days, or `median` for the median from first touch to first order: costs count so much earlier.
            currency: of the answer.
            rates: of other currencies.
            start: first orders before do not count.
            end: first orders from here on do not count.
        """
        spent, asked = _spent(self.stores), value.Question(_names(orders), currency=currency, rates=rates or {})
        return self._valued(
            "acquisition_cost", by, asked, (start, end), (group, length, lag, _key(spent)),
            lambda found: value.acquisition_cost(
                found, spent, by, group=group, length=length, lag=lag, rates=asked.rates
            ),
        )  # fmt: skip

    @operation("analytics")
    def payback(
        self,
        by: str = "account",
        orders: Names = (),
        group: str = "full",
        length: str = "quarter",
        months: int = 24,
        lag: str | float = 0.0,
        margin: float = 1.0,
        cost: str | None = None,
        currency: str | None = None,
        rates: Rates = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Result:
        """Compare what each cohort has earned with what it cost to win it: CLV:CAC and payback month."""
        spent, asked = _spent(self.stores), value.Question(_names(orders), margin, cost, currency, rates or {})
        return self._valued(
            "payback", by, asked, (start, end), (group, length, months, lag, _key(spent)),
            lambda found: value.payback(
                found, spent, by, group=group, length=length, months=months, lag=lag, rates=asked.rates
            ),
        )  # fmt: skip

    def _valued(
        self,
        name: str,
        by: str,
        asked: value.Question,
        period: tuple[datetime | None, datetime | None],
        key: tuple[Hashable, ...],
        ask: Callable[[value.Orders], Result],
    ) -> Result:
        """Return the kept answer to a question about orders, or ask it."""
        zone = self.stores.settings.time_zone

        def answer(touches: Touches) -> Result:
            anchors = anchors_of(self.stores, by, asked.orders)
            return ask(value.find(touches, by, asked, *period, zone=zone, anchors=anchors))

        kept = (asked.orders, asked.margin, asked.cost, asked.currency, tuple(sorted(asked.rates.items())))
        return self._kept((name, by, *period, kept, *key), answer)


def _names(given: Names) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _spent(stores: Stores) -> pa.Table:
    """Return all costs as they were written down."""
    kept = [line.cost for line in costs.kept(stores.state)]
    return pa.table(
        {
            "month": pa.array([cost.month for cost in kept], pa.date32()),
            "scope": pa.array([cost.scope.value for cost in kept], pa.string()),
            "touchpoint": pa.array([cost.touchpoint for cost in kept], pa.string()),
            "channel": pa.array([cost.channel for cost in kept], pa.string()),
            "amount_minor": pa.array([cost.amount_minor for cost in kept], pa.int64()),
            "currency": pa.array([cost.currency for cost in kept], pa.string()),
        }
    )


def _key(spent: pa.Table) -> Hashable:
    """Return what tells tables of costs apart: an answer is kept until they change."""
    return tuple(tuple(row.values()) for row in spent.to_pylist())
