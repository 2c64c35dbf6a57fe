"""What an order is worth: the Gamma-Gamma model, and its fit by maximum likelihood.

Fader, P. S. and Hardie, B. G. S. (2013), The Gamma-Gamma Model of Monetary Value, brucehardie.com/notes/025. The mean
value of a unit's orders after the first is observed with an error that falls with their number; the model draws it
towards the mean of all. It assumes that what an order is worth does not depend on how often somebody orders: that is
measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import digamma, gammaln

from wegmarke.analytics.intervals import Z95
from wegmarke.analytics.value.fitting import Fitted, fit
from wegmarke.analytics.value.histories import Histories
from wegmarke.domain import UsageError
from wegmarke.paths import Floats

LEAST_RETURNED: Final = 20
NAMES: Final = ("p", "q", "gamma")
MAY_END: Final = {"p": (1e-6, 1e3), "q": (1e-6, 1e3)}
"""Above, the orders of one unit, or those of different units, hardly differ."""


@dataclass(frozen=True)
class SpendModel:
    """A fitted Gamma-Gamma model.

    Attributes:
        p, q: shapes; gamma: rate, in minor units.
        fitted: how the fit went.
        dependence: rank correlation between frequency and mean value, -1..1; the model assumes 0.
        low, high: its 95 % interval.
    """

    p: float
    q: float
    gamma: float
    fitted: Fitted
    dependence: float
    low: float
    high: float

    @property
    def parameters(self) -> Mapping[str, float]:
        """Return the parameters by name."""
        return {name: getattr(self, name) for name in NAMES}

    @property
    def assumption(self) -> str:
        """Tell how far the assumption holds: `holds` to 0.1 beyond the interval, `roughly` to 0.3, `fails` above."""
        surely = max(self.low, -self.high, 0.0)
        return "holds" if surely <= 0.1 else "roughly" if surely <= 0.3 else "fails"

    @property
    def mean(self) -> float:
        """Return the expected value of an order of anybody, in minor units."""
        return self.p * self.gamma / (self.q - 1.0)


def fit_spend(found: Histories) -> SpendModel:
    """Estimate the parameters from units that ordered again, for more than nothing.

    Raises:
        UsageError: where too few ordered again for more than nothing, or no parameters are best.
    """
    again = (found.frequency > 0) & (found.spent > 0)
    x, spent, count = found.frequency[again].astype(np.float64), found.spent[again], found.count[again]
    total = int(count.sum())
    if total < LEAST_RETURNED:
        raise UsageError(
            f"model: expected at least {LEAST_RETURNED} units that ordered again for more than nothing, to learn what "
            f"orders are worth; got {total}. Choose a longer period or another unit."
        )
    scale = float(np.exp(np.log(spent).mean()))
    terms = _Terms(x, spent / scale, np.log(spent / scale), np.log(x), count.astype(np.float64))
    fitted = fit(terms.loss, [(1.0, 1.0, 0.5), (0.0, 1.0, 0.0), (2.0, 1.5, 0.0)], NAMES, total, MAY_END)
    fitted = fitted.scaled("gamma", scale, total)
    p, q, gamma = fitted.values
    if q <= 1.0:
        raise UsageError(
            f"model: expected a mean value of orders; values spread so far that none is defined (q = {q:.3g}, from 1 "
            "on there is one). Look for single very large orders, or at what was observed per cohort."
        )
    return SpendModel(p, q, gamma, fitted, *_dependence(found.frequency[again], spent))


def expected_spend(model: SpendModel, found: Histories) -> Floats:
    """Return the expected value of an order of each history, in minor units."""
    x = found.frequency
    expected: Floats = model.p * (model.gamma + x * found.spent) / (model.p * x + model.q - 1.0)
    return expected


@dataclass(frozen=True)
class _Terms:
    x: Floats
    spent: Floats
    log_spent: Floats
    log_x: Floats
    count: Floats

    def loss(self, at: Floats) -> tuple[float, Floats]:
        """Return the negative logarithm of the likelihood, and how it changes with the logarithms of the parameters."""
        p, q, gamma = np.exp(at)
        x, count = self.x, self.count
        shape = p * x
        both = np.log(gamma + x * self.spent)
        value = (
            gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(gamma)
            + (shape - 1.0) * self.log_spent + shape * self.log_x - (shape + q) * both
        )  # fmt: skip
        joined = digamma(shape + q)
        by_p = count @ (x * (joined - digamma(shape) + self.log_spent + self.log_x - both))
        by_q = count @ (joined - digamma(q) + np.log(gamma) - both)
        by_gamma = count @ (q / gamma - (shape + q) / (gamma + x * self.spent))
        return -float(count @ value), -np.array([by_p * p, by_q * q, by_gamma * gamma])


def _dependence(frequency: np.ndarray[tuple[int], np.dtype[np.int64]], spent: Floats) -> tuple[float, float, float]:
    """Return Spearman's rank correlation with Fisher's interval."""
    if frequency.size < 4 or np.ptp(frequency) == 0 or np.ptp(spent) == 0:
        return 0.0, -1.0, 1.0
    found = float(np.corrcoef(_ranks(frequency), _ranks(spent))[0, 1])
    middle, reach = np.arctanh(np.clip(found, -0.999999, 0.999999)), Z95 * np.sqrt(1.06 / (frequency.size - 3))
    return found, float(np.tanh(middle - reach)), float(np.tanh(middle + reach))


def _ranks(values: np.ndarray[tuple[int], np.dtype[np.generic]]) -> Floats:
    """Return the rank of each value; equal ones share the middle of theirs."""
    # scipy.stats has this, too, and takes longer to import than a fit takes
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle: Floats = np.cumsum(counts) - (counts - 1) / 2
    return middle[place]
