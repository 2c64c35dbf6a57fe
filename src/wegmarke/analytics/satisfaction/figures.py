"""The figures of many groups of answers at once: value, interval, and the emotion on the map's scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wegmarke.analytics.intervals import Z95
from wegmarke.analytics.satisfaction.counted import DETRACTOR, PROMOTER
from wegmarke.analytics.satisfaction.question import Kind

Floats = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]
PARTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.NPS: ("promoters", "passives", "detractors"), Kind.CSAT: ("satisfied",), Kind.CES: (),
}  # fmt: skip
"""Counts of answers beside the value."""
RANGES: Mapping[Kind, tuple[float, float]] = {Kind.NPS: (-100.0, 100.0), Kind.CSAT: (0.0, 1.0)}


@dataclass(frozen=True)
class Valued:
    """Answers as numbers to be averaged.

    Attributes:
        value: what each answer is worth: 100, 0 or -100 (NPS), 1 or 0 (CSAT), itself (CES).
        emotion: on the scale of the map, -2 to 2.
        parts: for each of `PARTS`, whether it is one.
    """

    value: Floats
    emotion: Floats
    parts: Mapping[str, npt.NDArray[np.bool_]]


def valued(kind: Kind, score: Floats, scale: tuple[int, int]) -> Valued:
    """Turn scores into what is averaged."""
    low, high = scale
    emotion = (score - (low + high) / 2) * 4 / (high - low)
    if kind is Kind.CES:
        return Valued(score, emotion, {})
    if kind is Kind.CSAT:
        satisfied = score >= high - 1
        return Valued(satisfied.astype(np.float64), emotion, {"satisfied": satisfied})
    promoters, detractors = score >= PROMOTER, score <= DETRACTOR
    value = 100.0 * (promoters.astype(np.float64) - detractors)
    parts = {"promoters": promoters, "passives": ~(promoters | detractors), "detractors": detractors}
    return Valued(value, emotion, parts)


@dataclass(frozen=True)
class Means:
    """Mean and interval of each group; NaN where nothing stands behind one."""

    n: Int64s
    mean: Floats
    low: Floats
    high: Floats


def means(group: Int64s, value: Floats, groups: int, bounds: tuple[float, float]) -> Means:
    """Return the mean of each group and the 95 % interval of a mean, with the sample's variance (n - 1)."""
    n = np.bincount(group, minlength=groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(group, value, groups) / n
        squares = np.bincount(group, (value - mean[group]) ** 2, groups)
        half = np.where(n > 1, Z95 * np.sqrt(squares / np.where(n > 1, n - 1, 1) / n), np.nan)
    return Means(n, mean, np.maximum(mean - half, bounds[0]), np.minimum(mean + half, bounds[1]))


def of_answers(kind: Kind, group: Int64s, value: Floats, groups: int, scale: tuple[int, int]) -> Means:
    """Return the value of each group of answers with the interval of its kind.

    NPS: multinomial, sqrt((p + d - (p - d)²) / n). CSAT: Wilson. CES: that of a mean.
    """
    if kind is Kind.CES:
        return means(group, value, groups, (float(scale[0]), float(scale[1])))
    n = np.bincount(group, minlength=groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(group, value, groups) / n
        if kind is Kind.NPS:
            # the mean of squares is p + d
            squares = np.bincount(group, value**2, groups) / n
            half = Z95 * np.sqrt(np.maximum(0.0, squares - mean**2) / n)
            return Means(n, mean, np.maximum(mean - half, -100.0), np.minimum(mean + half, 100.0))
        square = Z95 * Z95
        middle = (mean + square / (2 * n)) / (1 + square / n)
        half = Z95 * np.sqrt(mean * (1 - mean) / n + square / (4.0 * n * n)) / (1 + square / n)
    low, high = np.minimum(np.maximum(0.0, middle - half), mean), np.maximum(np.minimum(1.0, middle + half), mean)
    return Means(n, mean, low, high)
