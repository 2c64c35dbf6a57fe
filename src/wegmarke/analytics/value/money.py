"""Amounts in one currency: others are converted by a rate, or do not count at all, and that is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.definition import german_number
from wegmarke.analytics.worth import NO_CURRENCY
from wegmarke.domain import LocalizedText
from wegmarke.paths import Floats
from wegmarke.sources import MINOR_DIGITS


@dataclass(frozen=True)
class Priced:
    """Amounts of one currency.

    Attributes:
        minor: amounts in minor units; NaN where they do not count.
        currency: of all of them; `NO_CURRENCY` where there is none.
        said: what was done about others.
    """

    minor: Floats
    currency: str
    said: tuple[LocalizedText, ...]

    @property
    def digits(self) -> int:
        """Return the digits of the minor unit."""
        return digits_of(self.currency)


def digits_of(currency: str) -> int:
    """Return how many digits the minor unit of a currency has."""
    return MINOR_DIGITS.get(currency, 2)


def priced(
    minor: pa.ChunkedArray, currency: pa.ChunkedArray, asked: str | None, rates: Mapping[str, float], what: str
) -> Priced:
    """Bring amounts to the currency that was asked for, else to that with the largest sum.

    Args:
        minor: amounts in minor units of their currency.
        currency: ISO 4217, one per amount.
        asked: currency of the answer.
        rates: what one unit of another currency is worth in it.
        what: `orders` or `costs`, for the sentences.
    """
    amounts = minor.cast(pa.float64()).to_numpy()
    codes = pc.unique(currency)
    names, place = codes.to_pylist(), pc.index_in(currency, codes).to_numpy()
    sums = np.bincount(place, np.abs(amounts), len(names)) if names else np.empty(0)
    chosen = asked or (names[int(sums.argmax())] if names else NO_CURRENCY)
    factors = np.array([_factor(name, chosen, rates) for name in names] or [1.0])
    counts = np.bincount(place, minlength=len(names)).tolist()[: len(names)]
    said = _sentences(chosen, rates, dict(zip(names, counts, strict=True)), what)
    return Priced(np.round(amounts * factors[place]) if names else amounts, chosen, tuple(said))


def _factor(name: str, chosen: str, rates: Mapping[str, float]) -> float:
    if name == chosen:
        return 1.0
    return rates[name] * 10.0 ** (digits_of(chosen) - digits_of(name)) if name in rates else np.nan


def _sentences(chosen: str, rates: Mapping[str, float], counts: Mapping[str, int], what: str) -> list[LocalizedText]:
    if chosen == NO_CURRENCY:
        return []
    german = {"orders": "Bestellungen", "costs": "Kosten"}[what]
    said = [LocalizedText(de=f"{german} in {chosen}.", en=f"{what.capitalize()} in {chosen}.")]
    used = [name for name in sorted(counts) if name != chosen and name in rates]
    if used:
        listed = ", ".join(f"1 {name} = {rates[name]:g} {chosen}" for name in used)
        said.append(LocalizedText(de=f"Umgerechnet mit {listed}.", en=f"Converted at {listed}."))
    left = {name: count for name, count in sorted(counts.items()) if name != chosen and name not in rates}
    if left:
        named, count = ", ".join(left), sum(left.values())
        words = ("Beträge", "amounts")
        said.append(
            LocalizedText(
                de=f"{german_number(count)} {words[0]} in {named} zählen nicht, weil kein Kurs angegeben ist.",
                en=f"{count} {words[1]} in {named} do not count, because no rate is given.",
            )
        )
    return said


def whole(minor: float | None, digits: int) -> float | None:
    """Return an amount in whole units of its currency."""
    return None if minor is None else minor / 10**digits
