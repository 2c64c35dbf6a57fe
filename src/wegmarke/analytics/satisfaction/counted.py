"""Net promoter score and mean satisfaction of counted scores, as the cells of maps show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from wegmarke.analytics.intervals import Z95, net_promoter

# below this many answers a net promoter score is an interval, not a number
NPS_HEADLINE_N = 30
PROMOTER, DETRACTOR, HIGHEST = 9, 6, 10
# a five-point answer becomes the map's scale of emotions, -2 to +2
MIDDLE, LOWEST_POINT, HIGHEST_POINT = 3, 1, 5


@dataclass(frozen=True)
class Figure:
    """A measured value with what stands behind it; None where nothing does."""

    value: float | None = None
    n: int = 0
    low: float | None = None
    high: float | None = None
    currency: str | None = None


def nps(answers: Mapping[float, int], *, headline: bool) -> Figure:
    """Return the net promoter score of scores 0 to 10; as a headline it needs 30 answers, its interval does not."""
    valid = {score: count for score, count in answers.items() if 0 <= score <= HIGHEST}
    n = sum(valid.values())
    if n == 0:
        return Figure()
    promoters = sum(count for score, count in valid.items() if score >= PROMOTER)
    detractors = sum(count for score, count in valid.items() if score <= DETRACTOR)
    value, low, high = net_promoter(promoters, detractors, n)
    return Figure(None if headline and n < NPS_HEADLINE_N else value, n, low, high)


def satisfaction(answers: Mapping[float, int]) -> Figure:
    """Return the mean of scores 1 to 5 on the scale -2 to +2, with the 95 % interval of the mean."""
    valid = {score: count for score, count in answers.items() if LOWEST_POINT <= score <= HIGHEST_POINT}
    n = sum(valid.values())
    if n == 0:
        return Figure()
    mean = sum((score - MIDDLE) * count for score, count in valid.items()) / n
    if n == 1:
        return Figure(mean, n)
    variance = sum((score - MIDDLE - mean) ** 2 * count for score, count in valid.items()) / (n - 1)
    half = Z95 * sqrt(variance / n)
    return Figure(mean, n, max(-2.0, mean - half), min(2.0, mean + half))
