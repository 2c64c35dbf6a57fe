"""What is asked about answers: which question they answered, on which scale, and whose count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final

from wegmarke.domain import UsageError
from wegmarke.domain.errors import Problem, unknown_value
from wegmarke.domain.surveys import SurveyKind

Kind = SurveyKind
SCALES: Final[Mapping[Kind, tuple[int, int]]] = {kind: kind.scale for kind in Kind}
EVENTS: Final[Mapping[Kind, str]] = {kind: kind.event for kind in Kind}
"""The events that hold answers of each kind, unless others are named."""
PROPERTIES: Final[Mapping[Kind, str]] = {kind: kind.answer for kind in Kind}
"""The event property with the answer of each kind, unless another is named."""

TOUCHPOINT, PHASE, ACCOUNT, ROLE, MONTH = "touchpoint", "phase", "account", "role", "month"
BREAKDOWNS: Final = (PHASE, TOUCHPOINT, ROLE, ACCOUNT, MONTH)
PROPERTY: Final = "property:"
"""Stands before the name of an event property that has the name of another breakdown."""

MEANS: Final = ("answers", "accounts")
_MOST_DAYS: Final = 3_650


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        kind: nps, csat or ces.
        name: event property with the answer.
        answers: ids of touchpoints or names of events; none for the events of the kind, or where there is no event of
            any kind, for all touches with the property.
        lowest, highest: ends of the scale; those of the kind where None.
        quarantine_days: of each person one answer counts in so many days; 0 for every answer.
        breakdown: one of `BREAKDOWNS`, or the name of an event property; None for one row.
        mean: over `answers` or over `accounts`; None follows the unit of analysis.
        role_factors: how much the answer of each role in the buying group counts at its account, by role.
    """

    kind: Kind = Kind.NPS
    name: str = PROPERTIES[Kind.NPS]
    answers: tuple[str, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    quarantine_days: float = 90
    breakdown: str | None = None
    mean: str | None = None
    role_factors: Mapping[str, float] = field(default_factory=dict)

    @property
    def scale(self) -> tuple[int, int]:
        """Return the lowest and the highest answer."""
        low, high = SCALES[self.kind]
        return low if self.lowest is None else self.lowest, high if self.highest is None else self.highest

    @property
    def property_name(self) -> str | None:
        """Return the event property by which answers are told apart; None for another breakdown."""
        if self.breakdown is None or self.breakdown in BREAKDOWNS:
            return None
        return self.breakdown.removeprefix(PROPERTY)

    @property
    def column(self) -> str | None:
        """Return the column that tells rows apart."""
        return "label" if self.property_name is not None else self.breakdown


def question_of(kind: str = Kind.NPS, *, name: str | None = None, **asked: Any) -> Question:  # noqa: ANN401
    """Make and check a question of the fields of `Question`; without a name it is the property of the kind.

    Raises:
        UsageError: with all problems at once.
    """
    if kind not in set(Kind):
        raise unknown_value("kind", kind, list(Kind))
    made = Question(kind=Kind(kind), name=name or PROPERTIES[Kind(kind)], **asked)
    low, high = made.scale
    problems = []
    if made.mean not in (None, *MEANS):
        problems.append(Problem("mean", " or ".join(MEANS), repr(made.mean), "Choose one of them."))
    if made.kind is Kind.NPS and (low, high) != SCALES[Kind.NPS]:
        problems.append(Problem("scale", "0 to 10 for a net promoter score", f"{low} to {high}", "Ask for csat."))
    if not low < high:
        problems.append(Problem("scale", "a lowest below the highest answer", f"{low} to {high}", "Correct the ends."))
    if not (isfinite(made.quarantine_days) and 0 <= made.quarantine_days <= _MOST_DAYS):
        expected = f"0 to {_MOST_DAYS} days"
        problems.append(Problem("quarantine_days", expected, f"{made.quarantine_days:g}", "Write another number."))
    if wrong := {role: one for role, one in made.role_factors.items() if not (isfinite(one) and one >= 0)}:
        came = ", ".join(f"{role}={one:g}" for role, one in sorted(wrong.items()))
        problems.append(Problem("role_factors", "numbers from 0", came, "Write other numbers."))
    if problems:
        raise UsageError("satisfaction: this question cannot be answered.", problems=problems)
    return made
