"""Cuts a file into lines, piece by piece; never the whole of an endless line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wegmarke.sources.unpacking import Bytes

_HEAD_BYTES = 8_192
_LOOSE = re.compile(rb"[ \t\r]:")


@dataclass(frozen=True, slots=True)
class LineLimits:
    """How much of a file is looked at together.

    Attributes:
        line_bytes: longest line that is read.
        piece_bytes: how much is read at once.
    """

    line_bytes: int = 16 << 20
    piece_bytes: int = 256 << 10


DEFAULT_LIMITS = LineLimits()


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of a file.

    Attributes:
        first: number of the first line.
        lines: the lines without their line feed; those that are too long are empty.
        cut: how each line that is too long begins, by its place in `lines`.
        is_compact: whether no blank stands before a colon, so that `":` stands behind every name.
        may_hold_nul: whether a zero character may stand in a text.
    """

    first: int
    lines: list[bytes]
    is_compact: bool
    may_hold_nul: bool
    cut: dict[int, bytes] = field(default_factory=dict)


def lines(source: Bytes, limits: LineLimits = DEFAULT_LIMITS) -> Iterator[Lines]:
    """Yield all lines in order, as many as a piece holds."""
    first, carried = 1, b""
    while read := source.read(limits.piece_bytes):
        raw = carried + read
        *whole, carried = raw.split(b"\n")
        cut = None
        if len(carried) > limits.line_bytes:
            cut, carried = carried[:_HEAD_BYTES], _after_line(source, limits)
        if whole or cut is not None:
            found = _lines(first, raw, whole, cut, limits)
            first += len(found.lines)
            yield found
    if carried:
        yield _lines(first, carried, [carried], None, limits)


def _lines(first: int, raw: bytes, whole: list[bytes], cut: bytes | None, limits: LineLimits) -> Lines:
    found = Lines(first, whole, _LOOSE.search(raw) is None, b"\\u0000" in raw)
    if len(raw) > limits.line_bytes:
        for place, line in enumerate(whole):
            if len(line) > limits.line_bytes:
                found.cut[place] = line[:_HEAD_BYTES]
                whole[place] = b""
    if cut is not None:
        found.cut[len(whole)] = cut
        whole.append(b"")
    return found


def _after_line(source: Bytes, limits: LineLimits) -> bytes:
    """Read on to the next line feed and return what follows it in the piece it was found in."""
    while read := source.read(limits.piece_bytes):
        _, feed, rest = read.partition(b"\n")
        if feed:
            return rest
    return b""
