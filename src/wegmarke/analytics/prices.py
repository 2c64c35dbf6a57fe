"""Amounts in one currency: others are converted by a rate, or have no amount, and that is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.definition import german_number
from wegmarke.analytics.rows import Numbers, Truths
from wegmarke.analytics.worth import NO_CURRENCY
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.sources import MINOR_DIGITS


@dataclass(frozen=True)
class Prices:
    """Amounts per row.

    Attributes:
        minor: in minor units of `currency`, where `money` is 0; else of their own.
        is_known: whether the row has an amount at all.
        money: 0 for amounts in `currency`, else a number per other one.
        currency: of all sums; `NO_CURRENCY` where there is no amount.
        said: what was done about others.
    """

    minor: Numbers
    is_known: Truths
    money: Numbers
    currency: str
    said: tuple[LocalizedText, ...]

    @property
    def shown(self) -> str | None:
        """Return the currency; None where no amount has one."""
        return None if self.currency == NO_CURRENCY else self.currency


def check_rates(rates: Mapping[str, float]) -> None:
    """Refuse rates that are not above zero."""
    if wrong := sorted(name for name, rate in rates.items() if not rate > 0):
        raise UsageError(f"rates: expected numbers above 0; got others for {', '.join(wrong)}.")


def prices(rows: pa.Table, currency: str | None, rates: Mapping[str, float]) -> Prices:
    """Bring `value_minor` and `currency` to one currency: the one asked for, else that of the largest sum."""
    is_known = rows["value_minor"].is_valid().to_numpy()
    minor = pc.fill_null(rows["value_minor"], 0).to_numpy().astype(np.int64)
    names = rows["currency"].combine_chunks().cast(pa.string()).dictionary_encode()
    code = pc.fill_null(names.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    known = [str(name) for name in names.dictionary.to_pylist()]
    sums = {name: float(np.abs(minor[is_known & (code == place)]).sum()) for place, name in enumerate(known)}
    chosen = currency or max(sums, key=lambda name: sums[name], default=NO_CURRENCY)
    money, left_out = np.zeros(minor.size, np.int64), {}
    for place, name in enumerate(known):
        of_it = is_known & (code == place)
        if name == chosen or not of_it.any():
            continue
        if name in rates:
            factor = rates[name] * 10.0 ** (MINOR_DIGITS.get(chosen, 2) - MINOR_DIGITS.get(name, 2))
            minor = np.where(of_it, np.rint(minor * factor), minor).astype(np.int64)
        else:
            money[of_it], left_out[name] = place + 1, int(of_it.sum())
    return Prices(minor, is_known, money, chosen, tuple(_sentences(chosen, rates, sums, left_out)))


def _sentences(
    chosen: str, rates: Mapping[str, float], sums: Mapping[str, float], left_out: Mapping[str, int]
) -> list[LocalizedText]:
    if chosen == NO_CURRENCY:
        return []
    said = [LocalizedText(de=f"Werte in {chosen}.", en=f"Values in {chosen}.")]
    used = ", ".join(
        f"1 {name} = {rates[name]:g} {chosen}" for name in sorted(sums) if name in rates and name != chosen
    )
    if used:
        said.append(LocalizedText(de=f"Umgerechnet mit {used}.", en=f"Converted at {used}."))
    if left_out:
        named, count = ", ".join(sorted(left_out)), sum(left_out.values())
        said.append(
            LocalizedText(
                de=f"{german_number(count)} Werte in {named} zählen nicht, weil kein Kurs angegeben ist.",
                en=f"{count} values in {named} do not count, because no rate is given.",
            )
        )
    return said
