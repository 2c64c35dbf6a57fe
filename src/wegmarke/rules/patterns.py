"""Texts with gaps: `like` knows one sign, `*`, which stands for any characters, also for none.

One sign is enough for addresses of pages, and keeps matching linear: the parts between the stars are looked for
from left to right, each behind the one before, and the earliest place is always good enough. A sign for exactly one
character would not allow that. There are no regular expressions in rules.
"""

from __future__ import annotations

import re
from typing import Final

STAR: Final = "*"

_SPECIAL: Final = re.compile(r"([!-/:-@\[-`{-~])")


def is_like(text: str, pattern: str) -> bool:
    """Tell whether a text fits a pattern from its first to its last character.

    >>> is_like("/en/pricing/pumps", "*/pricing/*"), is_like("/pricing", "*/pricing/*")
    (True, False)
    """
    first, *inner = pattern.split(STAR)
    if not inner:
        return text == pattern
    *middle, last = inner
    if not text.startswith(first) or not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, place, max(place, end))
        if found < 0:
            return False
        place = found + len(part)
    return place <= end


def like_pattern(pattern: str) -> str:
    """Write a pattern for the analytic engine, whose matcher takes linear time whatever the pattern."""
    return "(?s)^" + ".*".join(_SPECIAL.sub(r"\\\1", part) for part in pattern.split(STAR)) + "$"
