"""Values of conversions in one currency: others are converted by a rate, or do not count, and that is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from wegmarke.analytics.definition import german_number
from wegmarke.analytics.worth import NO_CURRENCY
from wegmarke.domain import LocalizedText
from wegmarke.paths import ConversionPaths, Stretches, index
from wegmarke.sources import MINOR_DIGITS


@dataclass(frozen=True)
class Priced:
    """Paths whose values are all in one currency.

    Attributes:
        found: the paths.
        currency: of all values; `NO_CURRENCY` where they have none.
        digits: of its minor unit.
        said: what was done about other currencies and about negative values.
    """

    found: ConversionPaths
    currency: str
    digits: int
    said: tuple[LocalizedText, ...]


def priced(found: ConversionPaths, currency: str | None, rates: Mapping[str, float]) -> Priced:
    """Bring values to one currency: the one asked for, else that in which most was converted."""
    sums: Counter[str] = Counter()
    for part in found.parts:
        codes, owner = np.unique(part.currency, return_inverse=True)
        for code, total in zip(codes.tolist(), np.bincount(owner, np.abs(part.value), codes.size), strict=True):
            if code:
                sums[index.currency_of(code)] += total
    chosen = currency or next((name for name, _ in sums.most_common(1)), NO_CURRENCY)
    digits = _digits(chosen)
    left_out = sorted(name for name in sums if name != chosen and name not in rates)
    parts = tuple(_in_currency(part, chosen, digits, rates) for part in found.parts)
    negative = sum(int((part.value < 0).sum()) for part in parts)
    others = sum(int(np.isin(part.currency, _codes(part, left_out)).sum()) for part in found.parts) if left_out else 0
    said = [*_currency_sentences(chosen, rates, sums, left_out, others), *_negative_sentences(negative)]
    return Priced(replace(found, parts=parts), chosen, digits, tuple(said))


def _digits(currency: str) -> int:
    return MINOR_DIGITS.get(currency, 2)


def _codes(part: Stretches, names: list[str]) -> list[int]:
    return [code for code in np.unique(part.currency).tolist() if code and index.currency_of(code) in names]


def _in_currency(part: Stretches, currency: str, digits: int, rates: Mapping[str, float]) -> Stretches:
    value = part.value.copy()
    for code in np.unique(part.currency).tolist():
        name = index.currency_of(code) if code else currency
        if name == currency:
            continue
        is_such = part.currency == code
        if name in rates:
            factor = rates[name] * 10.0 ** (digits - _digits(name))
            value[is_such] = np.round(value[is_such] * factor)
        else:
            value[is_such] = 0.0
    return replace(part, value=value)


def _currency_sentences(
    chosen: str, rates: Mapping[str, float], sums: Mapping[str, float], left_out: list[str], others: int
) -> list[LocalizedText]:
    if chosen == NO_CURRENCY:
        return []
    used = {name: rates[name] for name in sorted(sums) if name != chosen and name in rates}
    listed = ", ".join(f"1 {name} = {rate:g} {chosen}" for name, rate in used.items())
    said = [LocalizedText(de=f"Werte in {chosen}.", en=f"Values in {chosen}.")]
    if listed:
        said.append(LocalizedText(de=f"Umgerechnet mit {listed}.", en=f"Converted at {listed}."))
    if left_out:
        named = ", ".join(left_out)
        said.append(
            LocalizedText(
                de=f"{german_number(others)} Konversionen in {named} zählen ohne ihren Wert, weil kein Kurs "
                f"angegeben ist.",
                en=f"{others} conversions in {named} count without their value, because no rate is given.",
            )
        )
    return said


def _negative_sentences(negative: int) -> list[LocalizedText]:
    if not negative:
        return []
    return [
        LocalizedText(
            de=f"{german_number(negative)} Konversionen haben einen negativen Wert, der von der Summe abgeht; "
            "Markow-Ketten leiten aus ihnen keine Anteile ab.",
            en=f"{negative} conversions have a negative value, which lessens the sum; Markov chains derive no credit "
            "from them.",
        )
    ]
