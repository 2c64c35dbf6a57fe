"""How long it takes until something ends, when for some it has not ended yet.

Estimator: Kaplan, E. L. and Meier, P. (1958), Journal of the American Statistical Association 53, 457-481. Variance:
Greenwood, M. (1926), Reports on Public Health and Medical Subjects 33. Band: log(-log), as in Kalbfleisch, J. D. and
Prentice, R. L. (1980), The Statistical Analysis of Failure Time Data; unlike the plain one it stays inside 0..1.
Interval of a quantile: where the bounds of the band cross it, Brookmeyer, R. and Crowley, J. (1982), Biometrics 38,
29-41. All intervals are at 95 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wegmarke.paths.primitives.phase_measures import Lengths

_Z95 = 1.959963984540054
_MOST_POINTS = 100
_DAY_SECONDS = 86_400.0
_NO_GRID = np.empty(0, np.int64)


@dataclass(frozen=True)
class Quantile:
    """The day until which a share had ended, with its interval; None where the curve or a bound stays above."""

    share: float
    days: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Point:
    """The curve at one time.

    Attributes:
        days: since the beginning.
        at_risk: observed at least so long.
        ended: ended until then.
        censored: not observed any longer before then.
        share: estimated to last longer.
        low, high: its band; 1 while nothing has ended. Where nobody is left it is not defined: `high` stays as it was.
    """

    days: float
    at_risk: int
    ended: int
    censored: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Survival:
    """A curve and its quantiles.

    Attributes:
        n: how many were observed.
        ended: how many of them ended.
        quantiles: in the order asked for.
        curve: each time at which something ended, or a hundred of them where there are more: most where most ended.
    """

    n: int
    ended: int
    quantiles: tuple[Quantile, ...]
    curve: tuple[Point, ...]


def survival(lengths: Lengths, shares: Sequence[float] = (0.25, 0.5, 0.75), *, draws: bool = True) -> Survival:
    """Estimate the curve of rising lengths, and the days until which these shares had ended.

    Without `draws` the curve stays empty, which takes half the time.
    """
    from wegmarke.paths.compiled import survival as passes

    levels = 1.0 - np.asarray(shares, np.float64)
    crossed = np.empty((len(shares), 3), np.int64)
    curve = np.empty((_MOST_POINTS if draws else 0, 7), np.float64)
    distinct, ended = passes.survival(lengths, levels, _Z95, _NO_GRID, crossed, curve)
    if draws and distinct > _MOST_POINTS:
        grid = _grid(lengths)
        distinct = grid.size
        passes.survival(lengths, levels, _Z95, grid, crossed, curve)
    quantiles = (Quantile(share, *map(_days, row)) for share, row in zip(shares, crossed.tolist(), strict=True))
    return Survival(lengths.size, ended, tuple(quantiles), _points(curve[: min(distinct, curve.shape[0])]))


def survival_at(lengths: Lengths, days: Sequence[float]) -> tuple[Point, ...]:
    """Estimate the curve of rising lengths at rising times; none beyond the longest of them."""
    from wegmarke.paths.compiled import survival as passes

    seconds = np.round(np.asarray(days, np.float64) * _DAY_SECONDS).astype(np.int64)
    grid = seconds[seconds <= int(lengths[-1] >> 1)] if lengths.size else seconds[:0]
    if not grid.size:
        return ()
    curve = np.empty((grid.size, 7), np.float64)
    passes.survival(lengths, np.empty(0, np.float64), _Z95, grid, np.empty((0, 3), np.int64), curve)
    return _points(curve)


def survivals(
    groups: Sequence[Lengths], shares: Sequence[float] = (0.25, 0.5, 0.75), *, draws: bool = True
) -> list[Survival]:
    """Estimate several curves, spread over the cores."""
    from wegmarke.paths.spread import each

    return each(lambda number: survival(groups[number], shares, draws=draws), range(len(groups)))


def _grid(lengths: Lengths) -> npt.NDArray[np.int64]:
    """Return times that draw the curve well: some after equal numbers of stays, some after equal times."""
    ranks = np.linspace(0, lengths.size - 1, _MOST_POINTS * 3 // 4).astype(np.int64)
    even = np.linspace(0, int(lengths[-1] >> 1), _MOST_POINTS // 4).astype(np.int64)
    return np.unique(np.concatenate([(lengths[ranks] >> 1).astype(np.int64), even]))


def _points(rows: npt.NDArray[np.float64]) -> tuple[Point, ...]:
    return tuple(
        Point(seconds / _DAY_SECONDS, int(at_risk), int(ended), int(censored), share, low, high)
        for seconds, at_risk, ended, censored, share, low, high in rows.tolist()
    )


def _days(seconds: int) -> float | None:
    return None if seconds < 0 else seconds / _DAY_SECONDS
