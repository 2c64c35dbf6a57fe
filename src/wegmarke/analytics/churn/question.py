"""What may be asked about churn: who is active, and what ends that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

from wegmarke.analytics.meanings import Meaning, as_meanings, key_of
from wegmarke.analytics.questions import made_of
from wegmarke.domain import UsageError

_LONGEST_DAYS: Final = 3_650
USUAL_ORDERS: Final = ("order_placed", "order_repeated")
"""Names of events that are looked for where no orders are named."""
_PARAMETERS: Final = ("r", "alpha", "a", "b")
_MEANINGS = ("orders", "starts", "ends", "notices")


@dataclass(frozen=True)
class PurchaseModel:
    """Parameters of a fitted BG/NBD model, from which the chance to be alive follows.

    Source: Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), Marketing Science 24, 275-284.

    Attributes:
        r, alpha: of the rate of orders.
        a, b: of the chance to leave after an order.
        step: the unit of its times.
        below: a unit whose chance falls below this counts as gone.
    """

    r: float
    alpha: float
    a: float
    b: float
    step: timedelta = timedelta(days=1)
    below: float = 0.5

    @classmethod
    def of(cls, given: Mapping[str, float]) -> PurchaseModel:
        """Make a model of numbers by their names: r, alpha, a, b, and perhaps below; times are days."""
        wanted, known = {"r", "alpha", "a", "b"}, {"r", "alpha", "a", "b", "below"}
        if not wanted <= set(given) <= known:
            raise UsageError(f"alive: expected r, alpha, a, b and perhaps below; got {', '.join(sorted(given))}.")
        return cls(given["r"], given["alpha"], given["a"], given["b"], below=given.get("below", 0.5))

    def __post_init__(self) -> None:
        if min(self.r, self.alpha, self.a, self.b) <= 0 or self.step <= timedelta(0) or not 0 < self.below < 1:
            raise UsageError(
                "alive: expected parameters above 0, a step of time and a chance between 0 and 1; "
                f"got r={self.r:g}, alpha={self.alpha:g}, a={self.a:g}, b={self.b:g}, below={self.below:g}."
            )


class FittedModel(Protocol):
    """What any fitted BG/NBD model has; times are days."""

    @property
    def r(self) -> float:
        """Shape of the distribution of order rates."""
        ...

    @property
    def alpha(self) -> float:
        """Rate of it."""
        ...

    @property
    def a(self) -> float:
        """First parameter of the chance to leave."""
        ...

    @property
    def b(self) -> float:
        """Second parameter of it."""
        ...


@dataclass(frozen=True)
class Question:
    """What ends being a customer: a contract, where `starts`, `ends` or `notices` are named, else a long pause.

    Attributes:
        orders: touchpoints, events or rules that mean an order; none for the usual names, else all touches with a
            value.
        days: the shortest pause after which a unit counts as gone, in days of 24 hours.
        permille: the quantile of the unit's own gaps that may make the pause longer, in thousandths.
        alive: a purchase model instead, or any fitted BG/NBD model with r, alpha, a and b in days: gone when the chance
            to be alive falls below a bound.
        starts: what means that a contract begins.
        ends: what means that it ends, at its own time.
        notices: what means that notice is given; without `ends` it also ends the contract.
        ends_on: property of notices and ends that names the last day or the instant of the contract.
        contract: property that names a contract: then each contract is looked at for itself.
        breakdown: property of the event that begins, by whose value curves are told apart.
        window_days: within so many days a unit counts as won back.
    """

    orders: tuple[Meaning, ...] = ()
    days: float = 90
    permille: int = 950
    alive: FittedModel | None = None
    starts: tuple[Meaning, ...] = ()
    ends: tuple[Meaning, ...] = ()
    notices: tuple[Meaning, ...] = ()
    ends_on: str | None = None
    contract: str | None = None
    breakdown: str | None = None
    window_days: float = 180

    def __post_init__(self) -> None:
        for name in _MEANINGS:
            object.__setattr__(self, name, as_meanings(getattr(self, name)))
        for name in ("days", "window_days"):
            if not 1 <= getattr(self, name) <= _LONGEST_DAYS:
                raise UsageError(f"{name}: expected 1 to {_LONGEST_DAYS} days; got {getattr(self, name):g}.")
        if not 0 <= self.permille <= 1000:
            raise UsageError(f"permille: expected a quantile from 0 to 1000 thousandths; got {self.permille}.")
        if self.is_contractual and not (self.starts and (self.ends or self.notices)):
            raise UsageError(
                "starts, ends, notices: expected what begins a contract, and what ends it or gives notice; got "
                f"starts={len(self.starts)}, ends={len(self.ends)}, notices={len(self.notices)}. Name both, or neither."
            )

    @property
    def model(self) -> PurchaseModel | None:
        """Return the purchase model."""
        if self.alive is None or isinstance(self.alive, PurchaseModel):
            return self.alive
        return PurchaseModel.of({name: getattr(self.alive, name) for name in _PARAMETERS if hasattr(self.alive, name)})

    @property
    def is_contractual(self) -> bool:
        """Tell whether contracts are looked at, not pauses."""
        return bool(self.starts or self.ends or self.notices)

    @property
    def window(self) -> int:
        """Return the window of winning back in microseconds."""
        return round(self.window_days * 86_400_000_000)

    @property
    def key(self) -> tuple[object, ...]:
        """Return what tells one question from another."""
        plain = (self.days, self.permille, self.model, self.ends_on, self.contract, self.breakdown, self.window_days)
        return (*(key_of(getattr(self, name)) for name in _MEANINGS), *plain)


def question_of(asked: Question | None = None, **fields: Any) -> Question:  # noqa: ANN401  # checked here
    """Return a question that was made before, or make one of its fields.

    Raises:
        UsageError: for a field that does not exist, naming those that do.
    """
    return made_of(Question, "churn", asked, fields)
