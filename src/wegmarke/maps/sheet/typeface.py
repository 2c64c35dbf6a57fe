"""How wide a text is on paper, from the fonts that are shipped with the sheet.

The fonts are Source Sans Pro (SIL Open Font License 1.1), unmodified. Their tables `cmap` and `hmtx` are read here, so
that what is measured is what is printed. Kerning is not counted; it makes lines a little shorter than measured.
"""

from __future__ import annotations

import functools
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FAMILY: Final = "Source Sans Pro"
FOLDER: Final = Path(__file__).parent / "fonts"
MM_PER_POINT: Final = 25.4 / 72

HEBREW: Final = "New Computer Modern"
ARABIC: Final = "DejaVu Sans Mono"

SUBSTITUTE: Final = "◊"
"""Stands on paper for characters that no shipped font has."""

_SUBSTITUTES: Final = re.compile(f"{SUBSTITUTE}(?:\\s*{SUBSTITUTE})+")

_FILES: Final = {False: "SourceSansPro-Regular.ttf", True: "SourceSansPro-Semibold.ttf"}

# Widths of letters in the fonts of other scripts, in em. Cautious: real letters are at most as wide.
_OTHER_SCRIPT: Final = 0.62
_WIDE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text in one script; `family` is empty for the family of the sheet."""

    text: str
    family: str = ""


def width(text: str, points: float, *, bold: bool = False) -> float:
    """Return the width of a text in millimetres."""
    widths = _widths(bold)
    return sum(widths.get(char) or _other_width(char) for char in text) * points * MM_PER_POINT


def pieces(text: str) -> Iterator[Piece]:
    """Split a text where another font is needed."""
    begin = 0
    family = _family(text[0]) if text else ""
    for at, char in enumerate(text):
        # Blanks and signs between words of another script stay with it, so that the words keep their order.
        found = family if char in " .,:;!?-" and family else _family(char)
        if found != family:
            yield Piece(text[begin:at], family)
            begin, family = at, found
    if text:
        yield Piece(text[begin:], family)


def printable(text: str) -> str:
    """Replace what no shipped font has; several such characters in a row become one sign."""
    out: list[str] = []
    for char in text:
        if _is_drawn(char):
            out.append(char)
        else:
            out.append(SUBSTITUTE)
    return _SUBSTITUTES.sub(SUBSTITUTE, "".join(out))


def _is_drawn(char: str) -> bool:
    return char in _widths(bold=False) or _script(char) in (HEBREW, ARABIC)


def _family(char: str) -> str:
    if char in _widths(bold=False):
        return ""
    return _script(char) or "sans-serif"


def _script(char: str) -> str:
    code = ord(char)
    if 0x05D0 <= code <= 0x05EA:
        return HEBREW
    if 0x0621 <= code <= 0x063A or 0x0640 <= code <= 0x0655 or 0x0660 <= code <= 0x066D:
        return ARABIC
    return ARABIC if code in (0x060C, 0x061B, 0x061F) else ""


def _other_width(char: str) -> float:
    return _OTHER_SCRIPT if _script(char) else _WIDE


@functools.cache
def _widths(bold: bool) -> dict[str, float]:
    """Read the widths of all characters of a font, in em."""
    data = (FOLDER / _FILES[bold]).read_bytes()
    tables = dict(_tables(data))
    (em,) = struct.unpack_from(">H", data, tables["head"] + 18)
    (count,) = struct.unpack_from(">H", data, tables["hhea"] + 34)
    advances = struct.unpack_from(f">{count * 2}H", data, tables["hmtx"])[::2]
    glyphs = dict(_glyphs(data, tables["cmap"]))
    return {chr(code): advances[min(glyph, count - 1)] / em for code, glyph in glyphs.items()}


def _tables(data: bytes) -> Iterator[tuple[str, int]]:
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * number)
        yield tag.decode("ascii"), offset


def _glyphs(data: bytes, cmap: int) -> Iterator[tuple[int, int]]:
    """Read a `cmap` of format 4: segments of codes with a shift or a list of glyphs (OpenType specification)."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    subtables = (struct.unpack_from(">HHI", data, cmap + 4 + 8 * number) for number in range(count))
    table = next(cmap + offset for platform, kind, offset in subtables if (platform, kind) == (3, 1))
    (doubled,) = struct.unpack_from(">H", data, table + 6)
    segments = doubled // 2
    ends = struct.unpack_from(f">{segments}H", data, table + 14)
    starts = struct.unpack_from(f">{segments}H", data, table + 16 + doubled)
    shifts = struct.unpack_from(f">{segments}H", data, table + 16 + 2 * doubled)
    lists_at = table + 16 + 3 * doubled
    lists = struct.unpack_from(f">{segments}H", data, lists_at)
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if lists[number]:
                place = lists_at + 2 * number + lists[number] + 2 * (code - start)
                (glyph,) = struct.unpack_from(">H", data, place)
            if glyph or not lists[number]:
                yield code, (glyph + shifts[number]) & 0xFFFF
