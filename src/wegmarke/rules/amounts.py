"""How rules read numbers: texts of properties, and amounts of money in major units.

A property is text. It reads as a number when it is written in plain decimal digits with a point, up
to 18 digits on each side; `1e5`, `1,5`, ` 5` and `NaN` do not. An amount is compared in the major
unit of its own currency (euro, not cent), exactly, without floating point.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Final

NUMBER_PATTERN: Final = r"[+-]?[0-9]{1,18}([.][0-9]{1,18})?"
MAX_NUMBER: Final = 10**14
USUAL_DIGITS: Final = 2

# ISO 4217: digits of the minor unit where they are not two.
CURRENCY_DIGITS: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(),  # noqa: SIM905 - reads better
    3: "BHD IQD JOD KWD LYD OMR TND".split(),  # noqa: SIM905 - reads better
    4: ["CLF", "UYW"],
}

_NUMBER = re.compile(NUMBER_PATTERN)


def read_number(text: str) -> float | None:
    """Read a property as a number, or return None where it is not written as one.

    >>> read_number("12.50"), read_number("12,50")
    (12.5, None)
    """
    return float(text) if _NUMBER.fullmatch(text) else None


def digits_of(currency: str | None) -> int:
    """Tell how many digits the minor unit of a currency has; two where the currency is unknown."""
    return next((digits for digits, codes in CURRENCY_DIGITS.items() if currency in codes), USUAL_DIGITS)


def whole_bound(operator: str, number: float, digits: int) -> int | None:
    """Turn a bound in major units into the whole number of minor units with the same meaning.

    `more_than` 0.005 euro is `more_than` 0 cent: amounts are whole, so bounds round towards the side
    that keeps the answer. None means that no amount can be equal to the number.
    """
    scaled = Decimal(repr(number)).scaleb(digits)
    if operator in {"more_than", "at_most"}:
        return math.floor(scaled)
    if operator in {"at_least", "less_than"}:
        return math.ceil(scaled)
    return int(scaled) if scaled == scaled.to_integral_value() else None
