"""Maximum likelihood for a few positive parameters: found in their logarithms, refused where nothing is best.

A parameter may be best at a bound: then units hardly differ in what it describes, and it is held there and said so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy import optimize

from wegmarke.analytics.intervals import Z95
from wegmarke.domain import UsageError
from wegmarke.paths import Floats

Loss = Callable[[Floats], tuple[float, Floats]]
Ends = tuple[float, float]
FURTHEST: Final = (1e-6, 1e6)
"""Where a parameter that is free to move surely runs away."""
_FLAT: Final = 1e-5
_STEP: Final = 1e-4
_AT: Final = 1e-6


@dataclass(frozen=True)
class Fitted:
    """Parameters that fit best.

    Attributes:
        names, values: of the parameters.
        low, high: 95 % intervals from the curvature of the likelihood, on the scale of logarithms; NaN where it has
            none, and for parameters that are held.
        held: parameters at a bound, each with `low` or `high`.
        log_likelihood: of the best parameters.
        total: how many histories.
        looks: how often the likelihood was looked at.
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    held: tuple[tuple[str, str], ...]
    log_likelihood: float
    total: int
    looks: int

    def scaled(self, name: str, factor: float, events: float = 0.0) -> Fitted:
        """Return a parameter in another measure of time; the density of so many events changes with it."""

        def changed(values: tuple[float, ...]) -> tuple[float, ...]:
            return tuple(
                value * factor if one == name else value for one, value in zip(self.names, values, strict=True)
            )

        return replace(
            self, values=changed(self.values), low=changed(self.low), high=changed(self.high),
            log_likelihood=self.log_likelihood - events * float(np.log(factor)),
        )  # fmt: skip


def fit(
    loss: Loss, starts: Sequence[Sequence[float]], names: tuple[str, ...], total: int, may_end: Mapping[str, Ends]
) -> Fitted:
    """Minimise a negative log-likelihood over logarithms of parameters, from several starts.

    Args:
        loss: the negative log-likelihood and its slope at logarithms of the parameters.
        starts: logarithms to begin at; the next one is tried where one ends on a slope.
        names: of the parameters.
        total: histories behind the likelihood.
        may_end: bounds at which a parameter may stay; others refuse to, at `FURTHEST`.

    Raises:
        UsageError: when no start ends at a flat place, or only where a parameter runs away.
    """
    bounds = [tuple(np.log(may_end.get(name, FURTHEST))) for name in names]
    looks, best = 0, None
    for start in starts:
        ended = optimize.minimize(
            lambda at: _mean(loss, at, total), np.asarray(start, np.float64), jac=True, method="L-BFGS-B",
            bounds=bounds, options={"maxiter": 500, "ftol": 1e-15, "gtol": 1e-9},
        )  # fmt: skip
        looks += int(ended.nfev)
        if np.isfinite(ended.fun) and (best is None or ended.fun < best.fun):
            best = ended
        if best is not None and _is_settled(best, bounds):
            break
    sides = [] if best is None else _held(best, names, bounds)
    away = [name for name, side in sides if np.exp(bounds[names.index(name)][side == "high"]) in FURTHEST]
    if best is None or away or not _is_settled(best, bounds):
        raise UsageError(_refusal(best, away))
    free = np.array([name not in dict(sides) for name in names])
    low, high = _intervals(loss, np.asarray(best.x), free)
    values = tuple(np.exp(best.x).tolist())
    return Fitted(names, values, low, high, tuple(sides), -float(best.fun) * total, total, looks)


def _mean(loss: Loss, at: Floats, total: int) -> tuple[float, Floats]:
    value, slope = loss(at)
    return value / total, slope / total


def _held(ended: optimize.OptimizeResult, names: tuple[str, ...], bounds: Sequence[Ends]) -> list[tuple[str, str]]:
    sides = []
    for name, at, (low, high) in zip(names, ended.x.tolist(), bounds, strict=True):
        if at - low < _AT or high - at < _AT:
            sides.append((name, "low" if at - low < _AT else "high"))
    return sides


def _is_settled(ended: optimize.OptimizeResult, bounds: Sequence[Ends]) -> bool:
    """Tell whether the place is flat in every direction in which there is room."""
    low, high = np.array(bounds).T
    room = np.where(ended.jac > 0, ended.x - low, high - ended.x) > _AT
    return bool(np.abs(np.where(room, ended.jac, 0.0)).max() < _FLAT)


def _refusal(ended: optimize.OptimizeResult | None, away: Sequence[str]) -> str:
    if ended is None:
        came = "a likelihood that is not a number"
    elif away:
        came = f"a likelihood that grows without end with {', '.join(away)}"
    else:
        came = "a search that stopped on a slope"
    return (
        f"model: expected parameters that fit best; got {came}. Choose a longer period or another unit; what was "
        "observed per cohort needs no model."
    )


def _intervals(
    loss: Loss, at: Floats, free: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return bounds from the inverse of the curvature; it is measured by differences of the slope."""
    steps = np.eye(at.size)[free] * _STEP
    reach = np.full(at.size, np.nan)
    if steps.size:
        curvature = np.stack([(loss(at + step)[1] - loss(at - step)[1])[free] / (2 * _STEP) for step in steps])
        try:
            spread = np.diag(np.linalg.inv((curvature + curvature.T) / 2))
        except np.linalg.LinAlgError:
            spread = np.full(steps.shape[0], np.nan)
        reach[free] = Z95 * np.sqrt(np.where(spread > 0, spread, np.nan))
    return tuple(np.exp(at - reach).tolist()), tuple(np.exp(at + reach).tolist())
