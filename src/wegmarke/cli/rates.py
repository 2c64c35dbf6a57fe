"""Rates between currencies as options: `--rate USD=0.92`."""

from __future__ import annotations

from collections.abc import Sequence

from wegmarke.domain import UsageError


def read_rates(given: Sequence[str]) -> dict[str, float]:
    """Return what one unit of each currency is worth.

    Raises:
        UsageError: for a text that is no currency and number.
    """
    rates = {}
    for text in given:
        name, _, number = text.partition("=")
        try:
            rates[name.strip()] = float(number)
        except ValueError as error:
            raise UsageError(f"--rate: expected a currency and a number like USD=0.92; got {text!r}.") from error
    return rates
