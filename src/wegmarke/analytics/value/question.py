"""What may be asked about orders: which touches are orders, and what is left of their value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from wegmarke.domain import UsageError

ORDER_EVENTS: Final = ("order_placed", "order_repeated")
"""Events that are orders where nobody says which are, and the data know them."""


@dataclass(frozen=True)
class Question:
    """Which orders count, and what is left of them.

    Attributes:
        orders: touchpoints or event names that are orders; none for `ORDER_EVENTS` where the data know them, else for
            every touch that has a value.
        margin: share of the value that is contribution margin, up to 1; 1 counts revenue.
        cost: name of an event property with the cost of the order in whole units of its currency; margin is then value
            less cost, and `margin` holds for orders without it.
        currency: of the answer; None for the one with the largest sum.
        rates: what one unit of another currency is worth in it; orders in currencies without a rate do not count.
    """

    orders: tuple[str, ...] = ()
    margin: float = 1.0
    cost: str | None = None
    currency: str | None = None
    rates: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named: object = self.orders
        object.__setattr__(self, "orders", (named,) if isinstance(named, str) else tuple(self.orders))
        if not 0 < self.margin <= 1:
            raise UsageError(f"margin: expected a share above 0 and up to 1, such as 0.35; got {self.margin:g}.")
        if wrong := sorted(name for name, rate in self.rates.items() if not rate > 0):
            raise UsageError(f"rates: expected numbers above 0; got others for {', '.join(wrong)}.")


def question_of(asked: Question | None, fields: Mapping[str, Any]) -> Question:
    """Return a question that was made before, or make one of its fields.

    Raises:
        UsageError: for a field that does not exist, naming those that do.
    """
    known = Question.__dataclass_fields__
    if unknown := sorted(set(fields) - set(known)):
        raise UsageError(f"value: expected some of {', '.join(known)}; got {', '.join(unknown)}.")
    if asked is not None and fields:
        raise UsageError(f"value: expected a question, or its fields; got both, {', '.join(fields)} beside it.")
    return asked or Question(**fields)
