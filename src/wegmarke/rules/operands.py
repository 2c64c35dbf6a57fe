"""Checks the operands of comparisons, and phrases what is wrong with them; rules of both kinds share it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from wegmarke.domain import Problem
from wegmarke.rules.amounts import MAX_NUMBER

MAX_TEXT: Final = 1_000


def list_problems(members: object, where: str, *, numbers: bool = True, texts: bool = True) -> Iterator[Problem]:
    """List what is wrong with a list of values."""
    if not isinstance(members, list | tuple) or not members:
        yield problem(where, "a list of values", quoted(members), "List at least one value.", "empty_list")
        return
    for position, member in enumerate(members):
        yield from scalar_problems(member, f"{where}[{position}]", numbers=numbers, texts=texts)


def scalar_problems(operand: object, where: str, *, numbers: bool, texts: bool) -> Iterator[Problem]:
    """List what is wrong with a text or number; an empty text is a value."""
    if isinstance(operand, str) and texts:
        yield from text_problems(operand, where, "a text", empty=True)
    elif isinstance(operand, int | float) and not isinstance(operand, bool) and numbers:
        yield from number_problems(operand, where)
    else:
        expected = " or ".join(["a text"] * texts + ["a number"] * numbers)
        remedy = 'For a missing value write exists: false; put true, false, dates and codes into quotes, e.g. "true".'
        yield problem(where, expected, quoted(operand), remedy, "wrong_type")


def number_problems(operand: object, where: str) -> Iterator[Problem]:
    """List what is wrong with a number."""
    is_number = (
        isinstance(operand, int | float) and not isinstance(operand, bool) and -MAX_NUMBER <= operand <= MAX_NUMBER
    )
    if not is_number:
        remedy = f"Write a number between -{MAX_NUMBER} and {MAX_NUMBER}, without quotes."
        yield problem(where, "a number", quoted(operand), remedy, "wrong_type")


def text_problems(operand: object, where: str, expected: str, *, empty: bool) -> Iterator[Problem]:
    """List what is wrong with a text."""
    if not isinstance(operand, str) or (not operand and not empty):
        yield problem(where, expected, quoted(operand), "Write a text, in quotes where in doubt.", "wrong_type")
    elif len(operand) > MAX_TEXT:
        expected = f"at most {MAX_TEXT} characters"
        yield problem(where, expected, f"{len(operand)}", "Compare a shorter part with contains.", "too_long")
    elif "\x00" in operand or not _is_encodable(operand):
        remedy = "Remove the character; no source can deliver it."
        yield problem(where, "a text that can be stored as UTF-8", ascii(operand)[:60], remedy, "bad_character")


def _is_encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def problem(where: str, expected: str, came: str, remedy: str, code: str = "wrong_type") -> Problem:
    """Make a problem; a wrong type is the usual one."""
    return Problem(where=where, expected=expected, came=came, remedy=remedy, code=code)


def quoted(found: object) -> str:
    """Quote what was found, cut to what a message can hold."""
    if isinstance(found, int) and abs(found) > MAX_NUMBER:
        return "a whole number that is too large"
    text = repr(found) if isinstance(found, str | int | float | None) else f"a {type(found).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}…"


def keys_of(tree: Mapping[object, object]) -> str:
    """Say which keys were found, the first six of them."""
    return f"the keys {', '.join(quoted(word) for word in list(tree)[:6])}" if tree else "nothing"
