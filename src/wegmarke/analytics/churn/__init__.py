"""Churn: who ceases to be a customer, when, how surely, and who comes back.

Purpose: `churn.rates(data, orders=["order_placed"])` and its sisters, for business with contracts and without.
Reads: `paths`: the few touches that mean an order, a contract, a notice or an end.
Writes: nothing.
Used by: workspace.

Every function takes touches of a workspace, or data with the columns of `wegmarke.paths.from_data`. Further arguments
are those of `Question`, and `by`, `start`, `end` and `zone` as everywhere. What customers still pay, gross and net, is
`wegmarke.analytics.revenue_retention`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wegmarke.analytics.churn import curve as _curves
from wegmarke.analytics.churn import rates as _rates
from wegmarke.analytics.churn import returns as _returns
from wegmarke.analytics.churn import units as _units
from wegmarke.analytics.churn.look import look_at_lives
from wegmarke.analytics.churn.question import PurchaseModel, Question, question_of
from wegmarke.analytics.phase_velocity import length_of
from wegmarke.analytics.result import Result
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import Unit
from wegmarke.paths import CalendarPeriod, Touches

__all__ = ["PurchaseModel", "Question", "curve", "lengths", "question_of", "rates", "units", "win_back"]


@takes_data
def rates(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    length: CalendarPeriod | str = CalendarPeriod.MONTH,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401  # the fields of Question, which checks them
) -> Result:
    """Measure churn per calendar period; further arguments are those of `Question`.

    Columns: begins (first day), active_at_start, churned (of those), new, won_back, churned_new (began and ended in
    it), active_at_end, notices (given in it), rate (churned ÷ active_at_start), low, high (95 %, Wilson), is_complete.
    active_at_end = active_at_start + new + won_back − churned − churned_new.
    """
    return _rates.rates(look_at_lives(touches, by, question_of(**asked), start, end, zone), length_of(length))


@takes_data
def curve(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Estimate the share that stays longer, of lives that began in the period.

    Columns: label (of the `breakdown`, else NULL), days, at_risk, ended, censored, share, low, high (95 %).
    """
    return _curves.curve(look_at_lives(touches, by, question_of(**asked), start, end, zone))


@takes_data
def lengths(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Measure how long units stay customers, those that still are counted in.

    Columns: label, lives, ended, still, days_quartile_1, days_median with low and high (95 %), days_quartile_3; NULL
    where the curve stays above.
    """
    return _curves.lengths(look_at_lives(touches, by, question_of(**asked), start, end, zone))


@takes_data
def win_back(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    length: CalendarPeriod | str = CalendarPeriod.MONTH,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Count who came back, by the period of churn.

    Columns: begins (NULL in the last row, for all), churned, observed (for the whole window), won_back (of those),
    waiting (not observed so long), rate, low, high (95 %, Wilson), days_median (of those won back), is_complete.
    """
    return _returns.win_back(look_at_lives(touches, by, question_of(**asked), start, end, zone), length_of(length))


@takes_data
def units(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    top: int = 100,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """List lives one by one: those that ended in the period, the latest first, then those that have not ended.

    Columns: unit, state (active, notice_given, churned, won_back), began_at, last_at, notice_at, churned_at,
    returned_at, orders, label.
    """
    return _units.units(look_at_lives(touches, by, question_of(**asked), start, end, zone), top)
