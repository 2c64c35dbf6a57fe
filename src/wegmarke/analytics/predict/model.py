"""A fitted model: log-odds, probabilities, and what each feature adds, as plain numbers that are kept as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wegmarke.analytics.predict.calibration import Calibration, probability
from wegmarke.analytics.predict.design import Design
from wegmarke.analytics.predict.feature_words import feature_title
from wegmarke.analytics.predict.features import Vocabulary
from wegmarke.analytics.predict.linear import Linear
from wegmarke.analytics.predict.samples import Feature, Floats, Samples
from wegmarke.analytics.predict.trees import Condition, Leaf, Trees
from wegmarke.domain import LocalizedText, StoreDamaged
from wegmarke.domain.predictions import ModelKind

CALIBRATION = "calibration"


@dataclass(frozen=True)
class Model:
    """What is needed to score, and nothing else.

    Attributes:
        fitted: the numbers.
        calibration: how log-odds are bent; of several classes they are not.
        classes: names of several classes; empty for yes or no.
        vocabulary: which columns touches become; None where a table was learnt from.
        deciles: of the scores that it was fitted on, and per feature (id, bounds, shares), to see drift.
    """

    fitted: Linear | Trees
    calibration: Calibration = field(default_factory=Calibration)
    classes: tuple[str, ...] = ()
    vocabulary: Vocabulary | None = None
    deciles: tuple[float, ...] = ()
    spreads: tuple[tuple[str, tuple[float, ...], tuple[float, ...]], ...] = ()

    @property
    def kind(self) -> ModelKind:
        """Return how it computes."""
        return ModelKind.LINEAR if isinstance(self.fitted, Linear) else ModelKind.TREES

    @property
    def features(self) -> tuple[Feature, ...]:
        """Return the columns it asks for."""
        return self.fitted.design.features if isinstance(self.fitted, Linear) else self.fitted.features

    def odds(self, samples: Samples) -> Floats:
        """Return calibrated log-odds; shape (samples,)."""
        return self.calibration.bent(self.fitted.raw(samples.values)[:, 0])

    def probabilities(self, samples: Samples) -> Floats:
        """Return probabilities; shape (samples,), or of several classes (samples, classes)."""
        if not self.classes:
            return probability(self.odds(samples))
        raw = self.fitted.raw(samples.values)
        raised = np.exp(raw - raw.max(axis=1, keepdims=True))
        found: Floats = raised / raised.sum(axis=1, keepdims=True)
        return found

    def explained(self, samples: Samples, of_class: int = 0) -> tuple[float, Floats]:
        """Return the log-odds of an average sample, and what each feature adds; together exactly the log-odds.

        Where calibration is by steps, one more column holds what these add. Of several classes it is the log-odds
        against the mean of all classes.
        """
        values = samples.values
        if self.classes:
            rows = range(len(self.classes))
            every = [self.fitted.added(values, row) for row in rows]
            mean = sum(every[1:], every[0]) / len(every)
            return float(self.fitted.baseline[of_class] - self.fitted.baseline.mean()), every[of_class] - mean
        added, average = self.fitted.added(values), float(self.fitted.baseline[0])
        bend = self.calibration
        if not bend.steps:
            return bend.slope * average + bend.level, bend.slope * added
        raw = self.fitted.raw(values)[:, 0]
        return average, np.column_stack([added, bend.bent(raw) - raw])

    @property
    def explaining(self) -> tuple[Feature, ...]:
        """Return the features of the columns of `explained`."""
        if self.classes or not self.calibration.steps:
            return self.features
        return (*self.features, Feature(CALIBRATION, feature_title(CALIBRATION)))


def write_model(model: Model) -> str:
    """Write a model as JSON: numbers and names alone, so that reading it can run nothing."""
    fitted: dict[str, object]
    if isinstance(model.fitted, Linear):
        fitted = {
            "bounds": model.fitted.design.bounds, "levels": model.fitted.design.levels,
            "points": model.fitted.points.tolist(), "average": model.fitted.average.tolist(),
        }  # fmt: skip
    else:
        fitted = {
            "columns": model.fitted.columns, "start": model.fitted.start,
            "leaves": [[leaf.value, [_condition(one) for one in leaf.way]] for leaf in model.fitted.leaves],
        }  # fmt: skip
    words = model.vocabulary
    document = {
        "format": 1, "kind": model.kind, "fitted": fitted, "classes": model.classes, "deciles": model.deciles,
        "spreads": model.spreads,
        "calibration": [model.calibration.slope, model.calibration.level, model.calibration.steps],
        "features": [[one.id, one.title.de, one.title.en, one.levels] for one in model.features],
        "vocabulary": None if words is None else [
            words.touchpoints, words.channels, words.phases, words.half_life_days, words.has_persons
        ],
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


def read_model(text: str) -> Model:
    """Read a model again.

    Raises:
        StoreDamaged: when it is not what `write_model` writes.
    """
    try:
        plain = json.loads(text)
        features = tuple(
            Feature(i, LocalizedText(de=de, en=en), tuple(levels)) for i, de, en, levels in plain["features"]
        )
        slope, level, steps = plain["calibration"]
        return Model(
            _read_linear(plain["fitted"], features) if plain["kind"] == ModelKind.LINEAR
            else _read_trees(plain["fitted"], features),
            Calibration(slope, level, tuple((place, value) for place, value in steps)),
            tuple(plain["classes"]),
            _read_vocabulary(plain["vocabulary"]),
            tuple(plain["deciles"]),
            tuple((name, tuple(bounds), tuple(shares)) for name, bounds, shares in plain["spreads"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise StoreDamaged(
            f"model: expected the numbers of a fitted model; got something else ({error}). Fit it again."
        ) from error


def _read_vocabulary(words: Any) -> Vocabulary | None:  # noqa: ANN401  # whatever JSON held
    if words is None:
        return None
    touchpoints, channels, phases, half_life_days, has_persons = words
    return Vocabulary(tuple(touchpoints), tuple(channels), tuple(phases), half_life_days, has_persons)


def _read_linear(plain: Mapping[str, Any], features: tuple[Feature, ...]) -> Linear:
    design = Design(
        features, tuple(tuple(one) for one in plain["bounds"]), tuple(tuple(one) for one in plain["levels"])
    )
    return Linear(design, np.array(plain["points"], np.float64), np.array(plain["average"], np.float64))


def _read_trees(plain: Mapping[str, Any], features: tuple[Feature, ...]) -> Trees:
    leaves = tuple(
        Leaf(float(value), tuple(
            Condition(feature, -math.inf if low is None else low, math.inf if high is None else high, unknown, share)
            for feature, low, high, unknown, share in way
        ))
        for value, way in plain["leaves"]
    )  # fmt: skip
    return Trees(features, tuple((one, level) for one, level in plain["columns"]), plain["start"], leaves)


def _condition(one: Condition) -> list[object]:
    bounds = [None if math.isinf(bound) else bound for bound in (one.low, one.high)]
    return [one.feature, *bounds, one.takes_unknown, one.share]
