"""Checkout: begun, tried, abandoned, paid later, rescued through another person or channel.

Purpose: `checkout.rates(data, starts=["checkout_started"], attempts=["payment_attempted"])` and its sisters.
Reads: `paths`: the few touches that mean a begin, a method, an attempt to pay or an order.
Writes: nothing.
Used by: workspace.

States of a payment have the words of Mollie's API. Every function takes touches of a workspace, or data with the
columns of `wegmarke.paths.from_data`. Further arguments are those of `Question`, and `by`, `start`, `end` and `zone` as
everywhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wegmarke.analytics.checkout import attempts as _attempts
from wegmarke.analytics.checkout import rates as _rates
from wegmarke.analytics.checkout import units as _units
from wegmarke.analytics.checkout.look import look_at_checkouts
from wegmarke.analytics.checkout.outcomes import OUTCOMES
from wegmarke.analytics.checkout.question import STATES, USUAL, Question, question_of
from wegmarke.analytics.phase_velocity import length_of
from wegmarke.analytics.result import Result
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import Unit
from wegmarke.paths import CalendarPeriod, Touches

__all__ = [
    "OUTCOMES",
    "STATES",
    "USUAL",
    "Question",
    "attempts",
    "checkouts",
    "outcomes",
    "question_of",
    "rates",
    "rescues",
    "steps",
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
    """Measure outcomes of checkouts by the period in which they began; further arguments are those of `Question`.

    Columns: begins (NULL in the last row, for all), checkouts, one per outcome of `OUTCOMES`, abandoned (all that were
    not paid within the window and are not running), rate (abandoned ÷ checkouts that are not running), low, high (95 %,
    Wilson), at_stake_minor, recovered_minor, currency, hours_median (until what was rescued or paid later was paid),
    is_complete.
    """
    return _rates.rates(look_at_checkouts(touches, by, question_of(**asked), start, end, zone), length_of(length))


@takes_data
def outcomes(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Measure outcomes of checkouts by the last method of payment, or by the property `breakdown` of their begin.

    Columns: label (NULL without a value), then those of `rates`.
    """
    return _rates.outcomes(look_at_checkouts(touches, by, question_of(**asked), start, end, zone))


@takes_data
def steps(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Count how far checkouts came: started, offered, chosen, attempted, paid, paid_or_later.

    Columns: step, checkouts, share (of all that are not running), low, high (95 %, Wilson).
    """
    return _attempts.steps(look_at_checkouts(touches, by, question_of(**asked), start, end, zone))


@takes_data
def attempts(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Count attempts to pay by method and last state.

    Columns: method (NULL where none was said), state (of `STATES`), attempts, share (of the method), low, high (95 %,
    Wilson).
    """
    return _attempts.attempts(look_at_checkouts(touches, by, question_of(**asked), start, end, zone))


@takes_data
def rescues(
    touches: Touches,
    /,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Count through what checkouts were rescued or paid later.

    Columns: outcome (rescued, paid_later), touchpoint, event, channel, by (same person, or other), checkouts, share,
    low, high (95 %, Wilson), recovered_minor, currency, hours_median.
    """
    return _attempts.rescues(look_at_checkouts(touches, by, question_of(**asked), start, end, zone))


@takes_data
def checkouts(
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
    """List checkouts one by one, the latest first.

    Columns: unit, outcome (of `OUTCOMES`), began_at, paid_at, method, state (last of a payment within the window),
    channel (of what paid it), by (same, other), value_minor, currency.
    """
    return _units.checkouts(look_at_checkouts(touches, by, question_of(**asked), start, end, zone), top)
