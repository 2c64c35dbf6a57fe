"""Which touchpoint next: of those that came next in comparable situations, the one with the likeliest conversion.

A situation is the phase in which a unit is. For each touchpoint that came next in it at least 30 times, what happened
within the horizon is compared with what the model of the conversion had foretold for those same units before; units of
one situation that are further along are thereby not credited to the touchpoint. The difference, in log-odds and shrunk
by 50 cases, is added to the unit's own score. This says what went together, not what caused it: who is asked to a demo
differs from who is not in ways that no touch shows. Only a random holdout (`lift`) tells what a touchpoint does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from wegmarke.analytics.intervals import wilson
from wegmarke.analytics.predict.asking import Asked
from wegmarke.analytics.predict.calibration import probability
from wegmarke.analytics.predict.features import features_at
from wegmarke.analytics.predict.model import Model
from wegmarke.analytics.predict.samples import Floats, Int64s
from wegmarke.analytics.predict.targets import next_touches
from wegmarke.domain.predictions import NextBest

FEWEST_SITUATIONS = 30
_SHRINK = 50.0


@dataclass(frozen=True)
class Seen:
    """What came next at past cut-offs.

    Attributes:
        phase: place of the phase among the model's; −1 for none.
        touchpoint: code of the next touch.
        expected: what the model foretells for the unit at that cut-off.
        outcome: 1 where the conversion followed.
    """

    phase: Int64s
    touchpoint: Int64s
    expected: Floats
    outcome: Int64s


def look_back(asked: Asked, model: Model) -> Seen:
    """Look at every unit at every cut-off that had a next touch within the horizon."""
    assert model.vocabulary is not None, "models of touches have one"
    found: list[tuple[Int64s, Int64s, Floats, Int64s]] = []
    for at, answers in zip(asked.cutoffs, asked.answers, strict=True):
        following = next_touches(asked.history, answers.places, at, asked.question.horizon_days)
        there = following >= 0
        samples = features_at(asked.history, model.vocabulary, at, answers.places[there])
        codes = asked.history.columns.touchpoint[following[there]].astype(np.int64)
        found.append((phases(model, samples.values), codes, model.probabilities(samples), answers.outcome[there]))
    return Seen(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def next_best(
    asked: Asked, model: Model, seen: Seen, odds: float, phase: int, *, without: Collection[str] = ()
) -> list[NextBest]:
    """Rank touchpoints for one unit, best first; nothing where too little is comparable.

    Args:
        asked: the question with its data.
        model: of the conversion.
        seen: from `look_back`.
        odds: log-odds of the unit now.
        phase: place of its phase.
        without: touchpoints that are no advice, such as the conversion itself.
    """
    ranked = []
    for code, name in sorted(asked.history.touchpoint_names.items(), key=lambda one: one[1]):
        comparable = (seen.phase == phase) & (seen.touchpoint == code)
        n = int(comparable.sum())
        if n < FEWEST_SITUATIONS or name in without:
            continue
        done, expected = int(seen.outcome[comparable].sum()), float(seen.expected[comparable].sum())
        shift = _odds(done, n) - _odds(expected, n)
        chance = float(probability(np.array([odds + shift * n / (n + _SHRINK)]))[0])
        low, high = wilson(done, n)
        ranked.append(NextBest(name, chance, n, done, low, high))
    return sorted(ranked, key=lambda one: (-one.probability, one.touchpoint))


def phases(model: Model, values: Floats) -> Int64s:
    """Return the place of each sample's phase; −1 for none."""
    place = next(number for number, feature in enumerate(model.features) if feature.id == "phase_now")
    return np.where(np.isnan(values[:, place]), -1, values[:, place]).astype(np.int64)


def _odds(done: float, n: int) -> float:
    return float(np.log((done + 0.5) / (n - done + 0.5)))
