"""What may be asked about Storno: what means an order, what undoes it, and what tries to prevent that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from wegmarke.analytics.meanings import Meaning, as_meanings, key_of
from wegmarke.analytics.prices import check_rates
from wegmarke.analytics.questions import made_of
from wegmarke.domain import UsageError
from wegmarke.domain.errors import unknown_value

TYPES: Final = ("cancellation", "withdrawal", "return", "termination", "chargeback")
"""The five types: cancelled before delivery, withdrawn, sent back, contract ended, payment taken back."""
FIELDS: Final = ("cancellations", "withdrawals", "returns", "terminations", "chargebacks")
USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "orders": ("order_placed", "order_repeated"),
    "cancellations": ("order_cancelled",),
    "withdrawals": ("order_withdrawn",),
    "returns": ("order_returned",),
    "terminations": ("contract_terminated",),
    "chargebacks": ("payment_charged_back",),
    "save_offers": ("save_offer_made", "win_back_call_held"),
}
"""Names of events that are looked for where nothing is said."""
SAVED: Final = ("saved", "retained", "accepted", "true", "yes")
"""Values of the outcome of an offer that mean that the unit stays."""
_LONGEST_DAYS: Final = 3_650


@dataclass(frozen=True)
class Question:
    """What orders, Stornos and offers are. Where none of the five types is named, the usual names are looked for.

    Attributes:
        orders: touchpoints, events or rules that mean an order; none for the usual names, else all touches with a
            value.
        cancellations: cancelled before delivery.
        withdrawals: withdrawn by right.
        returns: sent back.
        terminations: contract ended; without an amount it leaves orders as they are.
        chargebacks: payment taken back.
        save_offers: attempts to make somebody stay, or come back.
        order: property that names the order.
        reason: property with the reason of a Storno.
        outcome: property of an offer that says what came of it; where it has a value, that decides.
        type: only this one of `TYPES`, for paths, touchpoints and single Stornos; None for all.
        window_days: how long is waited for what follows: a Storno after an order or an offer, an order after a Storno.
        currency: of the answer; None for the one with the largest sum.
        rates: what one unit of another currency is worth in it.
    """

    orders: tuple[Meaning, ...] = ()
    cancellations: tuple[Meaning, ...] = ()
    withdrawals: tuple[Meaning, ...] = ()
    returns: tuple[Meaning, ...] = ()
    terminations: tuple[Meaning, ...] = ()
    chargebacks: tuple[Meaning, ...] = ()
    save_offers: tuple[Meaning, ...] = ()
    order: str | None = None
    reason: str = "reason"
    outcome: str = "result"
    type: str | None = None
    window_days: float = 90
    currency: str | None = None
    rates: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in USUAL:
            object.__setattr__(self, name, as_meanings(getattr(self, name)))
        if not 1 <= self.window_days <= _LONGEST_DAYS:
            raise UsageError(f"window_days: expected 1 to {_LONGEST_DAYS} days; got {self.window_days:g}.")
        if self.type is not None and self.type not in TYPES:
            raise unknown_value("type", self.type, TYPES)
        check_rates(self.rates)

    @property
    def window(self) -> int:
        """Return the window in microseconds."""
        return round(self.window_days * 86_400_000_000)

    @property
    def names_types(self) -> bool:
        """Tell whether any of the five types is named."""
        return any(getattr(self, name) for name in FIELDS)

    @property
    def key(self) -> tuple[object, ...]:
        """Return what tells one question from another."""
        plain = (self.order, self.reason, self.outcome, self.type, self.window_days, self.currency)
        return (*(key_of(getattr(self, name)) for name in USUAL), *plain, tuple(sorted(self.rates.items())))


def question_of(asked: Question | None = None, **fields: Any) -> Question:  # noqa: ANN401  # checked here
    """Return a question that was made before, or make one of its fields.

    Raises:
        UsageError: for a field that does not exist, naming those that do.
    """
    return made_of(Question, "storno", asked, fields)
