"""Values as text: numbers in one form, lists and objects as JSON."""

from __future__ import annotations

from decimal import Decimal

from wegmarke.sources.http.items import encode


def number_text(number: float) -> str:
    """Return a number the way people write it: no exponent, no needless zeros.

    >>> number_text(1.50), number_text(100.0), number_text(1e21), number_text(1e-7)
    ('1.5', '100', '1000000000000000000000', '0.0000001')
    """
    if isinstance(number, int):
        return str(number)
    if number.is_integer():
        return str(int(number)) if abs(number) < 1e15 else format(Decimal(repr(number)), "f")
    return format(Decimal(repr(number)), "f")


def text_of(value: object) -> str:
    """Return a value that is not nothing as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    return encode(value).decode()
