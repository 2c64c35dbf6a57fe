"""The backlog of a map: ranked improvements, and what initiatives changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wegmarke.domain.text import LocalizedText


@dataclass(frozen=True, slots=True)
class RankedImprovement:
    """An improvement with what speaks for it.

    Attributes:
        customer_value: 0 to 100; `is_computed` tells whether it comes from data.
        gap: how far its metric is from the target, 0 to 1.
        importance: 1 to 5.
        score: what it is ranked by; None where nothing is known.
    """

    id: str
    title: LocalizedText
    status: str
    customer_value: float | None
    is_computed: bool
    business_value: float | None
    effort: float | None
    confidence: float | None
    affected_units: int | None
    gap: float | None
    importance: int
    score: float | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A metric in a period.

    Attributes:
        low, high: 95 % interval where the measure has one.
    """

    start: date
    end: date
    value: float | None
    n: int
    low: float | None
    high: float | None
    suppressed: bool


@dataclass(frozen=True, slots=True)
class InitiativeEffect:
    """A metric before and after an initiative shipped, in periods of the same length.

    Attributes:
        delta: after minus before; None where one of them is not known.
        low, high: 95 % interval of the difference, where both values have one.
        expected_delta: what was promised.
        verdict: `better`, `worse`, `unclear` (the interval holds 0, or there is none) or `unknown` (no delta).
    """

    initiative: str
    metric: str
    shipped: date
    before: Reading
    after: Reading
    delta: float | None
    low: float | None
    high: float | None
    expected_delta: float | None
    verdict: str
