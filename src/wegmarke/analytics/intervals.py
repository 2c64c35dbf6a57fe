"""How sure a measured number is: 95 % intervals.

Shares: Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209-212; it stays
inside 0..1 and works for few cases. Net promoter score: promoters and detractors come from the same
answers, so their covariance belongs into the variance (multinomial).
"""

from __future__ import annotations

from math import sqrt

from wegmarke.domain import Rate

Z95 = 1.959963984540054


def wilson(part: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share; `of` must be positive.

    >>> low, high = wilson(842, 8000)
    >>> round(low, 4), round(high, 4)
    (0.0987, 0.1122)
    """
    share, square = part / of, Z95 * Z95
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z95 * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    # at the ends of the scale the bound equals the share; rounding must not put it beyond
    return min(max(0.0, middle - half), share), max(min(1.0, middle + half), share)


def rate(part: int, of: int) -> Rate:
    """Return a share with its counts and interval; empty while nobody could have done it."""
    if of == 0:
        return Rate(part, of, None, None, None)
    low, high = wilson(part, of)
    return Rate(part, of, part / of, low, high)


def net_promoter(promoters: int, detractors: int, answers: int) -> tuple[float, float, float]:
    """Return net promoter score, low and high, -100..100; `answers` must be positive."""
    p, d = promoters / answers, detractors / answers
    half = Z95 * sqrt(max(0.0, p + d - (p - d) ** 2) / answers)
    return 100 * (p - d), max(-100.0, 100 * (p - d - half)), min(100.0, 100 * (p - d + half))
