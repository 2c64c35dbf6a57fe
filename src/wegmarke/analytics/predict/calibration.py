"""From log-odds to probabilities that hold: fitted on answers about later time than the model itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wegmarke.analytics.intervals import wilson
from wegmarke.analytics.predict.samples import Floats, Int64s
from wegmarke.domain.predictions import CurvePoint

ISOTONIC_FROM = 1_000
"""From so many positives on steps are fitted instead of a curve with two parameters."""


@dataclass(frozen=True)
class Calibration:
    """How log-odds are bent.

    Attributes:
        slope, level: of the sigmoid: slope × log-odds + level.
        steps: of the isotonic rule: (log-odds, calibrated log-odds), rising; else empty.
    """

    slope: float = 1.0
    level: float = 0.0
    steps: tuple[tuple[float, float], ...] = ()

    @property
    def kind(self) -> str:
        """Return its name."""
        return "isotonic" if self.steps else "sigmoid"

    def bent(self, raw: Floats) -> Floats:
        """Return calibrated log-odds."""
        if not self.steps:
            return self.slope * raw + self.level
        places, values = zip(*self.steps, strict=True)
        found: Floats = np.interp(raw, places, values)
        return found


def fit_calibration(raw: Floats, outcome: Int64s) -> Calibration:
    """Fit a sigmoid (Platt 1999), or with enough positives steps (Zadrozny and Elkan 2002)."""
    positives = int(outcome.sum())
    if not 0 < positives < outcome.size:
        return Calibration()
    if min(positives, outcome.size - positives) >= ISOTONIC_FROM:
        return _isotonic(raw, outcome)
    return _sigmoid(raw, outcome)


def _sigmoid(raw: Floats, outcome: Int64s) -> Calibration:
    from sklearn.linear_model import LogisticRegression

    spread = float(raw.std()) or 1.0
    fitted = LogisticRegression(C=1e4, max_iter=1_000).fit(raw[:, None] / spread, outcome)
    slope = float(fitted.coef_[0, 0]) / spread
    if slope <= 0:
        # ranked the wrong way round by chance: nothing is known but how many do it
        slope = 1e-6
        rate = float(outcome.mean())
        return Calibration(slope, float(np.log(rate / (1 - rate))))
    return Calibration(slope, float(fitted.intercept_[0]))


def _isotonic(raw: Floats, outcome: Int64s) -> Calibration:
    from sklearn.isotonic import IsotonicRegression

    least = 1 / (outcome.size + 2)
    fitted = IsotonicRegression(y_min=least, y_max=1 - least, out_of_bounds="clip").fit(raw, outcome)
    places, values = fitted.X_thresholds_, np.clip(fitted.y_thresholds_, least, 1 - least)
    odds = np.log(values / (1 - values))
    return Calibration(steps=tuple(zip(places.tolist(), odds.tolist(), strict=True)))


def probability(odds: Floats) -> Floats:
    """Return log-odds as probabilities."""
    return 1 / (1 + np.exp(-np.clip(odds, -500, 500)))


def curve(foretold: Floats, outcome: Int64s, parts: int = 10) -> tuple[CurvePoint, ...]:
    """Return what was foretold and what happened, in parts of equal size; intervals after Wilson."""
    order = np.argsort(foretold, kind="stable")
    points: list[CurvePoint] = []
    for part in np.array_split(order, min(parts, max(1, foretold.size // 30))):
        if part.size:
            done = int(outcome[part].sum())
            low, high = wilson(done, part.size)
            points.append(CurvePoint(part.size, float(foretold[part].mean()), done / part.size, low, high))
    return tuple(points)


def together(raws: Sequence[Floats]) -> Floats:
    """Put the answers of several cut-offs behind each other."""
    return np.concatenate([np.empty(0), *raws])
