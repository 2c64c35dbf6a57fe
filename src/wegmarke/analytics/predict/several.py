"""What comes next, of several: a multinomial logistic regression on ranges of values, tested on later time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wegmarke.analytics.predict import quality
from wegmarke.analytics.predict.calibration import Calibration, curve
from wegmarke.analytics.predict.linear import fit_linear
from wegmarke.analytics.predict.model import Model
from wegmarke.analytics.predict.samples import Floats, Int64s, Samples
from wegmarke.analytics.predict.training import Trained, cutoffs_before, finished, fold_figures, refuse_few, strength
from wegmarke.domain import UsageError
from wegmarke.domain.predictions import Estimate, ModelKind


def train_several(
    samples: Samples, outcome: Int64s, classes: Sequence[str], horizon_days: int, *, seed: int = 7
) -> Trained:
    """Fit and back-test which class comes.

    AUC and top decile are about whether anything comes at all; the share foretold rightly stands beside that of always
    saying the most frequent class.

    Raises:
        UsageError: with fewer than 100 cases of anything, fewer than two classes of 100, or fewer than two cut-offs.
    """
    happens = (outcome > 0).astype(np.int64)
    refuse_few(int(happens.sum()), happens.size)
    if len(classes) < 3:
        raise UsageError(
            f"prediction: expected at least two different things that come next 100 times each; got "
            f"{', '.join(classes[1:]) or 'none'}. Take a longer horizon."
        )
    chances = _asked_later(samples, outcome, len(classes), horizon_days, seed)
    if not chances:
        raise UsageError("prediction: expected at least two cut-offs a horizon apart; got one. Take a shorter horizon.")
    model = finished(fit_linear(samples, outcome, seed, classes=len(classes)), Calibration(), samples, tuple(classes))
    truth = np.concatenate([outcome[samples.at == at] for at in chances])
    unit = np.concatenate([samples.unit[samples.at == at] for at in chances])
    every = np.concatenate(list(chances.values()))
    said, anything = every.argmax(axis=1), 1 - every[:, 0]
    right = (said == truth).astype(np.int64)
    usual = float(np.bincount(truth).max() / truth.size)
    yes = (truth > 0).astype(np.int64)
    return Trained(
        model=model, tested=truth.size, base_rate=float(yes.mean()),
        auc=quality.with_interval(quality.auc, anything, yes, unit, seed) if yes.any() else Estimate(None),
        brier=float(np.mean(((every - np.eye(len(classes))[truth]) ** 2).sum(axis=1))),
        top_decile=quality.with_interval(quality.top_decile, anything, yes, unit, seed),
        log_loss_by_kind={ModelKind.LINEAR.value: _surprise(every, truth)},
        curve=curve(every.max(axis=1), right),
        folds=tuple(fold_figures(at, 1 - chance[:, 0], happens[samples.at == at]) for at, chance in chances.items()),
        strength=strength(model, samples, seed),
        accuracy=(float(right.mean()), usual),
    )  # fmt: skip


def _asked_later(samples: Samples, outcome: Int64s, classes: int, horizon_days: int, seed: int) -> dict[int, Floats]:
    cutoffs, found = np.unique(samples.at).tolist(), {}
    for at in cutoffs:
        known = np.isin(samples.at, cutoffs_before(cutoffs, at, horizon_days))
        if known.any() and np.unique(outcome[known]).size > 1:
            fitted = fit_linear(samples.only(known), outcome[known], seed, classes=classes)
            found[at] = Model(fitted, classes=("",) * classes).probabilities(samples.only(samples.at == at))
    return found


def _surprise(chances: Floats, truth: Int64s) -> float:
    return float(-np.log(np.clip(chances[np.arange(truth.size), truth], 1e-12, 1)).mean())
