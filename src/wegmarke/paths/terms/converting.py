"""Which touches are conversions, and how far back touches count for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

SESSION_GAP = timedelta(minutes=30)


@dataclass(frozen=True)
class Converting:
    """Which touches are conversions; one is enough.

    Attributes:
        touchpoints: codes of touchpoints.
        events: codes of event names.
        valued: every touch that has a value.
        is_touch: whether a conversion is itself the last touch of its path; else it is none, on no path.
    """

    touchpoints: Collection[int] = ()
    events: Collection[int] = ()
    valued: bool = False
    is_touch: bool = False


@dataclass(frozen=True)
class Lookback:
    """How far back touches count; all that is given must hold.

    Attributes:
        longest: the longest time before the conversion, its end included; None for any.
        sessions: so many sessions back, the one before the conversion is the first; 0 for any number.
        since_last: only touches after the unit's conversion before.
        first_only: later conversions of a unit do not count.
    """

    longest: timedelta | None = None
    sessions: int = 0
    since_last: bool = False
    first_only: bool = False
