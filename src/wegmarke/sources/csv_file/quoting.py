"""Finds the quoted fields in a piece of CSV, so that separators and line ends inside them do not count.

A quote opens a field only at its start: `5" pipe` is plain text. A quoted field ends at a quote that a separator or
line end follows; two quotes inside stand for one. Everything else is broken, and then only the physical line of the
opening quote is lost: reading goes on with the next line, so a forgotten quote cannot swallow the rest of the file.

Nearly all files are well-formed. There, quotes simply alternate between opening and closing, which numpy checks for
megabytes at once; a pattern takes a piece apart only where that check fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]

QUOTE, LINE_FEED, CARRIAGE_RETURN = 34, 10, 13
_NONE: Positions = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Quoting:
    """The quoted fields of a piece.

    Attributes:
        opens, closes: positions of their quotes; the last field may lack a close when the piece ends inside it.
        broken: opening quotes that nothing closes properly.
        open_from: position of the quote of a field that the piece ends in, or None.
    """

    opens: Positions
    closes: Positions
    broken: Positions
    open_from: int | None = None

    def outside(self, positions: Positions) -> Positions:
        """Return those positions that no quoted field covers."""
        if not self.opens.size:
            return positions
        is_outside = np.searchsorted(self.opens, positions) == np.searchsorted(self.closes, positions)
        outside: Positions = positions[is_outside]
        return outside


def quoted_fields(raw: bytes, separator: int, *, is_end: bool) -> Quoting:
    """Find the quoted fields of a piece that starts at the start of a record.

    Args:
        raw: the piece.
        separator: byte that separates fields.
        is_end: whether nothing follows the piece, so that an open field can no longer be closed.
    """
    data = np.frombuffer(raw, dtype=np.uint8)
    quotes = np.flatnonzero(data == QUOTE)
    if not quotes.size:
        return Quoting(_NONE, _NONE, _NONE)
    if _alternate_well(data, quotes, separator) and not (is_end and quotes.size % 2):
        open_from = int(quotes[-1]) if quotes.size % 2 else None
        return Quoting(quotes[0::2], quotes[1::2], _NONE, open_from)
    return _taken_apart(raw, data, quotes, separator, is_end=is_end)


def _alternate_well(data: npt.NDArray[np.uint8], quotes: Positions, separator: int) -> bool:
    borders = _borders(separator)
    opens, closes = quotes[0::2], quotes[1::2]
    before = np.where(opens > 0, data[opens - 1], LINE_FEED)
    opens_well = borders[before]
    opens_well[1:] |= opens[1:] - 1 == closes[: opens.size - 1]
    last = data.size - 1
    after = np.where(closes < last, data[np.minimum(closes + 1, last)], LINE_FEED)
    closes_well = borders[after] | (after == QUOTE)
    return bool(opens_well.all() and closes_well.all())


def _taken_apart(
    raw: bytes, data: npt.NDArray[np.uint8], quotes: Positions, separator: int, *, is_end: bool
) -> Quoting:
    spans = np.array([found.span() for found in _field_pattern(separator).finditer(raw)], dtype=np.int64)
    opens, closes = (spans[:, 0], spans[:, 1] - 1) if spans.size else (_NONE, _NONE)
    before = np.where(quotes > 0, data[quotes - 1], LINE_FEED)
    starts = quotes[_borders(separator)[before]]
    covered = np.searchsorted(opens, starts, side="right") != np.searchsorted(closes, starts)
    broken = starts[~covered]
    if not is_end:
        for position in broken.tolist():
            if _UNFINISHED.match(raw, position):
                opens, closes = np.append(opens[opens < position], position), closes[closes < position]
                return Quoting(opens, closes, broken[broken < position], position)
    return Quoting(opens, closes, broken)


_UNFINISHED = re.compile(rb'"(?:[^"]++|"")*+\Z')


@lru_cache(maxsize=16)
def _field_pattern(separator: int) -> re.Pattern[bytes]:
    border = rb"[\r\n" + re.escape(bytes([separator])) + rb"]"
    return re.compile(rb"(?:(?<=" + border + rb')|\A)"(?:[^"]++|"")*+"(?=' + border + rb"|\Z)")


@lru_cache(maxsize=16)
def _borders(separator: int) -> npt.NDArray[np.bool_]:
    table = np.zeros(256, dtype=np.bool_)
    table[[separator, LINE_FEED, CARRIAGE_RETURN]] = True
    return table
