"""Shares of a whole add up to it: rounded to cents by largest remainder, and checked on every answer."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from wegmarke.domain import SharesDiffer

_TOLERANCE = 1e-7


def largest_remainder(shares: Sequence[float], total: int) -> list[int]:
    """Round shares to whole numbers that sum to `total`; the largest parts behind the point are rounded up.

    Of equal parts the earlier one is. Source: the method of Hare and Niemeyer.

    >>> largest_remainder([33.4, 33.3, 33.3], 100)
    [34, 33, 33]
    """
    whole = [floor(share) for share in shares]
    missing = total - sum(whole)
    order = sorted(range(len(shares)), key=lambda place: (whole[place] - shares[place], place))
    if not order:
        return whole
    step = 1 if missing > 0 else -1
    for number in range(abs(missing)):
        place = order[number % len(order)] if step > 0 else order[-1 - number % len(order)]
        whole[place] += step
    return whole


def check_sums(shares: Sequence[float], total: float, what: str) -> None:
    """Refuse an answer whose credits are not the whole.

    Raises:
        SharesDiffer: when they differ by more than sums of broken numbers may.
    """
    found = sum(shares)
    if abs(found - total) > _TOLERANCE * max(1.0, sum(abs(share) for share in shares), abs(total)):
        raise SharesDiffer(
            f"attribution: expected credits and what is unattributed to sum to {total:.6f} {what}; they sum to "
            f"{found:.6f}. Nothing was shown. Please report this."
        )
