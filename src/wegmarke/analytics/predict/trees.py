"""Gradient boosting of small trees, and exactly what each feature adds to a score of theirs.

What a feature adds is its Shapley value, where features that are not known yet follow a tree's branches in the
proportion of the training samples (path-dependent TreeSHAP: Lundberg et al. 2020, Nature Machine Intelligence 2). Trees
are three questions deep, so that it is summed over all subsets and nothing is estimated.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wegmarke.analytics.predict.samples import Feature, Floats, Int64s, Samples, Truths

_DEPTH = 3
_TREES = 120
_RATE = 0.06
_FEWEST_PER_LEAF = 20


@dataclass(frozen=True)
class Condition:
    """Between which bounds a feature must lie on the way to a leaf: above `low` and up to `high`, or not known."""

    feature: int
    low: float
    high: float
    takes_unknown: bool
    share: float

    def holds(self, values: Floats) -> Truths:
        """Tell for each sample whether it goes this way."""
        column = values[:, self.feature]
        with np.errstate(invalid="ignore"):
            inside = (column > self.low) & (column <= self.high)
        return np.where(np.isnan(column), self.takes_unknown, inside).astype(np.bool_)


@dataclass(frozen=True)
class Leaf:
    """One end of a tree: what it adds, and the way to it; each feature once."""

    value: float
    way: tuple[Condition, ...]


@dataclass(frozen=True)
class Trees:
    """A sum of trees over columns; `columns` name, per column, the feature and the level that it stands for.

    Attributes:
        features: as the samples have them.
        columns: (feature, level) per column; level −1 for the number itself.
        start: log-odds before the first tree.
        leaves: of all trees.
    """

    features: tuple[Feature, ...]
    columns: tuple[tuple[int, int], ...]
    start: float
    leaves: tuple[Leaf, ...]

    def wide(self, values: Floats) -> Floats:
        """Return the columns that trees ask about; shape (samples, columns)."""
        return wide(values, self.columns)

    def raw(self, values: Floats) -> Floats:
        """Return log-odds; shape (samples, 1)."""
        table = self.wide(values)
        found = np.full(table.shape[0], self.start)
        for leaf in self.leaves:
            inside = np.ones(table.shape[0], np.bool_)
            for condition in leaf.way:
                inside &= condition.holds(table)
            found += leaf.value * inside
        return found[:, None]

    @cached_property
    def baseline(self) -> Floats:
        """Return the expected log-odds where nothing is known."""
        known = sum(leaf.value * math.prod(one.share for one in leaf.way) for leaf in self.leaves)
        return np.array([self.start + known])

    def added(self, values: Floats, row: int = 0) -> Floats:
        """Return what each feature adds to the log-odds; shape (samples, features). With `baseline` it sums to them."""
        table = self.wide(values)
        found = np.zeros((table.shape[0], len(self.features)))
        for leaf in self.leaves:
            holds = [one.holds(table).astype(np.float64) for one in leaf.way]
            for number, condition in enumerate(leaf.way):
                others = [place for place in range(len(leaf.way)) if place != number]
                share = _over_subsets(holds, [one.share for one in leaf.way], others)
                feature = self.columns[condition.feature][0]
                found[:, feature] += leaf.value * share * (holds[number] - condition.share)
        return found


def fit_trees(samples: Samples, outcome: Int64s, seed: int) -> Trees:
    """Boost small trees; deterministic by seed."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # a part of scikit-learn, without types

    columns = tuple(
        (number, level)
        for number, feature in enumerate(samples.features)
        for level in (range(len(feature.levels)) if feature.levels else (-1,))
        if _differs(samples.values[:, number], level)
    )
    boosting = HistGradientBoostingClassifier(
        learning_rate=_RATE, max_iter=_TREES, max_depth=_DEPTH, min_samples_leaf=_FEWEST_PER_LEAF,
        l2_regularization=1.0, early_stopping=False, random_state=seed,
    )  # fmt: skip
    # so few samples take longer with threads, which wait for each other after every level of every tree
    with threadpool_limits(limits=1):
        fitted = boosting.fit(wide(samples.values, columns), outcome)
    leaves = [leaf for (predictor,) in fitted._predictors for leaf in _leaves(predictor.nodes)]  # noqa: SLF001
    return Trees(samples.features, columns, float(np.ravel(fitted._baseline_prediction)[0]), tuple(leaves))  # noqa: SLF001


def _differs(column: Floats, level: int) -> bool:
    """Tell whether a column has two values at least: scikit-learn cannot cut others into ranges."""
    known = column[~np.isnan(column)] if level < 0 else (column == level) * 1.0
    return known.size > 1 and bool(known.min() < known.max())


def wide(values: Floats, columns: Sequence[tuple[int, int]]) -> Floats:
    """Return numbers as they are, and a column of ones and zeros for each level of a category."""
    return np.column_stack(
        [values[:, feature] if level < 0 else (values[:, feature] == level) * 1.0 for feature, level in columns]
    )


def _leaves(nodes: np.ndarray) -> list[Leaf]:
    found: list[Leaf] = []

    def walk(place: int, way: dict[int, tuple[float, float, bool, float]]) -> None:
        one = nodes[place]
        if one["is_leaf"]:
            conditions = tuple(Condition(feature, *bounds) for feature, bounds in sorted(way.items()))
            found.append(Leaf(float(one["value"]), conditions))
            return
        feature, threshold = int(one["feature_idx"]), float(one["num_threshold"])
        low, high, unknown, share = way.get(feature, (-math.inf, math.inf, True, 1.0))
        for side, is_left in ((int(one["left"]), True), (int(one["right"]), False)):
            part = share * float(nodes[side]["count"]) / float(one["count"])
            bounds = (low, min(high, threshold)) if is_left else (max(low, threshold), high)
            goes = unknown and bool(one["missing_go_to_left"]) is is_left
            walk(side, way | {feature: (*bounds, goes, part)})

    walk(0, {})
    return found


def _over_subsets(holds: Sequence[Floats], shares: Sequence[float], others: Sequence[int]) -> Floats:
    """Return the Shapley sum over all subsets of the others that are known."""
    size = len(others) + 1
    total = np.zeros(holds[0].size)
    for count in range(size):
        factor = math.factorial(count) * math.factorial(size - 1 - count) / math.factorial(size)
        for known in itertools.combinations(others, count):
            product = np.full(holds[0].size, factor * math.prod(shares[one] for one in others if one not in known))
            for one in known:
                product *= holds[one]
            total += product
    return total
