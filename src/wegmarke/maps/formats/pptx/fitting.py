"""Makes texts fit a width and a number of lines, with the widths of Arial, which every office program has or replaces.

Widths are estimated a little too wide rather than too narrow, so that no line breaks where none was expected.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

POINTS_PER_INCH: Final = 72
LINE_HEIGHT: Final = 1.2
"""of a line, in sizes of its type"""

_LONGEST: Final = 4_000
_NARROW: Final = frozenset("iljtfI.,;:!'|()[]/\\ `-r·•")
_WIDE: Final = frozenset("mwMW@%")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SAFETY: Final = 1.06


def clean(text: str) -> str:
    """Return a text as a slide may hold it, in one line, and no longer than anybody reads."""
    short = text[:_LONGEST]
    return " ".join(_FORBIDDEN.sub("\ufffd", short).split())


def is_right_to_left(text: str) -> bool:
    """Tell whether a text is read from the right: by its first letter that has a direction."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((one in ("R", "AL") for one in strong if one in ("L", "R", "AL")), False)


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is, in inches."""
    return sum(_width(sign) for sign in text) * size / POINTS_PER_INCH * _SAFETY


def lines_of(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes."""
    lines, room = 1, width
    for word in text.split(" "):
        needed = width_of(word, size)
        if needed > room and room < width:
            lines, room = lines + 1, width
        if needed > width:
            # a word longer than a line is broken by every program
            more = int(needed / width)
            lines, needed = lines + more, needed - more * width
        room -= needed + width_of(" ", size)
    return lines


def rows_in(height: float, size: float) -> int:
    """Return how many lines of a size stand in a height, in inches."""
    return max(int(height * POINTS_PER_INCH / (size * LINE_HEIGHT)), 1)


def bold_size(size: float) -> float:
    """Return the size of plain type that is as wide as bold type of a size."""
    return size * 1.07


def best_size(
    texts: Sequence[str], width: float, lines: int, sizes: Sequence[float], *, is_bold: bool = False
) -> float:
    """Return the first of some sizes in which every text fits its lines without breaking a word; else the last."""
    for size in sizes:
        shown = bold_size(size) if is_bold else size
        words = (word for text in texts for word in text.split(" "))
        if all(width_of(word, shown) <= width for word in words) and all(
            lines_of(text, width, shown) <= lines for text in texts
        ):
            return size
    return sizes[-1]


def fitted(text: str, width: float, size: float, lines: int, mark: str = "") -> str:
    """Return the longest beginning of a text that fits, with an ellipsis and a mark where it was cut."""
    if lines_of(text, width, size) <= lines:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if lines_of(_cut(text, middle, mark), width, size) <= lines else (low, middle - 1)
    return _cut(text, low, mark)


def shared_lines(texts: Sequence[str], width: float, size: float, lines: int, least_lines: int = 2) -> list[int]:
    """Share the lines of a box among texts; each gets the least or what it needs, and those that come late get none."""
    wanted = [lines_of(text, width, size) for text in texts]
    if sum(wanted) <= lines:
        return wanted
    # fewer texts that can be read are better than many that cannot; the last line tells that there is more
    least = [min(one, least_lines) for one in wanted]
    shown = len(texts)
    while shown > 1 and sum(least[:shown]) + (shown < len(texts)) > lines:
        shown -= 1
    room = lines - (shown < len(texts))
    if room < 1:
        return [0] * len(texts)
    given = [min(one, room) for one in least[:shown]]
    for _ in range(room - sum(given)):
        needy = [at for at in range(shown) if given[at] < wanted[at]]
        if not needy:
            break
        given[min(needy, key=lambda at: given[at])] += 1
    return given + [0] * (len(texts) - shown)


def _cut(text: str, length: int, mark: str) -> str:
    words = text[:length].rstrip()
    if 0 < length < len(text) and not text[length].isspace() and " " in words[-20:]:
        # half a word is better than a bullet alone
        words = words.rpartition(" ")[0] if len(words.rpartition(" ")[0]) > 1 else words
    return f"{words}…{mark}"


def _width(sign: str) -> float:
    if sign in _NARROW:
        return 0.34
    if sign in _WIDE:
        return 0.92
    if ord(sign) > 0x2E7F:
        return 1.25
    return 0.70 if sign.isupper() else 0.556
