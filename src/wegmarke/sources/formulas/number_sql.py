"""SQL for exact numbers: read from text, computed and written without a rounding error.

A number is DECIMAL(19, 6), which covers nearly every file and is fast; where a file has more decimals or digits, the
formula is written *wide* with DECIMAL(28, 8). Results of products and sums are DECIMAL(38, 12).
"""

from __future__ import annotations

from decimal import Decimal

from wegmarke.engine import text_literal

_NARROW = "[+-]?[0-9]{1,12}([.][0-9]{0,6})?"
_RESULT = "DECIMAL(38, 12)"
# Larger amounts are slips of the keyboard; a sum over any file stays inside DECIMAL(38, 12) below it.
LARGEST = 10**16


def plain(text: str, decimal: str, thousands: str) -> str:
    """Return the text of a number with a point as decimal sign and nothing between thousands, else null."""
    if decimal == "." and not thousands:
        return text
    point = r"\." if decimal == "." else decimal
    whole = "[0-9]+"
    if thousands:
        gap = r"\." if thousands == "." else thousands
        whole = f"([0-9]+|[0-9]{{1,3}}({gap}[0-9]{{3}})+)"
    shape = f"[+-]?{whole}({point}[0-9]*)?"
    bare = f"replace({text}, {text_literal(thousands)}, '')" if thousands else text
    pointed = f"replace({bare}, {text_literal(decimal)}, '.')"
    return f"CASE WHEN regexp_full_match({text}, {text_literal(shape)}) THEN {pointed} END"


def read(plain_text: str, *, is_wide: bool) -> str:
    """Return the number a plain text stands for, null if it is none."""
    if not is_wide:
        return f"CAST(TRY_CAST({plain_text} AS DECIMAL(18, 6)) AS DECIMAL(19, 6))"
    quick = f"CAST(TRY_CAST({plain_text} AS DECIMAL(18, 8)) AS DECIMAL(28, 8))"
    return f"coalesce({quick}, TRY_CAST({plain_text} AS DECIMAL(28, 8)))"


def needs_wide(plain_text: str) -> str:
    """Return SQL that is true for a number that does not fit the narrow form."""
    narrow = f"regexp_full_match({plain_text}, {text_literal(_NARROW)})"
    return f"({plain_text} IS NOT NULL AND NOT {narrow} AND TRY_CAST({plain_text} AS DOUBLE) IS NOT NULL)"


def literal(number: Decimal) -> str | None:
    """Return a number of a formula, or None if it is too long.

    >>> literal(Decimal("0.19"))
    "CAST('0.19' AS DECIMAL(19, 6))"
    """
    if abs(number) >= 10**12 or number != round(number, 6):
        return None
    return f"CAST('{number:f}' AS DECIMAL(19, 6))"


def exact(sql: str) -> str:
    """Return a computed number in the form of results."""
    return f"CAST({sql} AS {_RESULT})"


def product(left: str, right: str) -> str:
    """Return the product of two numbers."""
    return exact(f"{left} * {right}")


def inexact_product(left: str, right: str) -> str:
    """Return the product of two results of aggregates, to about 15 digits."""
    return f"TRY_CAST(CAST({left} AS DOUBLE) * CAST({right} AS DOUBLE) AS {_RESULT})"


def quotient(left: str, right: str) -> str:
    """Return the quotient to about 15 digits, null for a division by zero."""
    return f"TRY_CAST(CAST({left} AS DOUBLE) / nullif(CAST({right} AS DOUBLE), 0) AS {_RESULT})"


def bounded(sql: str) -> str:
    """Return a number that is safe to sum up, null where it is absurdly large."""
    return f"CASE WHEN {sql} BETWEEN -{LARGEST} AND {LARGEST} THEN {sql} END"


def as_text(sql: str) -> str:
    """Return the number as text without closing zeros: `17850.0` becomes `17850`."""
    return f"rtrim(rtrim(CAST({sql} AS VARCHAR), '0'), '.')"
