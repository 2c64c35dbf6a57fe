"""Logistic regression on ranges of values: each feature adds a number that can be read off; their sum is the score."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wegmarke.analytics.predict.design import Design, design_of
from wegmarke.analytics.predict.samples import Floats, Int64s, Samples

_STRENGTH = 0.3
"""Inverse of the ridge penalty of scikit-learn; small data need it strong, and it hardly matters for large ones."""
_TURNS = 1_000


@dataclass(frozen=True)
class Linear:
    """Log-odds per class: `average` plus one number per feature, by the range in which its value lies.

    Of two classes there is one row, of several one per class, and probabilities follow from all rows together.

    Attributes:
        design: ranges and levels.
        points: of shape (rows, columns), less the average of each feature.
        average: of shape (rows,): log-odds of an average sample.
    """

    design: Design
    points: Floats
    average: Floats

    def added(self, values: Floats, row: int = 0) -> Floats:
        """Return what each feature adds to the log-odds of a class; shape (samples, features)."""
        found: Floats = self.points[row][self.design.places(values)]
        return found

    def raw(self, values: Floats) -> Floats:
        """Return log-odds; shape (samples, rows)."""
        places = self.design.places(values)
        return np.column_stack(
            [self.average[row] + self.points[row][places].sum(axis=1) for row in range(self.average.size)]
        )  # fmt: skip

    @cached_property
    def baseline(self) -> Floats:
        """Return the average log-odds by row."""
        return self.average


def fit_linear(samples: Samples, outcome: Int64s, seed: int, *, classes: int = 2) -> Linear:
    """Fit by maximum likelihood with a ridge penalty; deterministic."""
    from scipy.sparse import csr_array
    from sklearn.linear_model import LogisticRegression

    design = design_of(samples)
    places, (size, features) = design.places(samples.values), samples.values.shape
    begins = np.arange(size + 1) * features
    ones = csr_array((np.ones(places.size), places.ravel(), begins), shape=(size, sum(design.sizes)))
    fitted = LogisticRegression(C=_STRENGTH, max_iter=_TURNS, tol=1e-3, random_state=seed).fit(ones, outcome)
    rows, constant = fitted.coef_, fitted.intercept_
    if classes > 2:
        rows, constant = _of_all_classes(rows, constant, fitted.classes_, classes)
    usual = rows * (np.bincount(places.ravel(), minlength=rows.shape[1]) / max(1, size))
    owner = design.owner
    centres = np.array([np.bincount(owner, row, features) for row in usual])
    return Linear(design, rows - centres[:, owner], constant + centres.sum(axis=1))


def _of_all_classes(rows: Floats, constant: Floats, known: Int64s, classes: int) -> tuple[Floats, Floats]:
    """Put rows in the place of their class; a class that did not occur is next to impossible."""
    if known.size == 2:
        rows, constant = np.vstack([-rows[0] / 2, rows[0] / 2]), np.array([-constant[0] / 2, constant[0] / 2])
    out, level = np.zeros((classes, rows.shape[1])), np.full(classes, -20.0)
    out[known], level[known] = rows, constant
    return out, level
