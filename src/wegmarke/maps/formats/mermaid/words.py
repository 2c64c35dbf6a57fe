"""Texts of a map as Mermaid bears them: nothing in them is syntax, nor a tag of the page around the diagram."""

from __future__ import annotations

import re
from typing import Final

_SYNTAX: Final = re.compile(r"[:;#\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+|%%+")
_TAGS: Final = str.maketrans({"<": "‹", ">": "›"})
_KEYWORD: Final = re.compile(r"journey\b|title\s|section\s|acc(title|descr)\b|%|-{3}", re.IGNORECASE)
NOTHING: Final = "-"


def told(text: str) -> str:
    r"""Return a text that may stand in a title, a section or a task.

    >>> told("Offer: 5 %, <b>now</b>\n#1"), told("journey begins"), told(" ")
    ('Offer- 5 %, ‹b›now‹/b›-1', '- journey begins', '-')
    """
    plain = re.sub(r"\s+", " ", _SYNTAX.sub("-", text).translate(_TAGS)).strip()
    return f"{NOTHING} {plain}" if _KEYWORD.match(plain) else plain or NOTHING


def told_name(text: str) -> str:
    """Return a text that may stand in a list of actors.

    >>> told_name("Buyer, Berlin")
    'Buyer/ Berlin'
    """
    return told(text).replace(",", "/")
