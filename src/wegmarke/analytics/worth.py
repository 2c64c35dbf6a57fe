"""In which currency paths are worth something: values of different currencies are never added."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from wegmarke.analytics.facts import Facts
from wegmarke.domain import LocalizedText

NO_CURRENCY = "X" * 3
"""ISO 4217: transactions without a currency."""


@dataclass(frozen=True)
class Worth:
    """The currency of an analysis.

    Attributes:
        currency: the only one that counts; `NO_CURRENCY` where no event has a value.
        others: currencies of values that do not count.
    """

    currency: str
    others: tuple[str, ...]

    def sentences(self) -> list[LocalizedText]:
        """Say which values count."""
        if self.currency == NO_CURRENCY:
            return []
        left_out = ", ".join(self.others)
        return [
            LocalizedText(
                de=f"Werte in {self.currency}" + (f", ohne Werte in {left_out}." if left_out else "."),
                en=f"Values in {self.currency}" + (f", without values in {left_out}." if left_out else "."),
            )
        ]


def worth_of(known: Facts, touchpoints: Collection[str], currency: str | None) -> Worth:
    """Choose the currency: the one asked for, else that with the largest sum at these touchpoints."""
    found = [amount.currency for amount in known.values_at(touchpoints)]
    chosen = currency or next(iter(found), NO_CURRENCY)
    return Worth(chosen, tuple(sorted(set(found) - {chosen})))
