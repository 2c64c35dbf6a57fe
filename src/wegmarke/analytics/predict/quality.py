"""How good a model is, with intervals from units drawn again with replacement: repeats of one do not feign surety."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wegmarke.analytics.predict.samples import Floats, Int64s
from wegmarke.domain.predictions import Estimate

_DRAWS = 200


def auc(score: Floats, outcome: Int64s, often: Floats | None = None) -> float | None:
    """Return the chance that one who did it has a higher score than one who did not; None where one of both is missing.

    Args:
        score: any number that rises with the chance; equal scores count half.
        outcome: 1 or 0.
        often: how often each sample counts; once where nothing is said.
    """
    often = np.ones(score.size) if often is None else often
    _, place = np.unique(score, return_inverse=True)
    yes = np.bincount(place, often * (outcome == 1))
    no = np.bincount(place, often * (outcome == 0), minlength=yes.size)
    if not yes.sum() or not no.sum():
        return None
    below = np.cumsum(no) - no
    return float((yes * (below + no / 2)).sum() / (yes.sum() * no.sum()))


def top_decile(score: Floats, outcome: Int64s, often: Floats | None = None) -> float | None:
    """Return the share that did it in the tenth with the highest scores, as a multiple of the share of all."""
    often = np.ones(score.size) if often is None else often
    order = np.argsort(-score, kind="stable")
    counted = np.cumsum(often[order])
    if not counted.size or not (often * outcome).sum():
        return None
    room = counted[-1] / 10
    inside = np.clip(room - (counted - often[order]), 0, often[order])
    return float((inside * outcome[order]).sum() / room / ((often * outcome).sum() / counted[-1]))


def brier(foretold: Floats, outcome: Int64s) -> float:
    """Return the mean squared distance of probability and outcome."""
    return float(np.mean((foretold - outcome) ** 2)) if outcome.size else 0.0


def log_loss(foretold: Floats, outcome: Int64s) -> float:
    """Return the mean surprise in nats."""
    sure = np.clip(np.where(outcome == 1, foretold, 1 - foretold), 1e-12, 1)
    return float(-np.log(sure).mean()) if outcome.size else 0.0


def with_interval(
    number: Callable[[Floats, Int64s, Floats | None], float | None],
    score: Floats,
    outcome: Int64s,
    unit: Int64s,
    seed: int,
) -> Estimate:
    """Return a number with the 95 % interval of draws of units with replacement (Poisson bootstrap, fixed seed)."""
    value = number(score, outcome, None)
    if value is None:
        return Estimate(None)
    _, owner = np.unique(unit, return_inverse=True)
    chance = np.random.default_rng(seed)
    drawn = [
        number(score, outcome, chance.poisson(1.0, int(owner.max()) + 1).astype(np.float64)[owner])
        for _ in range(_DRAWS)
    ]
    found = np.array([one for one in drawn if one is not None])
    if found.size < _DRAWS // 2:
        return Estimate(value)
    low, high = np.quantile(found, [0.025, 0.975])
    return Estimate(value, float(low), float(high))
