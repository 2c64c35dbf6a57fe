"""Predictions as values: what a model foretells, how well it did on later time, and why somebody has a score."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wegmarke.domain.text import LocalizedText

FEWEST_POSITIVES = 100
"""Below this many units that did it, nothing is fitted."""


class Target(enum.StrEnum):
    """What is foretold about the time after a cut-off."""

    CONVERSION = "conversion"  # an event, an entry into a stage or a won opportunity within the horizon
    CHURN = "churn"  # a leaving, as a definition of churn dates it, within the horizon
    NEXT_PHASE = "next_phase"  # which other phase of the map comes next within the horizon
    NEXT_TOUCHPOINT = "next_touchpoint"  # which touchpoint comes next within the horizon


class ModelKind(enum.StrEnum):
    """How a model computes."""

    LINEAR = "linear"  # logistic regression on ranges of values
    TREES = "trees"  # gradient boosting of small trees


@dataclass(frozen=True, slots=True)
class PredictionQuestion:
    """What a model is to foretell; kept with the model, so that it can be fitted again.

    Attributes:
        target: what is foretold.
        by: unit: person or account.
        conversion: touchpoints, event names, `stage:MODEL:STAGE` or `opportunity:won`; of churn its definition.
        horizon_days: how far ahead.
        active_days: only units with a touch within so many days before the cut-off.
        cutoffs: at most so many cut-offs, one horizon apart.
        repeats: units that did it before the cut-off count, too.
        half_life_days: in which a touch fades to a half.
        kind: linear or trees; None chooses by later time.
        seed: of every draw.
    """

    target: Target = Target.CONVERSION
    by: str = "account"
    conversion: tuple[str, ...] = ()
    horizon_days: int = 90
    active_days: int = 180
    cutoffs: int = 8
    repeats: bool = False
    half_life_days: int = 30
    kind: ModelKind | None = None
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % interval; None where it cannot be computed."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One part of the calibration curve: what was foretold on average, and what happened."""

    n: int
    foretold: float
    happened: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Fold:
    """One cut-off of the back-test: fitted on time before, asked about the time after.

    Attributes:
        at: the cut-off.
        n: units.
        positives: of them, those that did it.
        auc: None where all did it, or nobody.
        brier: mean squared distance of probability and outcome.
        foretold: how many were foretold: the sum of probabilities.
    """

    at: datetime
    n: int
    positives: int
    auc: float | None
    brier: float
    foretold: float


@dataclass(frozen=True, slots=True)
class FeatureLine:
    """One feature of a model and how much it moves scores: the mean distance from its average, in log-odds."""

    id: str
    title: LocalizedText
    strength: float


@dataclass(frozen=True, slots=True)
class LeftOutColumn:
    """A column that was not used, and why."""

    name: str
    reason: LocalizedText


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model is, how it was tested, and where it must not be used.

    Attributes:
        model: id.
        version: counts from 1.
        purpose: in the words of whoever made it.
        question: what it foretells.
        kind: how it computes.
        made_at: when.
        made_by: who.
        trained_from: the first cut-off.
        trained_until: the end of the last horizon; nothing later was seen.
        data_state: names the state of the data: last event, touches and units.
        n: units at cut-offs.
        positives: of them, those that did it.
        tested: units at the cut-offs of the back-test, or of the held-out part.
        base_rate: share that did it among these.
        auc, brier, top_decile: of the back-test; top_decile is the share that did it in the tenth with the highest
            scores, as multiple of the base rate.
        log_loss_by_kind: on later time, by which the kind was chosen.
        calibration: sigmoid or isotonic.
        curve: by tenths of scores.
        folds: the back-test by cut-off.
        features: strongest first.
        left_out: columns that were not used.
        classes: of several classes their names and shares; empty otherwise.
        accuracy: of several classes: share foretold rightly, and of always saying the most frequent one.
        objecting: persons who object to profiling and were left out.
        limits: what to mind.
    """

    model: str
    version: int
    purpose: str
    question: PredictionQuestion
    kind: ModelKind
    made_at: datetime
    made_by: str
    trained_from: datetime | None
    trained_until: datetime | None
    data_state: str
    n: int
    positives: int
    tested: int
    base_rate: float
    auc: Estimate
    brier: float
    top_decile: Estimate
    log_loss_by_kind: Mapping[str, float]
    calibration: str
    curve: tuple[CurvePoint, ...]
    folds: tuple[Fold, ...]
    features: tuple[FeatureLine, ...]
    left_out: tuple[LeftOutColumn, ...] = ()
    classes: Mapping[str, float] = field(default_factory=dict)
    accuracy: tuple[float, float] | None = None
    objecting: int = 0
    limits: tuple[LocalizedText, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """What one feature adds to a score.

    Attributes:
        feature: id.
        points: log-odds added to the average; all of a score's reasons sum to its log-odds less the average.
        words: the feature, its value and the direction.
    """

    feature: str
    points: float
    words: LocalizedText


@dataclass(frozen=True, slots=True)
class ScoredUnit:
    """One unit's score with its strongest reasons.

    Attributes:
        unit: number.
        label: name, as far as the reader may see it.
        probability: that it happens within the horizon; of several classes, of the class named.
        answer: of several classes the most probable one.
        average: log-odds of somebody average; with all reasons it sums to those of the score.
        reasons: the strongest, at most five unless all were asked for.
        rest: log-odds of all other features together.
    """

    unit: int
    label: str
    probability: float
    answer: str
    average: float
    reasons: tuple[Reason, ...]
    rest: float


@dataclass(frozen=True, slots=True)
class ScoredPage:
    """One page of scores, highest first.

    Attributes:
        at: the cut-off.
        total: units with a score.
        n_objecting: persons who were left out because they object to profiling.
    """

    model: str
    version: int
    at: datetime
    total: int
    n_objecting: int
    lines: tuple[ScoredUnit, ...]


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What fitting would use; nothing is kept.

    Attributes:
        question: as asked.
        cutoffs: at which units are looked at.
        n: units at cut-offs.
        positives: of them, those that did it.
        by_cutoff: units and positives by cut-off.
        features: how many.
        objecting: persons left out.
        refused: why it cannot be fitted; None where it can.
    """

    question: PredictionQuestion
    cutoffs: tuple[datetime, ...]
    n: int
    positives: int
    by_cutoff: tuple[tuple[int, int], ...]
    features: int
    objecting: int
    refused: LocalizedText | None


@dataclass(frozen=True, slots=True)
class Drift:
    """How the present differs from what a model was fitted on.

    Attributes:
        n: units scored now, or at the later cut-off.
        stability: population stability index of the scores; above 0.25 much has changed.
        features: the same by feature, largest first.
        foretold, happened: how many did it, where the horizon has passed; None else.
    """

    at: datetime
    n: int
    stability: float
    features: tuple[tuple[str, float], ...]
    foretold: float | None = None
    happened: int | None = None


@dataclass(frozen=True, slots=True)
class NextBest:
    """A touchpoint that came next in comparable situations, and how often the conversion followed.

    Attributes:
        touchpoint: id.
        probability: foretold for this unit, had it come next.
        n: comparable situations in which it came next.
        conversions: of them, how many led to the conversion within the horizon.
        low, high: 95 % interval of that share.
    """

    touchpoint: str
    probability: float
    n: int
    conversions: int
    low: float
    high: float
