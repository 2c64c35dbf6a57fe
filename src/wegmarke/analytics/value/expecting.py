"""What a fitted model expects of a history: whether the unit is still alive, and how often it will order.

The formula of Fader, Hardie and Lee (2005, equation 10) has a hypergeometric function whose terms grow with the number
of orders; Euler's transformation takes that out: with z = t / (alpha + T + t),
(1 - z)^(r + x) F(r + x, b + x; a + b + x - 1; z) = (1 - z)^(a - 1) F(a + b - 1 - r, a - 1; a + b + x - 1; z).
Near a = 1 the formula is 0 / 0 and is interpolated from both sides; where the third argument comes near zero, the
expectation is integrated over the chance to leave.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import hyp2f1, roots_jacobi

from wegmarke.analytics.value.bg_nbd import OrderModel
from wegmarke.analytics.value.histories import Histories
from wegmarke.paths import Floats

_NODES: Final = 200
_NEAR: Final = 1e-3


def chance_alive(model: OrderModel, found: Histories) -> Floats:
    """Return for each history the chance that the unit has not left for good; 1 before a second order."""
    x = found.frequency
    since = (model.r + x) * np.log((model.alpha + found.age) / (model.alpha + found.recency))
    odds = np.log(model.a) - np.log(np.maximum(model.b + x - 1.0, 1e-300)) + since
    alive: Floats = np.where(x > 0, 1.0 / (1.0 + np.exp(np.minimum(odds, 700.0))), 1.0)
    return alive


def expected_orders(model: OrderModel, found: Histories, days: npt.ArrayLike) -> Floats:
    """Return the expected orders of each history within so many days from now; shape (histories, days).

    What the unit will do if it lives depends on frequency and age alone, so that is computed once for each pair.
    """
    spans = np.atleast_1d(np.asarray(days, np.float64))
    pairs, place = np.unique(np.stack([found.frequency, found.age]), axis=1, return_inverse=True)
    if_alive = np.stack([_if_alive(model, pairs[0], pairs[1], span) for span in spans], axis=1)
    expected: Floats = chance_alive(model, found)[:, None] * if_alive[place.ravel()]
    return expected


def expected_of_new(model: OrderModel, days: float) -> float:
    """Return the expected orders after the first one within so many days of it."""
    return float(_if_alive(model, np.zeros(1), np.zeros(1), days)[0])


def _if_alive(model: OrderModel, x: Floats, age: Floats, days: float) -> Floats:
    if abs(model.a - 1.0) >= _NEAR:
        return _formula(model, x, age, days)
    u = (model.a - 1.0) / _NEAR
    # Lagrange's polynomial through four places around 1
    shares = {
        -2: (u * u - 1) * (u - 2) / -12, -1: (u * u - 4) * (u - 1) / 6,
        1: (u * u - 4) * (u + 1) / -6, 2: (u * u - 1) * (u + 2) / 12,
    }  # fmt: skip
    expected = np.zeros(x.size)
    for step, share in shares.items():
        expected += share * _formula(replace(model, a=1.0 + step * _NEAR), x, age, days)
    return expected


def _formula(model: OrderModel, x: Floats, age: Floats, days: float) -> Floats:
    a, b, r = model.a, model.b, model.r
    z = days / (model.alpha + age + days)
    third = a + b + x - 1.0
    with np.errstate(all="ignore"):
        inner = np.exp((a - 1.0) * np.log1p(-z)) * hyp2f1(a + b - 1.0 - r, a - 1.0, third, z)
        expected: Floats = third / (a - 1.0) * (1.0 - inner)
    for place in np.flatnonzero(~np.isfinite(expected) | (expected < 0) | (third < _NEAR)):
        expected[place] = _integrated(model, x[place], age[place], days)
    return expected


def _integrated(model: OrderModel, x: float, age: float, days: float) -> float:
    """Return the mean of (1 - chance of no further loss) / p over p, which is beta(a, b + x) while the unit lives."""
    with np.errstate(all="ignore"):
        nodes, shares = roots_jacobi(_NODES, model.b + x - 1.0, model.a - 1.0)
    p = (nodes + 1.0) / 2.0
    lost = -np.expm1(-(model.r + x) * np.log1p(p * days / (model.alpha + age)))
    return float(np.sum(shares * lost / p) / np.sum(shares))
