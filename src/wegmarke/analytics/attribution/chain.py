"""Markov chains of order 1 to 4: what would be lost without a touchpoint, solved and not simulated.

A state is the last k touchpoints of a path; a path shorter than k is one state. From each state a path goes on to the
next one, converts or ends, as often as was observed. x, the chance to convert from each state, solves x = r + Q x.
Taking a touchpoint away sends all paths that reach a state with it to the end without a conversion; what is lost then,
as a share, is its removal effect. Credits are in proportion to these. Source: Anderl, Becker, von Wangenheim, Schumann
(2016), International Journal of Research in Marketing 33, 457-474.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from wegmarke.analytics.attribution.shared import Model, Shared
from wegmarke.analytics.definition import german_number
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.paths import ConversionPaths, Floats, index

HIGHEST_ORDER = 4
_DENSE_STATES = 3_000
_SWEEPS, _MORE_SWEEPS = 2_000, 500_000
_ENOUGH_CONVERSIONS = 10

Truths: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Chain:
    """States and how paths move between them.

    Attributes:
        indptr, indices, chances: per state which states follow, with what chance (compressed rows).
        gained: per state the chance to convert there, and the value expected there; shape (states, 2).
        start: per state the chance that a path begins there.
        holds: which states hold a touchpoint; shape (touchpoints, states).
    """

    indptr: npt.NDArray[np.int64]
    indices: npt.NDArray[np.int64]
    chances: Floats
    gained: Floats
    start: Floats
    holds: Truths

    @property
    def states(self) -> int:
        """Return how many states there are."""
        return int(self.start.size)

    def expected(self, closed: Truths, guess: Floats) -> Floats:
        """Return the chance to convert and the value expected from each state, where nothing comes of closed ones."""
        solved, is_done = index.solve_chain(
            self.indptr, self.indices, self.chances, self.gained, closed, guess, _SWEEPS
        )
        if is_done:
            return solved
        if self.states <= _DENSE_STATES:
            return self._eliminated(closed)
        solved, is_done = index.solve_chain(
            self.indptr, self.indices, self.chances, self.gained, closed, solved, _MORE_SWEEPS
        )
        if not is_done:
            raise UsageError(
                f"markov: expected a chain that ends; after {_MORE_SWEEPS} sweeps over {self.states} states digits "
                "still change. Ask for a lower order, or collapse repeated touchpoints."
            )
        return solved

    def dense(self) -> Floats:
        """Return the chances from state to state as a square table."""
        table = np.zeros((self.states, self.states))
        table[np.repeat(np.arange(self.states), np.diff(self.indptr)), self.indices] = self.chances
        return table

    def _eliminated(self, closed: Truths) -> Floats:
        opened = ~closed
        out = np.zeros_like(self.gained)
        square = np.eye(int(opened.sum())) - self.dense()[np.ix_(opened, opened)]
        out[opened] = np.linalg.solve(square, self.gained[opened])
        return out


def chain_of(counts: index.StateCounts) -> Chain:
    """Turn counts into chances."""
    size = counts.base**counts.order
    source, aim = counts.grams // counts.base, counts.grams % size
    keys = np.unique(np.concatenate([source, aim, counts.begun, counts.ended]))
    from_, to, ended = (np.searchsorted(keys, some) for some in (source, aim, counts.ended))
    leaving = np.zeros(keys.size)
    np.add.at(leaving, from_, counts.gram_counts)
    leaving[ended] += counts.conversions + counts.nulls
    gained = np.zeros((keys.size, 2))
    gained[ended, 0], gained[ended, 1] = counts.conversions, counts.value
    gained /= leaving[:, None]
    start = np.zeros(keys.size)
    start[np.searchsorted(keys, counts.begun)] = counts.begun_counts
    digits = [keys // counts.base**place % counts.base for place in range(counts.order)]
    holds = np.zeros((counts.base, keys.size), np.bool_)
    for digit in digits:
        holds[digit, np.arange(keys.size)] = True
    indptr = np.concatenate([[0], np.cumsum(np.bincount(from_, minlength=keys.size))]).astype(np.int64)
    return Chain(
        indptr, to.astype(np.int64), counts.gram_counts / leaving[from_], gained, start / max(1.0, start.sum()),
        holds[1:],
    )  # fmt: skip


def removal_effects(chain: Chain) -> tuple[Floats, Floats]:
    """Return chance to convert and value per path, and per touchpoint which share of either is lost without it."""
    nothing = np.zeros(chain.states, np.bool_)
    if chain.states <= _DENSE_STATES and (chain.holds.sum(axis=1) <= 1).all():
        return _of_single_states(chain)
    whole = chain.expected(nothing, chain.gained)
    base = chain.start @ whole
    effects = np.zeros((chain.holds.shape[0], 2))
    for number, closed in enumerate(chain.holds):
        if closed.any():
            left = chain.start @ chain.expected(closed, whole)
            effects[number] = np.divide(base - left, base, out=np.zeros(2), where=base > 0)
    return base, np.clip(effects, 0.0, 1.0)


def _of_single_states(chain: Chain) -> tuple[Floats, Floats]:
    """Use that lost with a state is the chance that a path meets it, times what paths that are there lead to."""
    stays = np.linalg.inv(np.eye(chain.states) - chain.dense())
    whole = stays @ chain.gained
    base = chain.start @ whole
    meets = (chain.start @ stays) / np.diagonal(stays)
    lost = np.divide(meets[:, None] * whole, base, out=np.zeros_like(whole), where=base > 0)
    effects = np.zeros((chain.holds.shape[0], 2))
    touchpoint, state = np.nonzero(chain.holds)
    effects[touchpoint] = lost[state]
    return base, np.clip(effects, 0.0, 1.0)


def markov_model(order: int, *, with_nulls: bool = True) -> Model:
    """Return the model of a chain of an order, with or without the paths that led to nothing."""
    if not 1 <= order <= HIGHEST_ORDER:
        raise UsageError(f"order: expected 1 to {HIGHEST_ORDER}; got {order}.")
    nulls_de = "mit" if with_nulls else "nicht"
    nulls_en = "with" if with_nulls else "without"
    return Model(
        f"markov_{order}",
        partial(_shared, order, with_nulls),
        LocalizedText(
            de=f"Modell: Markow-Kette der Ordnung {order}, Pfade ohne Konversion zählen {nulls_de}; Anteile nach dem, "
            "was ohne den Kontaktpunkt verloren ginge, durch Lösen des Gleichungssystems.",
            en=f"Model: Markov chain of order {order}, {nulls_en} paths that led to no conversion; credit by what "
            f"would "
            "be lost without the touchpoint, from the solved system of equations.",
        ),
    )


def _shared(order: int, with_nulls: bool, found: ConversionPaths) -> Shared:
    if not with_nulls:
        found = replace(found, parts=tuple(replace(part, nulls=part.nulls * 0.0) for part in found.parts))
    chain = chain_of(index.state_counts(found, order))
    base, effects = removal_effects(chain)
    conversions, value = found.untouched
    touched = found.conversions - conversions
    by_conversion = _portions(effects[:, 0])
    by_value = _portions(effects[:, 1]) if effects[:, 1].any() else by_conversion
    credited = index.Credits(
        by_conversion * touched, by_value * (found.value - value), index.credit_equally(found).touches
    )
    return Shared(credited, {"removal_effect": effects[:, 0]}, tuple(_sentences(chain, base, touched)))


def _portions(effects: Floats) -> Floats:
    total = effects.sum()
    return effects / total if total > 0 else np.zeros_like(effects)


def _sentences(chain: Chain, base: Floats, conversions: float) -> list[LocalizedText]:
    said = [
        LocalizedText(
            de=f"{german_number(chain.states)} Zustände; Konversion aus dem Start: {base[0]:.6f}.".replace("0.", "0,"),
            en=f"{chain.states} states; conversion from the start: {base[0]:.6f}.",
        )
    ]
    if chain.states > conversions / _ENOUGH_CONVERSIONS:
        said.append(
            LocalizedText(
                de="Achtung: mehr Zustände als ein Zehntel der Konversionen, die Anteile sind unsicher.",
                en="Caution: more states than a tenth of the conversions, credits are not reliable.",
            )
        )
    return said
