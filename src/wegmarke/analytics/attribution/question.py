"""What may be asked about attribution beside the model: which conversions, which touches, which money."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from wegmarke.domain import UsageError

_SPAN = re.compile(r"(\d+(?:\.\d+)?) *(days?|hours?|minutes?|weeks?|d|h|w)")
_UNITS: Final[Mapping[str, timedelta]] = {
    "d": timedelta(days=1), "h": timedelta(hours=1), "w": timedelta(weeks=1), "m": timedelta(minutes=1),
}  # fmt: skip
MOST_DRAWS: Final = 2_000


@dataclass(frozen=True)
class Question:
    """Which conversions are shared among which touches.

    Attributes:
        conversion: touchpoints or event names that mean a conversion; none for every touch that has a value.
        conversion_is_touch: whether a conversion is itself the last touch of its path; None for yes where every touch
            with a value converts, else no.
        lookback: the longest time before a conversion, e.g. `90 days`; 24 hours each. None for any.
        sessions: so many sessions back; a session ends with a pause of more than 30 minutes. None for any.
        reset_on_win: only touches after the unit's conversion before.
        first_only: later conversions of a unit do not count.
        without: touchpoints that do not count on paths, e.g. mail opens.
        direct: touchpoints that are direct visits: they count, and `last_non_direct` passes them over.
        new_lead: touchpoints or event names that tell of the creation of a lead.
        new_opportunity: touchpoints or event names that tell of the creation of an opportunity.
        currency: of the answer; None for the one in which most was converted.
        rates: what one unit of another currency is worth in it; values without a rate do not count.
        half_life: of time decay.
        order: of the chain of the model `markov`.
        with_nulls: whether the chain also knows paths that led to no conversion.
        intervals: how many times units are drawn anew for 95 % intervals; 0 for none.
        seed: of the draws.
        costs: what each touchpoint cost in the period, in whole units of the currency.
        separator: between touchpoints in texts of aggregated paths.
    """

    conversion: tuple[str, ...] = ()
    conversion_is_touch: bool | None = None
    lookback: str | timedelta | None = None
    sessions: int | None = None
    reset_on_win: bool = False
    first_only: bool = False
    without: tuple[str, ...] = ()
    direct: tuple[str, ...] = ()
    new_lead: tuple[str, ...] = ()
    new_opportunity: tuple[str, ...] = ()
    currency: str | None = None
    rates: Mapping[str, float] = field(default_factory=dict)
    half_life: str | timedelta = "7 days"
    order: int = 1
    with_nulls: bool = True
    intervals: int = 0
    seed: int = 7
    costs: Mapping[str, float] = field(default_factory=dict)
    separator: str = " > "

    def __post_init__(self) -> None:
        for name in ("conversion", "without", "direct", "new_lead", "new_opportunity"):
            given = getattr(self, name)
            object.__setattr__(self, name, (given,) if isinstance(given, str) else tuple(given))
        if self.sessions is not None and self.sessions < 1:
            raise UsageError(f"sessions: expected a number from 1; got {self.sessions}.")
        if not 0 <= self.intervals <= MOST_DRAWS:
            raise UsageError(f"intervals: expected 0 to {MOST_DRAWS} draws; got {self.intervals}.")
        if wrong := sorted(name for name, rate in self.rates.items() if not rate > 0):
            raise UsageError(f"rates: expected numbers above 0; got others for {', '.join(wrong)}.")

    @property
    def longest(self) -> timedelta | None:
        """Return the look-back by time."""
        return None if self.lookback is None else span_of("lookback", self.lookback)

    @property
    def half(self) -> timedelta:
        """Return the half-life."""
        return span_of("half_life", self.half_life)


def question_of(asked: Question | None = None, **fields: Any) -> Question:  # noqa: ANN401  # checked here
    """Return a question that was made before, or make one of its fields.

    Raises:
        UsageError: for a field that does not exist, naming those that do.
    """
    if unknown := sorted(set(fields) - set(Question.__dataclass_fields__)):
        raise UsageError(
            f"attribution: expected some of {', '.join(Question.__dataclass_fields__)}; got {', '.join(unknown)}."
        )
    if asked is not None and fields:
        raise UsageError(f"attribution: expected a question, or its fields; got both, {', '.join(fields)} beside it.")
    return asked or Question(**fields)


def span_of(name: str, given: str | timedelta) -> timedelta:
    """Return a span of time that was given as text, e.g. `90 days`."""
    if isinstance(given, timedelta):
        span = given
    else:
        written = _SPAN.fullmatch(given.strip())
        if written is None:
            raise UsageError(f"{name}: expected a span like `90 days` or `12 hours`; got {given!r}.")
        span = float(written[1]) * _UNITS[written[2][0]]
    if span <= timedelta(0):
        raise UsageError(f"{name}: expected more than nothing; got {given}.")
    return span
