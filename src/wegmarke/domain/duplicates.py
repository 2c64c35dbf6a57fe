"""Suggested duplicates as values: two records that may be one person or account, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What somebody decided about a suggested pair."""

    # Both records are one person or one account.
    CONFIRMED = "confirmed"
    # They are two; the pair is not suggested again, and no cluster holds both.
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What comparing one property of two records showed.

    Attributes:
        column: the property, e.g. `born_on`.
        level: how far both agree, e.g. `equal`, `mistyped`, `different`; `unknown` when one has no value.
    """

    column: str
    level: str


@dataclass(frozen=True, slots=True)
class SuggestedPair:
    """Two records that may be one.

    Attributes:
        left: id of the record that sorts first.
        right: id of the other.
        probability: that both are one, 0 to 1.
        agreements: every property compared, in the order of the shape.
    """

    left: str
    right: str
    probability: float
    agreements: tuple[Agreement, ...]
