"""Texts as they stand in cells: characters that XML forbids are escaped the way the file format has it.

A workbook writes them as `_x0007_`; a text that looks like that itself gets its underscore escaped. Source: ST_Xstring
of ECMA-376.
"""

from __future__ import annotations

import re
from typing import Final

MOST_CHARACTERS: Final = 32_000
"""of a cell, counted as the format counts them; it allows 32,767"""

_PIECE: Final = 4_500
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
# only what is ever escaped: office programs write other signs as they are, and some forget to escape `_x0041_` itself
_ESCAPED: Final = re.compile(
    "_x(00(?:0[0-8B-Fb-f]|1[0-9A-Fa-f])|[dD][89A-Fa-f]..|[fF]{3}[eEfF]|005[fF](?=_x[0-9A-Fa-f]{4}_))_"
)


def escaped(text: str) -> str:
    r"""Return a text as a cell may hold it.

    >>> escaped("a\rb _x0041_")
    'a_x000D_b _x005F_x0041_'
    """
    return _FORBIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """Return the text that a cell stands for.

    >>> unescaped("_x005F_x0041_")
    '_x0041_'
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def fits(text: str) -> bool:
    """Tell whether a cell holds a text."""
    return (
        len(text) * 7 <= MOST_CHARACTERS
        or len(escaped(text).encode("utf-16-le", "surrogatepass")) // 2 <= MOST_CHARACTERS
    )


def in_pieces(text: str) -> list[str]:
    """Cut a text into pieces that a cell holds each."""
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
