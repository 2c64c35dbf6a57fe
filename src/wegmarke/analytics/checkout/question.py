"""What may be asked about checkouts: what begins one, what pays, and how long is waited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from wegmarke.analytics.meanings import Meaning, as_meanings, key_of
from wegmarke.analytics.prices import check_rates
from wegmarke.analytics.questions import made_of
from wegmarke.domain import UsageError
from wegmarke.domain.errors import unknown_value

STATES: Final = ("open", "pending", "authorized", "paid", "canceled", "expired", "failed")
"""What a payment may be, in the words of Mollie's API."""
PAID: Final = "paid"
USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "starts": ("checkout_started",),
    "offered": ("payment_methods_offered", "payment_method_offered"),
    "chosen": ("payment_method_chosen",),
    "attempts": ("payment_attempted", "payment_state_changed"),
    "orders": ("order_placed", "order_repeated"),
}
"""Names of events that are looked for where nothing is said."""
_SPELLED: Final = {"cancelled": "canceled", "authorised": "authorized", "succeeded": "paid", "declined": "failed"}
_LONGEST_HOURS: Final = 24 * 365


@dataclass(frozen=True)
class Question:
    """What checkouts are. Where nothing begins one, the usual names are looked for.

    Attributes:
        starts: touchpoints, events or rules that mean that a checkout is begun.
        offered: that methods of payment are offered.
        chosen: that one is chosen.
        attempts: what tells the state of a payment, in the property `state`.
        orders: what concludes a checkout beside a payment that is paid.
        state: property with the state, one of `STATES`.
        states: words of your own for states, or names of touchpoints and events that stand for one.
        method: property with the method of payment.
        payment: property that names one attempt; without it an attempt ends with a final state.
        window_hours: a checkout that is not concluded within so many hours is abandoned.
        rescue_hours: within so many hours it may still be paid later.
        breakdown: property of the begin by whose value outcomes are told apart; None for the method.
        currency: of the answer; None for the one with the largest sum.
        rates: what one unit of another currency is worth in it.
    """

    starts: tuple[Meaning, ...] = ()
    offered: tuple[Meaning, ...] = ()
    chosen: tuple[Meaning, ...] = ()
    attempts: tuple[Meaning, ...] = ()
    orders: tuple[Meaning, ...] = ()
    state: str = "state"
    states: Mapping[str, str] = field(default_factory=dict)
    method: str = "method"
    payment: str | None = None
    window_hours: float = 24
    rescue_hours: float = 720
    breakdown: str | None = None
    currency: str | None = None
    rates: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in USUAL:
            object.__setattr__(self, name, as_meanings(getattr(self, name)))
        for name in ("window_hours", "rescue_hours"):
            if not 0 < getattr(self, name) <= _LONGEST_HOURS:
                raise UsageError(f"{name}: expected more than 0 and at most {_LONGEST_HOURS} hours.")
        if self.rescue_hours < self.window_hours:
            raise UsageError(
                f"rescue_hours: expected at least the window of {self.window_hours:g} hours; got {self.rescue_hours:g}."
            )
        if wrong := sorted({state for state in self.states.values() if state not in STATES}):
            raise unknown_value("states", ", ".join(wrong), STATES)
        check_rates(self.rates)

    @property
    def window(self) -> int:
        """Return the window in microseconds."""
        return round(self.window_hours * 3_600_000_000)

    @property
    def rescue(self) -> int:
        """Return the time until which a checkout may be paid later, in microseconds."""
        return round(self.rescue_hours * 3_600_000_000)

    def state_of(self, said: str | None) -> int:
        """Return the number of a state as it was written; -1 where it is none."""
        if said is None:
            return -1
        word = self.states.get(said, said.strip().lower())
        word = _SPELLED.get(word, word)
        return STATES.index(word) if word in STATES else -1

    @property
    def key(self) -> tuple[object, ...]:
        """Return what tells one question from another."""
        plain = (
            self.state, self.method, self.payment, self.window_hours, self.rescue_hours, self.breakdown, self.currency,
        )  # fmt: skip
        tables = (tuple(sorted(self.states.items())), tuple(sorted(self.rates.items())))
        return (*(key_of(getattr(self, name)) for name in USUAL), *plain, *tables)


def question_of(asked: Question | None = None, **fields: Any) -> Question:  # noqa: ANN401  # checked here
    """Return a question that was made before, or make one of its fields.

    Raises:
        UsageError: for a field that does not exist, naming those that do.
    """
    return made_of(Question, "checkout", asked, fields)
