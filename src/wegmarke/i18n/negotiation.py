"""Chooses the language for a browser that has not been asked yet."""

from __future__ import annotations

from wegmarke.domain import Language

# A browser sends a handful; the rest of a very long header is not read.
_MOST_WISHES = 20


def accepted_language(header: str, default: Language) -> Language:
    """Return the language a browser likes best (`Accept-Language`, RFC 9110 section 12.5.4).

    >>> accepted_language("fr, en;q=0.8, de;q=0.9", Language.EN)
    <Language.DE: 'de'>
    """
    wishes = [_wish(part) for part in header.split(",")[:_MOST_WISHES]]
    known = [(weight, Language(code)) for code, weight in wishes if weight > 0 and code in set(Language)]
    return max(known, key=lambda wish: wish[0])[1] if known else default


def _wish(part: str) -> tuple[str, float]:
    tag, _, parameter = part.strip().partition(";")
    code = tag.strip().lower().split("-")[0]
    name, _, weight = parameter.strip().partition("=")
    if name != "q":
        return code, 1.0
    try:
        return code, float(weight)
    except ValueError:
        return code, 0.0
