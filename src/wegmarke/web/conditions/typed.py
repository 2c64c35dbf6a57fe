"""Texts and numbers of a rule as people type them into a field, and back without loss.

A text stands as it is. It stands in double quotes, with the escapes of JSON, where it could be taken for something
else: a number, nothing, or a text with blanks around it or with signs nobody sees. Numbers are written as the
language writes them; `50.000` is fifty thousand for a German reader and fifty for an English one.
"""

from __future__ import annotations

import json
import re
from typing import Final, TypeAlias

from wegmarke.domain import Language

Scalar: TypeAlias = str | int | float

_LONGEST_NUMBER: Final = 40
_PLAIN: Final = r"-?(0|[1-9][0-9]*)({point}[0-9]+)?([eE][-+]?[0-9]+)?"
_GROUPED: Final = r"-?[1-9][0-9]{{0,2}}({group}[0-9]{{3}})+({point}[0-9]+)?"
_SPAN: Final = re.compile(r"([0-9]+) (minute|hour|day|week)(s?)")
UNITS: Final = ("minute", "hour", "day", "week")


def write_number(number: float, language: Language) -> str:
    """Write a number as the language does, in full.

    >>> write_number(0.5, Language.DE)
    '0,5'
    """
    return repr(number).replace(".", _signs(language)[0])


def read_number(typed: str, language: Language) -> Scalar:
    """Read a number; whatever is none stays the text it is, for the check to say so.

    >>> read_number("50.000", Language.DE), read_number("50.5", Language.DE), read_number("viele", Language.DE)
    (50000, 50.5, 'viele')
    """
    point, group = _signs(language)
    text = typed.strip().replace("−", "-")
    if len(text) > _LONGEST_NUMBER:
        return text
    if re.fullmatch(_GROUPED.format(point=re.escape(point), group=re.escape(group)), text):
        text = text.replace(group, "")
    elif not re.fullmatch(_PLAIN.format(point=f"[{re.escape(point)}.]"), text):
        return typed.strip()
    text = text.replace(point, ".")
    return float(text) if re.search("[.eE]", text) else int(text)


def write_text(text: str) -> str:
    """Write a text where only texts are expected."""
    is_plain = text != "" and text.isprintable() and text == text.strip() and not text.startswith('"')
    return text if is_plain else _quoted(text)


def read_text(typed: str) -> str:
    """Read a text; quotes that are no sound JSON belong to it."""
    text = typed.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            found = json.loads(text)
        except ValueError:
            return text
        if isinstance(found, str) and not any("\ud800" <= character <= "\udfff" for character in found):
            return found
    return text


def write_scalar(scalar: Scalar, language: Language) -> str:
    """Write a text or number where both are expected."""
    if not isinstance(scalar, str):
        return write_number(scalar, language)
    return write_text(scalar) if isinstance(read_number(scalar, language), str) else _quoted(scalar)


def read_scalar(typed: str, language: Language) -> Scalar:
    """Read a text or number.

    >>> read_scalar("12", Language.EN), read_scalar('"12"', Language.EN)
    (12, '12')
    """
    number = read_number(typed, language)
    return read_text(typed) if isinstance(number, str) else number


def write_span(span: str) -> tuple[str, str]:
    """Take a length of time apart: the number and the unit, which is singular unless its spelling is unusual."""
    found = _SPAN.fullmatch(span)
    if found is None:
        return span, UNITS[2]
    number, unit, plural = found.groups()
    is_usual = bool(plural) == (number != "1")
    return number, unit if is_usual else f"{unit}{plural or '!'}"


def read_span(number: str, unit: str) -> str:
    """Put a length of time together; its check is the rule's."""
    stated = number.strip()
    if not stated:
        return ""
    if unit in UNITS:
        return f"{stated} {unit}{'' if stated == '1' else 's'}"
    return f"{stated} {unit.removesuffix('!')}"


def _signs(language: Language) -> tuple[str, str]:
    """Return the sign before decimals and the one between groups of thousands."""
    return (",", ".") if language is Language.DE else (".", ",")


def _quoted(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in written)
