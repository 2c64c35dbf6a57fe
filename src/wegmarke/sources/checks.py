"""What a row must satisfy to become an event, as SQL, with the message for rows that do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.engine import text_literal
from wegmarke.sources import times
from wegmarke.sources.currency import MINOR_DIGITS
from wegmarke.sources.formulas import Formula, Reading

# Amounts of more major units than this are slips of the keyboard, and their minor units would not fit 64 bits.
LARGEST_VALUE = 9 * 10**14

_NOTHING = "CAST(NULL AS VARCHAR)"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be wrong with a row.

    Attributes:
        fails: SQL that is true for a row it is wrong with.
        reason: stable code.
        expected: what would have been right.
        came: SQL of the text that was found; null for nothing.
        remedy: what to do next.
    """

    fails: str
    reason: str
    expected: str
    came: str
    remedy: str


def fault(checks: Sequence[Check]) -> str:
    """Return SQL for the 1-based number of the first check that fails, 0 if none does."""
    if not checks:
        return "0"
    whens = " ".join(f"WHEN {check.fails} THEN {number}" for number, check in enumerate(checks, start=1))
    return f"CASE {whens} ELSE 0 END"


def found(checks: Sequence[Check]) -> str:
    """Return SQL for the text that was found by the check whose number is in `fault`."""
    if not checks:
        return _NOTHING
    whens = " ".join(f"WHEN {number} THEN {check.came}" for number, check in enumerate(checks, start=1))
    return f"CASE fault {whens} ELSE {_NOTHING} END"


def missing_id(formula: Formula, text: str) -> Check:
    """Require an id."""
    remedy = "Fill it in, or choose another `id` in the recipe."
    return Check(f"{text} IS NULL", "missing_id", f"an id in {formula.text}", _NOTHING, remedy)


def missing_time(formula: Formula, shape: str) -> Check:
    """Require a time."""
    remedy = "Fill it in, or leave such rows out with `where` in the recipe."
    return Check(f"{shape} IS NULL", "missing_time", f"a time in {formula.text}", _NOTHING, remedy)


def readable_time(formula: Formula, layout: str) -> list[Check]:
    """Require a time that can be read and exists."""
    if layout == times.AUTO:
        expected = f"a time in {formula.text} such as 2025-12-31, 2025-12-31 14:05 or 31.12.2025"
        remedy = "Correct it, or write `time_format` in the recipe."
    else:
        expected, remedy = (
            f"a time in {formula.text} like {layout}",
            "Correct it, or change `time_format` in the recipe.",
        )
    return [
        Check(f"t_shape = {times.UNKNOWN}", "unreadable_time", expected, "t", remedy),
        Check(
            "t_shape IS NOT NULL AND t_local IS NULL",
            "impossible_time",
            f"a date and time in {formula.text} that exist",
            "t",
            "Correct the value in the source.",
        ),
    ]


def readable(formula: Formula, sql: str, readings: Sequence[Reading]) -> list[Check]:
    """Require that texts read as numbers or dates are such, wherever the formula depends on them."""
    return [
        Check(
            f"({sql}) IS NULL AND {reading.fails}",
            reading.reason,
            f"a {'number' if reading.reason == 'unreadable_number' else 'date'} for {formula.text}",
            reading.text,
            "Correct the value, or write `decimal` and `thousands` at the file in the recipe."
            if reading.reason == "unreadable_number"
            else "Correct the value in the source.",
        )
        for reading in readings
    ]


def not_too_large(formula: Formula, sql: str, columns: Sequence[str]) -> Check:
    """Require that a computation from numbers that are all there fits."""
    present = " AND ".join(f"{column} IS NOT NULL" for column in columns) or "false"
    came = " || ' and ' || ".join(columns) if columns else _NOTHING
    remedy = "Correct the numbers in the source."
    return Check(
        f"({sql}) IS NULL AND {present}",
        "unreadable_number",
        f"numbers of sensible size in {formula.text}",
        came,
        remedy,
    )


def sensible_value(formula: Formula, sql: str) -> Check:
    """Require an amount whose minor units fit."""
    return Check(
        f"abs({sql}) >= {LARGEST_VALUE}",
        "unreadable_number",
        f"an amount below {LARGEST_VALUE:,} in {formula.text}",
        f"CAST({sql} AS VARCHAR)",
        "Correct the numbers in the source.",
    )


def known_currency(formula: Formula, value: str, currency: str) -> list[Check]:
    """Require a currency of ISO 4217 wherever there is a value."""
    codes = ", ".join(text_literal(code) for code in MINOR_DIGITS)
    remedy = "Correct it in the source, or write `currency` in the recipe for rows without one."
    return [
        Check(
            f"{value} IS NOT NULL AND {currency} IS NULL",
            "missing_currency",
            f"a currency in {formula.text} for the value",
            _NOTHING,
            remedy,
        ),
        Check(
            f"{value} IS NOT NULL AND {currency} NOT IN ({codes})",
            "unknown_currency",
            f"a currency code of ISO 4217 in {formula.text}",
            currency,
            remedy,
        ),
    ]
