"""Storno: orders that do not last, why, what came before, what could be saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from wegmarke.analytics import Result, storno
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Touches
from wegmarke.workspace.analyses.analysis_door import AnalysisDoor
from wegmarke.workspace.operation import operation

_BY_PERIOD: Final[Mapping[str, Callable[..., Result]]] = {"rates": storno.rates, "saves": storno.saves}
_OVER_ALL: Final[Mapping[str, Callable[..., Result]]] = {
    "reasons": storno.reasons, "touchpoints": storno.touchpoints, "win_back": storno.win_back,
}  # fmt: skip
_LISTED: Final[Mapping[str, Callable[..., Result]]] = {"paths": storno.paths, "orders": storno.orders}
STORNO_SHOWS: Final = (*_BY_PERIOD, *_OVER_ALL, *_LISTED)


class StornoDoor(AnalysisDoor):
    """What is undone."""

    @operation("analytics")
    def storno(
        self,
        show: str = "rates",
        by: str = "account",
        length: str = "month",
        top: int = 20,
        orders: tuple[str, ...] | str = (),
        cancellations: tuple[str, ...] | str = (),
        withdrawals: tuple[str, ...] | str = (),
        returns: tuple[str, ...] | str = (),
        terminations: tuple[str, ...] | str = (),
        chargebacks: tuple[str, ...] | str = (),
        save_offers: tuple[str, ...] | str = (),
        order: str | None = None,
        reason: str = "reason",
        outcome: str = "result",
        type: str | None = None,  # noqa: A002  # the word of the command line
        window_days: float = 90,
        currency: str | None = None,
        rates: dict[str, float] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Result:
        """Measure Storno: `show` is one of rates, saves, reasons, touchpoints, win_back, paths, orders.

        The other arguments are the fields of `wegmarke.analytics.storno.Question`.
        """
        question = storno.Question(
            orders=orders, cancellations=cancellations, withdrawals=withdrawals, returns=returns,  # type: ignore[arg-type]  # made tuples there
            terminations=terminations, chargebacks=chargebacks, save_offers=save_offers, order=order, reason=reason,  # type: ignore[arg-type]
            outcome=outcome, type=type, window_days=window_days, currency=currency, rates=rates or {},
        )  # fmt: skip
        zone = self.stores.settings.time_zone

        def ask(touches: Touches) -> Result:
            asked: dict[str, Any] = {"start": start, "end": end, "zone": zone, "asked": question}
            if show in _BY_PERIOD:
                return _BY_PERIOD[show](touches, by, length=length, **asked)
            if show in _LISTED:
                return _LISTED[show](touches, by, top=top, **asked)
            return _OVER_ALL[show](touches, by, **asked)

        if show not in STORNO_SHOWS:
            raise unknown_value("show", show, STORNO_SHOWS)
        return self._kept(("storno", by, show, length, top, question.key, start, end), ask)
