"""Maximum likelihood for a few positive parameters: found in their logarithms, refused where nothing is best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy import optimize

from wegmarke.analytics.intervals import Z95
from wegmarke.domain import UsageError
from wegmarke.paths import Floats

Loss = Callable[[Floats], tuple[float, Floats]]
_FURTHEST: Final = 12.0
"""Logarithms of parameters beyond this say that the likelihood grows without end."""
_FLAT: Final = 1e-5
_STEP: Final = 1e-4


@dataclass(frozen=True)
class Fitted:
    """Parameters that fit best.

    Attributes:
        names, values: of the parameters.
        low, high: 95 % intervals from the curvature of the likelihood, on the scale of logarithms; NaN where it has
            none.
        log_likelihood: of the best parameters.
        total: how many histories.
        looks: how often the likelihood was looked at.
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
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


def fit(loss: Loss, starts: Sequence[Sequence[float]], names: tuple[str, ...], total: int) -> Fitted:
    """Minimise a negative log-likelihood over logarithms of parameters, from several starts.

    Raises:
        UsageError: when no start ends at a flat place, or only where a parameter runs away.
    """
    bounds = [(-_FURTHEST - 2, _FURTHEST + 2)] * len(names)
    looks, best = 0, None
    for start in starts:
        ended = optimize.minimize(
            lambda at: _mean(loss, at, total), np.asarray(start, np.float64), jac=True, method="L-BFGS-B",
            bounds=bounds, options={"maxiter": 500, "ftol": 1e-15, "gtol": 1e-9},
        )  # fmt: skip
        looks += int(ended.nfev)
        if np.isfinite(ended.fun) and (best is None or ended.fun < best.fun):
            best = ended
        if best is not None and _is_settled(best):
            break
    if best is None or not _is_settled(best):
        raise UsageError(_refusal(best, names))
    low, high = _intervals(loss, np.asarray(best.x))
    values = tuple(np.exp(best.x).tolist())
    return Fitted(names, values, low, high, -float(best.fun) * total, total, looks)


def _mean(loss: Loss, at: Floats, total: int) -> tuple[float, Floats]:
    value, slope = loss(at)
    return value / total, slope / total


def _is_settled(ended: optimize.OptimizeResult) -> bool:
    return bool(np.abs(ended.jac).max() < _FLAT and np.abs(ended.x).max() < _FURTHEST)


def _refusal(ended: optimize.OptimizeResult | None, names: tuple[str, ...]) -> str:
    if ended is None:
        came = "the likelihood is not a number"
    elif np.abs(ended.x).max() >= _FURTHEST:
        away = ", ".join(name for name, at in zip(names, ended.x, strict=True) if abs(at) >= _FURTHEST)
        came = f"the likelihood grows while {away} runs away, so the data do not determine it"
    else:
        came = f"the search stopped on a slope ({ended.message})"
    return (
        f"model: expected parameters that fit best; {came}. Choose a longer period, other units, or look at what was "
        "observed per cohort, which needs no model."
    )


def _intervals(loss: Loss, at: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return bounds from the inverse of the curvature; it is measured by differences of the slope."""
    steps = np.eye(at.size) * _STEP
    curvature = np.stack([(loss(at + step)[1] - loss(at - step)[1]) / (2 * _STEP) for step in steps])
    try:
        spread = np.diag(np.linalg.inv((curvature + curvature.T) / 2))
    except np.linalg.LinAlgError:
        spread = np.full(at.size, np.nan)
    reach = Z95 * np.sqrt(np.where(spread > 0, spread, np.nan))
    return tuple(np.exp(at - reach).tolist()), tuple(np.exp(at + reach).tolist())
