"""What an event is worth: exact minor units of a currency."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from wegmarke.sources.currency import MINOR_DIGITS
from wegmarke.sources.http.texts import text_of

AMOUNTS = ("revenue", "value", "total")
"""Properties that may hold the amount, the first one that is there counts."""

# Larger ones are slips of the keyboard, and their minor units would not fit 64 bits.
LARGEST = Decimal(9 * 10**14)

_PLAIN = 10**9
_DECIMAL = re.compile(r"[+-]?(\d{1,18}(\.\d{1,30})?|\.\d{1,30})")


class BadAmount(ValueError):
    """An amount beside a currency that is none."""


def amount(properties: Mapping[str, object]) -> tuple[int, str, str] | None:
    """Return minor units, currency and the property they stood in; None where no currency is named.

    Raises:
        BadAmount: when a currency is named and one of both cannot be read.
    """
    given = properties.get("currency")
    if given is None or given == "":
        return None
    currency = given if isinstance(given, str) else ""
    if currency not in MINOR_DIGITS:
        currency = currency.strip().upper()
    for name in AMOUNTS:
        if properties.get(name) not in (None, ""):
            break
    else:
        return None
    digits = MINOR_DIGITS.get(currency)
    if digits is None:
        raise BadAmount(f"currency {given!r}")
    return _minor(properties[name], digits), currency, name


def _minor(value: object, digits: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _PLAIN:
        return value * int(10**digits)
    if type(value) is float and abs(value) < _PLAIN:
        scaled = value * float(10**digits)
        nearest = round(scaled)
        # So close to whole minor units, there is nothing to round.
        if abs(scaled - nearest) < 1e-5:
            return nearest
    text = "" if isinstance(value, bool | list | dict) else text_of(value).strip()
    if not _DECIMAL.fullmatch(text) or abs(Decimal(text)) > LARGEST:
        raise BadAmount(repr(value))
    return int(Decimal(text).scaleb(digits).to_integral_value(ROUND_HALF_EVEN))
