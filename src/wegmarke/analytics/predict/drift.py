"""Whether the present still looks like what a model learnt from: stability index, and foretold beside happened.

The population stability index sums (now − then) × ln(now ÷ then) over parts; above 0.1 something moved, above 0.25
much did.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from wegmarke.analytics.predict.features import features_at
from wegmarke.analytics.predict.model import Model
from wegmarke.analytics.predict.samples import DAY, Floats, Samples
from wegmarke.domain.predictions import Drift

if TYPE_CHECKING:
    from wegmarke.analytics.predict.asking import Asked

_LEAST = 1e-3


def deciles_of(odds: Floats) -> tuple[float, ...]:
    """Return the nine bounds between tenths."""
    return tuple(float(one) for one in np.quantile(odds, np.arange(1, 10) / 10)) if odds.size else ()


def spreads_of(samples: Samples) -> tuple[tuple[str, tuple[float, ...], tuple[float, ...]], ...]:
    """Return, per feature, bounds between ranges and the share of each range; the first one is what is not known."""
    found = []
    for number, feature in enumerate(samples.features):
        column = samples.values[:, number]
        known = column[~np.isnan(column)]
        if feature.levels:
            bounds = tuple(float(one) for one in range(1, len(feature.levels)))
        else:
            bounds = (
                tuple(float(one) for one in np.unique(np.quantile(known, [0.2, 0.4, 0.6, 0.8]))) if known.size else ()
            )
        found.append((feature.id, bounds, tuple(_shares(column, bounds))))
    return tuple(found)


def drift_of(asked: Asked, model: Model, at: datetime) -> Drift:
    """Compare a later cut-off with what a model was fitted on; `asked` has that one cut-off alone."""
    assert model.vocabulary is not None, "models of touches have one"
    (moment,), (answers,) = asked.cutoffs, asked.answers
    samples = features_at(asked.history, model.vocabulary, moment, answers.places)
    newest = int(asked.history.columns.occurred_at.max(initial=0))
    foretold, happened = None, None
    if not model.classes and moment + asked.question.horizon_days * DAY <= newest:
        foretold, happened = float(model.probabilities(samples).sum()), int(answers.outcome.sum())
    features = tuple(feature_stability(model, samples))
    return Drift(at, samples.size, score_stability(model, samples), features, foretold, happened)


def score_stability(model: Model, samples: Samples) -> float:
    """Return the index of the scores."""
    if not samples.size or not model.deciles:
        return 0.0
    now = np.bincount(np.searchsorted(model.deciles, model.odds(samples), side="right"), minlength=10) / samples.size
    return _index(np.full(10, 0.1), now)


def feature_stability(model: Model, samples: Samples) -> list[tuple[str, float]]:
    """Return the index of each feature, largest first."""
    found = [
        (name, _index(np.array(then), np.array(_shares(samples.values[:, number], bounds))))
        for number, (name, bounds, then) in enumerate(model.spreads)
    ]
    return sorted(found, key=lambda one: -one[1])


def _shares(column: Floats, bounds: Sequence[float]) -> list[float]:
    known = ~np.isnan(column)
    place = np.where(known, np.searchsorted(np.array(bounds), column, side="right") + 1, 0)
    return [float(one) for one in np.bincount(place, minlength=len(bounds) + 2) / max(1, column.size)]


def _index(then: Floats, now: Floats) -> float:
    then, now = np.maximum(then, _LEAST), np.maximum(now, _LEAST)
    return float(((now - then) * np.log(now / then)).sum())
