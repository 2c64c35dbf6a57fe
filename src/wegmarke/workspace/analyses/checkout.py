"""Checkout: begun, abandoned, rescued."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from wegmarke.analytics import Result, checkout
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Touches
from wegmarke.workspace.analyses.analysis_door import AnalysisDoor
from wegmarke.workspace.operation import operation

_OVER_ALL: Final[Mapping[str, Callable[..., Result]]] = {
    "outcomes": checkout.outcomes, "steps": checkout.steps, "attempts": checkout.attempts,
    "rescues": checkout.rescues,
}  # fmt: skip
CHECKOUT_SHOWS: Final = ("rates", *_OVER_ALL, "checkouts")


class CheckoutDoor(AnalysisDoor):
    """What is not paid."""

    @operation("analytics")
    def checkout(
        self,
        show: str = "rates",
        by: str = "account",
        length: str = "month",
        top: int = 100,
        starts: tuple[str, ...] | str = (),
        offered: tuple[str, ...] | str = (),
        chosen: tuple[str, ...] | str = (),
        attempts: tuple[str, ...] | str = (),
        orders: tuple[str, ...] | str = (),
        state: str = "state",
        states: dict[str, str] | None = None,
        method: str = "method",
        payment: str | None = None,
        window_hours: float = 24,
        rescue_hours: float = 720,
        breakdown: str | None = None,
        currency: str | None = None,
        rates: dict[str, float] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Result:
        """Measure checkouts: `show` is one of rates, outcomes, steps, attempts, rescues, checkouts.

        The other arguments are the fields of `wegmarke.analytics.checkout.Question`.
        """
        question = checkout.Question(
            starts=starts, offered=offered, chosen=chosen, attempts=attempts, orders=orders,  # type: ignore[arg-type]  # made tuples there
            state=state, states=states or {}, method=method, payment=payment, window_hours=window_hours,
            rescue_hours=rescue_hours, breakdown=breakdown, currency=currency, rates=rates or {},
        )  # fmt: skip
        zone = self.stores.settings.time_zone

        def ask(touches: Touches) -> Result:
            asked: dict[str, Any] = {"start": start, "end": end, "zone": zone, "asked": question}
            if show == "rates":
                return checkout.rates(touches, by, length=length, **asked)
            if show == "checkouts":
                return checkout.checkouts(touches, by, top=top, **asked)
            return _OVER_ALL[show](touches, by, **asked)

        if show not in CHECKOUT_SHOWS:
            raise unknown_value("show", show, CHECKOUT_SHOWS)
        return self._kept(("checkout", by, show, length, top, question.key, start, end), ask)
