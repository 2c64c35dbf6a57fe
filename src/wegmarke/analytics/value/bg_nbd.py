"""How often somebody will order again: the BG/NBD model, and its fit by maximum likelihood.

Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), "Counting Your Customers" the Easy Way, Marketing Science 24,
275-284. While a unit lives it orders at a rate of its own (gamma: r, alpha); after each order it may leave for good,
with a chance of its own (beta: a, b). Frequency counts orders after the first; recency (from the first order to the
last) and age (from the first order to the state of the data) are in the same measure of time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import betaln, digamma, gammaln

from wegmarke.analytics.value.fitting import Fitted, fit
from wegmarke.analytics.value.histories import Histories
from wegmarke.domain import UsageError
from wegmarke.paths import Floats

LEAST_UNITS: Final = 50
LEAST_RETURNED: Final = 20
NAMES: Final = ("r", "alpha", "a", "b")
MAY_END: Final = {"r": (1e-6, 1e3), "a": (1e-3, 1e3), "b": (1e-6, 1e4)}
"""Above, units hardly differ; below the bound of a hardly anybody leaves."""


@dataclass(frozen=True)
class OrderModel:
    """A fitted BG/NBD model.

    Attributes:
        r, alpha: shape and rate (in days) of the gamma distribution of order rates.
        a, b: of the beta distribution of the chance to leave after an order.
        fitted: how the fit went, with intervals of the parameters.
    """

    r: float
    alpha: float
    a: float
    b: float
    fitted: Fitted | None = None

    @property
    def parameters(self) -> Mapping[str, float]:
        """Return the parameters by name."""
        return {name: getattr(self, name) for name in NAMES}


def fit_orders(found: Histories) -> OrderModel:
    """Estimate the parameters; histories that are equal are looked at once.

    Raises:
        UsageError: where too few came back, or no parameters are best, with the reason.
    """
    _check(found)
    once = found.distinct()
    longest = float(once.age.max())
    terms = _Terms.of(once, longest)
    fitted = fit(
        terms.loss, [(0.0, -1.0, 0.0, 0.5), (-1.0, -2.0, -1.0, 1.0), (0.5, 0.5, 0.0, 2.0)], NAMES, once.total, MAY_END
    )
    fitted = fitted.scaled("alpha", longest, once.again)
    r, alpha, a, b = fitted.values
    return OrderModel(r, alpha, a, b, fitted)


def log_likelihood(model: OrderModel, found: Histories) -> float:
    """Return the logarithm of the likelihood of histories."""
    terms = _Terms.of(found, 1.0)
    loss, _ = terms.loss(np.log([model.r, model.alpha, model.a, model.b]))
    return -loss


def _check(found: Histories) -> None:
    if found.total < LEAST_UNITS or found.returned < LEAST_RETURNED:
        raise UsageError(
            f"model: expected at least {LEAST_UNITS} units with an order, and {LEAST_RETURNED} of them with another "
            f"one on a later day; got {found.total} and {found.returned}. Choose a longer period or another unit; what "
            "was observed per cohort needs no model."
        )


@dataclass(frozen=True)
class _Terms:
    """Histories prepared for many looks at their likelihood: what depends on the frequency alone is looked up.

    Attributes:
        sizes: the frequencies there are, rising.
        place: place in `sizes` per history.
    """

    count: Floats
    x: Floats
    recency: Floats
    age: Floats
    came_back: np.ndarray[tuple[int], np.dtype[np.bool_]]
    sizes: Floats
    place: np.ndarray[tuple[int], np.dtype[np.int64]]
    totals: Floats

    @classmethod
    def of(cls, found: Histories, scale: float) -> _Terms:
        sizes, place = np.unique(found.frequency, return_inverse=True)
        count = found.count.astype(np.float64)
        totals = np.bincount(place, count, sizes.size).astype(np.float64)
        x = found.frequency.astype(np.float64)
        return cls(
            count, x, found.recency / scale, found.age / scale, found.frequency > 0,
            sizes.astype(np.float64), place, totals,
        )  # fmt: skip

    def loss(self, at: Floats) -> tuple[float, Floats]:
        """Return the negative logarithm of the likelihood, and how it changes with the logarithms of the parameters."""
        r, alpha, a, b = np.exp(at)
        x, back = self.x, self.came_back
        n = self.totals
        alive = -(r + x) * np.log(alpha + self.age)
        safe = np.maximum(b + x - 1.0, 1e-300)
        gone = np.where(back, np.log(a) - np.log(safe) - (r + x) * np.log(alpha + self.recency), -np.inf)
        both = np.logaddexp(alive, gone)
        shared = (
            gammaln(r + self.sizes) - gammaln(r) + r * np.log(alpha)
            + betaln(a, b + self.sizes) - betaln(a, b)
        )  # fmt: skip
        value = float(n @ shared + self.count @ both)
        dies = np.where(back, np.exp(gone - both), 0.0) * self.count
        lives = self.count - dies
        by_size = digamma(a + b) - digamma(a + b + self.sizes)
        by_r = (
            n @ (digamma(r + self.sizes) - digamma(r) + np.log(alpha))
            - lives @ np.log(alpha + self.age) - dies @ np.log(alpha + self.recency)
        )  # fmt: skip
        by_alpha = n.sum() * r / alpha - (r + x) @ (lives / (alpha + self.age) + dies / (alpha + self.recency))
        by_a = n @ by_size + dies.sum() / a
        by_b = n @ (by_size + digamma(b + self.sizes) - digamma(b)) - dies @ np.where(back, 1.0 / safe, 0.0)
        slope = np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])
        return -value, -slope
