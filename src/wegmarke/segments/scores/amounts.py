"""Points in whole numbers: how they fade, how they are bounded, and how shown numbers add up.

Everything is counted in *specks*, hundred-millionths of a point, so that a sum is the same in every order, in every
engine and for every batch.

* An event of the local day d counts `points · f(D−d)` on the day D. f(a) = 2^(−a/half-life), rounded to a millionth, so
  an event counts nothing any more after about twenty half-lives.
* The value is `100 · (1 − e^(−s/k))`, bounded at 0, rounded to hundredths.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from wegmarke.segments.scores.checks import MAX_DAYS

Numbers = npt.NDArray[np.int64]

MILLION: Final = 10**6
CENTS: Final = 100
MOST_CENTS: Final = 100 * CENTS
_DIGITS: Final = 40


@lru_cache(maxsize=256)
def fading(half_life_days: float, window_days: int | None) -> tuple[int, ...]:
    """Return what an event is worth on its day, on the next day and so on, in millionths, until it is worth nothing.

    >>> fading(1, None)[:3], len(fading(1, 2))
    ((1000000, 500000, 250000), 2)
    """
    found: list[int] = []
    with localcontext(prec=_DIGITS):
        factor, per_day = Decimal(MILLION), Decimal(2) ** (-1 / Decimal(str(half_life_days)))
        for _ in range(min(window_days or MAX_DAYS, MAX_DAYS)):
            worth = int(factor.to_integral_value(ROUND_HALF_EVEN))
            if worth == 0:
                break
            found.append(worth)
            factor *= per_day
    return tuple(found)


@lru_cache(maxsize=64)
def bounds(scale: float) -> Numbers:
    """Return from how many specks on the value is 0.01, 0.02, … 100.00; ascending."""
    cents = np.arange(1, MOST_CENTS + 1, dtype=np.float64)
    # The value rounds to c hundredths from (c - 0.5) hundredths on.
    least: Numbers = np.ceil(-in_cents(scale) * MILLION * np.log1p(-(cents - 0.5) / MOST_CENTS)).astype(np.int64)
    return least


def bounded(specks: Numbers, scale: float) -> Numbers:
    """Return values in hundredths, from 0 to 10,000; negative sums are 0."""
    found: Numbers = np.searchsorted(bounds(scale), specks, side="right").astype(np.int64)
    return found


def least_for(value: float, scale: float) -> int:
    """Return the fewest specks whose value, as it is shown, is at least this one."""
    return int(bounds(scale)[int(in_cents(value)) - 1])


def in_cents(value: float) -> int:
    """Return a stated value or number of points in hundredths."""
    return round(Decimal(str(value)) * CENTS)


def shown(cents: int) -> Decimal:
    """Return hundredths as they are shown."""
    return Decimal(int(cents)).scaleb(-2)


def rounded(numerator: int, denominator: int) -> int:
    """Divide whole numbers and round halves up; the denominator is above 0."""
    return (2 * numerator + denominator) // (2 * denominator)


def shares(total: int, parts: Sequence[int]) -> list[int]:
    """Share a whole number out in proportion to parts, so that the shares add up to it exactly.

    Each share is rounded down; what is left goes to the largest remainders, the first ones where they are equal.

    >>> shares(100, [1, 1, 1]), shares(7, [3, -1])
    ([34, 33, 33], [11, -4])
    """
    whole = sum(parts)
    if whole == 0:
        return [0] * len(parts)
    floors = [total * part // whole for part in parts]
    remainders = [total * part - floor * whole for part, floor in zip(parts, floors, strict=True)]
    order = sorted(range(len(parts)), key=lambda place: (-abs(remainders[place]), place))
    for place in order[: total - sum(floors)]:
        floors[place] += 1
    return floors


def points_shown(specks: Sequence[int]) -> tuple[int, list[int]]:
    """Return a sum in hundredths of a point, and its parts in hundredths that add up to it exactly."""
    parts = [part // MILLION for part in specks]
    total = int((Decimal(sum(specks)) / MILLION).to_integral_value(ROUND_HALF_UP))
    remainders = [part % MILLION for part in specks]
    order = sorted(range(len(parts)), key=lambda place: (-remainders[place], place))
    # The remainders come to less than one hundredth each, so that at most every part is raised once.
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return total, parts
