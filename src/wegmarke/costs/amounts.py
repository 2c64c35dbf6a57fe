"""Amounts of money as people and spreadsheets write them, in either notation."""

from __future__ import annotations

import re
from decimal import Decimal

_MARKED = re.compile(
    r"(?P<whole>\d{1,3}(?P<mark>[., '’\u00a0\u202f])\d{3}(?:(?P=mark)\d{3})*|\d+)(?:(?P<point>[.,])(?P<rest>\d+))?"
)
_MOST_MINOR = 10**15


def minor_of(text: str, digits: int) -> int | str:
    """Return an amount in minor units, or what would have been right.

    `1234.5`, `1234,50`, `1.234,50`, `1,234.50` and `1 234,50` are the same amount; `1.234` may be two and is refused.

    Args:
        text: the amount in whole units.
        digits: of the minor unit of its currency.

    >>> minor_of("1.234,50", 2), minor_of("1234.5", 2), minor_of("12", 0)
    (123450, 123450, 12)
    """
    text = text.strip()
    if text.startswith("-"):
        return "an amount from 0"
    found = _MARKED.fullmatch(text)
    if found is None or (found["mark"] is not None and found["mark"] == found["point"]):
        return "an amount such as 1234.50"
    mark, point, rest = found["mark"], found["point"], found["rest"] or ""
    if mark in (".", ",") and point is None and text.count(mark) == 1:
        return f"an amount that can be read in one way, such as {text.replace(mark, '')}"
    if len(rest.rstrip("0")) > digits:
        return f"an amount with at most {digits} digits behind the point" if digits else "an amount in whole units"
    whole = text[: found.end("whole")]
    number = Decimal(re.sub(r"\D", "", whole) + ("." + rest if rest else ""))
    minor = int(number.scaleb(digits))
    return minor if minor <= _MOST_MINOR else "a smaller amount"
