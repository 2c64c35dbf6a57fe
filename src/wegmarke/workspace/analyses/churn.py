"""Churn: who ceases to be a customer, for how long they stay, who comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from wegmarke.analytics import Result, churn
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Touches
from wegmarke.workspace.analyses.analysis_door import AnalysisDoor
from wegmarke.workspace.operation import operation

_BY_PERIOD: Final[Mapping[str, Callable[..., Result]]] = {"rates": churn.rates, "win_back": churn.win_back}
_OVER_ALL: Final[Mapping[str, Callable[..., Result]]] = {"curve": churn.curve, "lengths": churn.lengths}
CHURN_SHOWS: Final = (*_BY_PERIOD, *_OVER_ALL, "units")


class ChurnDoor(AnalysisDoor):
    """Who leaves."""

    @operation("analytics")
    def churn(
        self,
        show: str = "rates",
        by: str = "account",
        length: str = "month",
        top: int = 100,
        orders: tuple[str, ...] | str = (),
        days: float = 90,
        permille: int = 950,
        starts: tuple[str, ...] | str = (),
        ends: tuple[str, ...] | str = (),
        notices: tuple[str, ...] | str = (),
        ends_on: str | None = None,
        contract: str | None = None,
        breakdown: str | None = None,
        window_days: float = 180,
        alive: dict[str, float] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Result:
        """Measure churn: `show` is one of rates, win_back, curve, lengths, units.

        The other arguments are the fields of `wegmarke.analytics.churn.Question`; `alive` holds r, alpha, a, b of a
        BG/NBD model whose times are days, and may hold `below`.
        """
        question = churn.Question(
            orders=orders, days=days, permille=permille, starts=starts, ends=ends, notices=notices, ends_on=ends_on,  # type: ignore[arg-type]  # made tuples there
            contract=contract, breakdown=breakdown, window_days=window_days,
            alive=None if alive is None else churn.PurchaseModel.of(alive),
        )  # fmt: skip
        zone = self.stores.settings.time_zone

        def ask(touches: Touches) -> Result:
            asked: dict[str, Any] = {"start": start, "end": end, "zone": zone, "asked": question}
            if show in _BY_PERIOD:
                return _BY_PERIOD[show](touches, by, length=length, **asked)
            return _OVER_ALL[show](touches, by, **asked) if show in _OVER_ALL else churn.units(
                touches, by, top=top, **asked
            )  # fmt: skip

        if show not in CHURN_SHOWS:
            raise unknown_value("show", show, CHURN_SHOWS)
        return self._kept(("churn", by, show, length, top, question.key, start, end), ask)
