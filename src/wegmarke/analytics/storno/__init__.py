"""Storno: orders that do not last: how many, why, what came before, and what could be saved.

Purpose: `storno.rates(data, orders=["order_placed"], cancellations=["order_cancelled"])` and its sisters.
Reads: `paths`: the few touches that mean an order, a cancellation or an offer, and the touches between two of them.
Writes: nothing.
Used by: workspace.

Five types are told apart, each with its own instants: cancellation before delivery, withdrawal, return, termination,
chargeback. Every function takes touches of a workspace, or data with the columns of `wegmarke.paths.from_data`.
Further arguments are those of `Question`, and `by`, `start`, `end` and `zone` as everywhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wegmarke.analytics.phase_velocity import length_of
from wegmarke.analytics.result import Result
from wegmarke.analytics.storno import before as _before
from wegmarke.analytics.storno import orders as _orders
from wegmarke.analytics.storno import rates as _rates
from wegmarke.analytics.storno import reasons as _reasons
from wegmarke.analytics.storno import saves as _saves
from wegmarke.analytics.storno.look import look_at_orders
from wegmarke.analytics.storno.question import TYPES, USUAL, Question, question_of
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import Unit
from wegmarke.paths import CalendarPeriod, Touches

__all__ = [
    "TYPES",
    "USUAL",
    "Question",
    "orders",
    "paths",
    "question_of",
    "rates",
    "reasons",
    "saves",
    "touchpoints",
    "win_back",
]


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
    """Measure which share of orders and of their value is cancelled, by the period of the order and by type.

    Columns: begins (first day; NULL for all periods), type (one of `TYPES`, or `any`), orders, affected (orders with
    such a Storno), partial (of these, those that lost a part), share, low, high (95 %, Wilson), value_minor (of the
    orders), lost_minor, value_share, value_low, value_high (95 %, linearised ratio), currency, stornos (of this type
    that happened in the period, whenever their order was), is_complete (all orders are older than the window).
    """
    return _rates.rates(look_at_orders(touches, by, question_of(**asked), start, end, zone), length_of(length))


@takes_data
def reasons(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Count Stornos of the period by type and reason.

    Columns: type, reason (NULL where none was given), stornos, share (of its type), low, high (95 %, Wilson),
    lost_minor, currency.
    """
    return _reasons.reasons(look_at_orders(touches, by, question_of(**asked), start, end, zone))


@takes_data
def paths(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    top: int = 20,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Return the most frequent paths from an order to its Storno, and how often orders that stayed have them.

    Columns: touchpoints (a list, without the order and the Storno), stornos, share, stayed, share_stayed, low, high
    (95 % of share, Wilson).
    """
    return _before.paths(touches, look_at_orders(touches, by, question_of(**asked), start, end, zone), top)


@takes_data
def touchpoints(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Return which touchpoints lie between an order and its Storno, and how often after orders that stayed.

    Columns: touchpoint, stornos (with a touch there), share, low, high (95 %, Wilson), stayed, share_stayed,
    low_stayed, high_stayed, ratio (of both shares).
    """
    return _before.touchpoints(touches, look_at_orders(touches, by, question_of(**asked), start, end, zone))


@takes_data
def saves(
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
    """Count offers to stay and how many led to that, by the period of the offer.

    Columns: begins (NULL for all), offers, decided, retained, waiting, rate (retained ÷ decided), low, high (95 %,
    Wilson), recovered_minor, currency, is_complete.
    """
    return _saves.saves(look_at_orders(touches, by, question_of(**asked), start, end, zone), length_of(length))


@takes_data
def win_back(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Count units that order again after a whole Storno or a termination, by type.

    Columns: type, stornos, observed (for the whole window), won_back, waiting, rate, low, high (95 %, Wilson),
    days_median, recovered_minor (of the first order after), currency.
    """
    return _saves.win_back(look_at_orders(touches, by, question_of(**asked), start, end, zone))


@takes_data
def orders(
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
    """List Stornos of the period one by one, the latest first.

    Columns: unit, type, storno_at, ordered_at, reason, order_minor, lost_minor, left_minor, currency, is_partial,
    finding (`counted`, or why it does not count).
    """
    return _orders.orders(look_at_orders(touches, by, question_of(**asked), start, end, zone), top)
