"""Fit on earlier time, ask about later time: every figure of a model is about what it had not seen.

At each cut-off a model is fitted on all cut-offs whose horizon had ended by then, and asked about this one. These
answers calibrate later ones, choose the kind of model (all but the newest cut-off), and make the figures on its card.
What is kept is fitted on all cut-offs, the newest included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wegmarke.analytics.predict import quality
from wegmarke.analytics.predict.calibration import Calibration, curve, fit_calibration, probability, together
from wegmarke.analytics.predict.drift import deciles_of, spreads_of
from wegmarke.analytics.predict.leaks import SUSPICIOUS_TOUCHES, refuse_leaks
from wegmarke.analytics.predict.linear import Linear, fit_linear
from wegmarke.analytics.predict.model import Model
from wegmarke.analytics.predict.samples import DAY, Floats, Int64s, Samples
from wegmarke.analytics.predict.trees import Trees, fit_trees
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.domain.predictions import FEWEST_POSITIVES, CurvePoint, Estimate, ModelKind

_BETTER = 0.99
"""Trees are taken where their log loss is at most this part of the linear model's; else the readable one is."""
_FEWEST_TO_LEARN = 10


@dataclass(frozen=True)
class FoldFigures:
    """One cut-off of the back-test."""

    at: int
    n: int
    positives: int
    auc: float | None
    brier: float
    foretold: float


@dataclass(frozen=True)
class Trained:
    """A fitted model with the figures of its back-test.

    Attributes:
        model: what scores.
        tested: units at the cut-offs of the back-test.
        base_rate: share that did it among them.
        strength: per feature, how far it moves scores on average.
    """

    model: Model
    tested: int
    base_rate: float
    auc: Estimate
    brier: float
    top_decile: Estimate
    log_loss_by_kind: Mapping[str, float]
    curve: tuple[CurvePoint, ...]
    folds: tuple[FoldFigures, ...]
    strength: Floats
    accuracy: tuple[float, float] | None = None


def too_few(positives: int, of: int) -> LocalizedText | None:
    """Say why nothing is fitted; None where there is enough."""
    least = FEWEST_POSITIVES
    if positives >= least and of - positives >= least:
        return None
    if positives >= least:
        return LocalizedText(
            de=f"Nur {of - positives} Fälle, in denen es nicht eintrat; nötig sind {least}.",
            en=f"Only {of - positives} cases in which it did not happen; {least} are needed.",
        )
    return LocalizedText(
        de=f"Nur {positives} Fälle, in denen es eintrat; nötig sind {least}. Darunter wäre jedes Modell geraten.",
        en=f"Only {positives} cases in which it happened; {least} are needed. Below that any model would be guessing.",
    )


def refuse_few(positives: int, of: int) -> None:
    """Refuse to fit on few positives.

    Raises:
        UsageError: saying how many there are and how many are needed.
    """
    if (why := too_few(positives, of)) is not None:
        raise UsageError(
            f"prediction: expected at least {FEWEST_POSITIVES} cases of either outcome. {why.en} "
            "Take a longer horizon, another conversion or unit, or wait for more data."
        )


def train(
    samples: Samples, outcome: Int64s, horizon_days: int, *, kind: ModelKind | None = None, seed: int = 7,
    allowed: tuple[str, ...] = (),
) -> Trained:  # fmt: skip
    """Fit and back-test a model of yes or no.

    Raises:
        UsageError: below 100 positives, with fewer than three cut-offs that can be told apart, or with columns that
            tell the answer.
    """
    refuse_few(int(outcome.sum()), outcome.size)
    refuse_leaks(samples, outcome, allowed=allowed, limit=SUSPICIOUS_TOUCHES)
    kinds = [kind] if kind is not None else list(ModelKind)
    raws = {one: _asked_later(samples, outcome, horizon_days, one, seed) for one in kinds}
    cutoffs = sorted(next(iter(raws.values())))
    if len(cutoffs) < 2:
        raise UsageError(
            "prediction: expected at least three cut-offs, one horizon apart, with cases of both outcomes: one to "
            f"learn from, one to calibrate with, one to test; got {1 + len(cutoffs)}. Take a shorter horizon."
        )
    chosen, losses = _choose(raws, samples, outcome, cutoffs)
    return _with_figures(samples, outcome, cutoffs, raws[chosen], chosen, losses, seed, horizon_days)


def fit(samples: Samples, outcome: Int64s, kind: ModelKind, seed: int) -> Linear | Trees:
    """Fit one kind of model."""
    return fit_linear(samples, outcome, seed) if kind is ModelKind.LINEAR else fit_trees(samples, outcome, seed)


def cutoffs_before(cutoffs: Sequence[int], at: int, horizon_days: int) -> list[int]:
    """Return the cut-offs whose horizon had ended by an instant."""
    return [one for one in cutoffs if one + horizon_days * DAY <= at]


def _asked_later(samples: Samples, outcome: Int64s, horizon_days: int, kind: ModelKind, seed: int) -> dict[int, Floats]:
    """Return raw log-odds by cut-off, of models fitted on what was known by then."""
    cutoffs = np.unique(samples.at).tolist()
    found = {}
    for at in cutoffs:
        known = np.isin(samples.at, cutoffs_before(cutoffs, at, horizon_days))
        positives = int(outcome[known].sum())
        if min(positives, int(known.sum()) - positives) >= _FEWEST_TO_LEARN:
            fitted = fit(samples.only(known), outcome[known], kind, seed)
            found[at] = fitted.raw(samples.values[samples.at == at])[:, 0]
    return found


def _choose(
    raws: Mapping[ModelKind, Mapping[int, Floats]], samples: Samples, outcome: Int64s, cutoffs: Sequence[int]
) -> tuple[ModelKind, dict[str, float]]:
    earlier = cutoffs[:-1]
    truth = np.concatenate([outcome[samples.at == at] for at in earlier])
    losses = {
        kind: quality.log_loss(probability(np.concatenate([raw[at] for at in earlier])), truth)
        for kind, raw in raws.items()
    }
    return better_kind(losses), {kind.value: loss for kind, loss in losses.items()}


def better_kind(losses: Mapping[ModelKind, float]) -> ModelKind:
    """Return the kind with the lower log loss; the readable one unless the other is better by one percent."""
    best = min(losses, key=lambda kind: losses[kind])
    linear = losses.get(ModelKind.LINEAR)
    return ModelKind.LINEAR if linear is not None and losses[best] > _BETTER * linear else best


def _with_figures(
    samples: Samples, outcome: Int64s, cutoffs: Sequence[int], raw: Mapping[int, Floats], kind: ModelKind,
    losses: Mapping[str, float], seed: int, horizon_days: int,
) -> Trained:  # fmt: skip
    truths = {at: outcome[samples.at == at] for at in cutoffs}
    folds, foretold, happened, units = [], [], [], []
    for at in cutoffs[1:]:
        earlier = cutoffs_before(cutoffs, at, horizon_days)
        if not earlier:
            continue
        bend = fit_calibration(
            together([raw[one] for one in earlier]), np.concatenate([truths[one] for one in earlier])
        )
        chance = probability(bend.bent(raw[at]))
        folds.append(fold_figures(at, chance, truths[at]))
        foretold.append(chance)
        happened.append(truths[at])
        units.append(samples.unit[samples.at == at])
    bend = fit_calibration(together([raw[at] for at in cutoffs]), np.concatenate([truths[at] for at in cutoffs]))
    model = finished(fit(samples, outcome, kind, seed), bend, samples)
    if not folds:
        raise UsageError(
            "prediction: expected two cut-offs of a back-test that are a horizon apart; got one. Take more cut-offs."
        )
    return figures(
        model, samples, np.concatenate(foretold), np.concatenate(happened), np.concatenate(units), seed,
        losses=losses, folds=tuple(folds),
    )  # fmt: skip


def fold_figures(at: int, chance: Floats, truth: Int64s) -> FoldFigures:
    """Return the figures of one cut-off."""
    return FoldFigures(
        at, truth.size, int(truth.sum()), quality.auc(chance, truth), quality.brier(chance, truth), float(chance.sum())
    )


def figures(
    model: Model, samples: Samples, chance: Floats, truth: Int64s, unit: Int64s, seed: int, *,
    losses: Mapping[str, float], folds: tuple[FoldFigures, ...] = (),
) -> Trained:  # fmt: skip
    """Put a model and what it said of later time together."""
    return Trained(
        model=model,
        tested=truth.size,
        base_rate=float(truth.mean()),
        auc=quality.with_interval(quality.auc, chance, truth, unit, seed),
        brier=quality.brier(chance, truth),
        top_decile=quality.with_interval(quality.top_decile, chance, truth, unit, seed),
        log_loss_by_kind=losses,
        curve=curve(chance, truth),
        folds=folds,
        strength=strength(model, samples, seed),
    )


def strength(model: Model, samples: Samples, seed: int) -> Floats:
    """Return, per feature, the mean size of what it adds, over at most 5,000 samples."""
    if samples.size > 5_000:
        samples = samples.only(np.sort(np.random.default_rng(seed).choice(samples.size, 5_000, replace=False)))
    every = range(len(model.classes)) if model.classes else (0,)
    found: Floats = np.mean([np.abs(model.explained(samples, one)[1]).mean(axis=0) for one in every], axis=0)
    return found


def finished(fitted: Linear | Trees, bend: Calibration, samples: Samples, classes: tuple[str, ...] = ()) -> Model:
    """Return a model with what later data are compared with."""
    model = Model(fitted, bend, classes)
    return replace(model, deciles=() if classes else deciles_of(model.odds(samples)), spreads=spreads_of(samples))
