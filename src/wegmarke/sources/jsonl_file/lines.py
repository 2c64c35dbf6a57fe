"""Cuts a file into lines, piece by piece; never the whole of an endless line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wegmarke.sources.unpacking import Bytes

_HEAD_BYTES = 8_192


@dataclass(frozen=True, slots=True)
class LineLimits:
    """How much of a file is looked at together.

    Attributes:
        line_bytes: longest line that is read.
        piece_bytes: how much is read at once.
    """

    line_bytes: int = 16 << 20
    piece_bytes: int = 2 << 20


DEFAULT_LIMITS = LineLimits()


@dataclass(frozen=True, slots=True)
class Cut:
    """The start of a line that was left out, because it is too long."""

    head: bytes


def lines(source: Bytes, limits: LineLimits = DEFAULT_LIMITS) -> Iterator[list[bytes | Cut]]:
    """Yield all lines in order, without their line feed, as many as a piece holds."""
    carried = b""
    while read := source.read(limits.piece_bytes):
        *whole, carried = (carried + read).split(b"\n")
        if len(carried) <= limits.line_bytes:
            yield _short_enough(whole, limits)
            continue
        head = carried[:_HEAD_BYTES]
        carried = _after_line(source, limits)
        yield [*_short_enough(whole, limits), Cut(head)]
    if carried:
        yield _short_enough([carried], limits)


def _short_enough(whole: list[bytes], limits: LineLimits) -> list[bytes | Cut]:
    return [line if len(line) <= limits.line_bytes else Cut(line[:_HEAD_BYTES]) for line in whole]


def _after_line(source: Bytes, limits: LineLimits) -> bytes:
    """Read on to the next line feed and return what follows it in the piece it was found in."""
    while read := source.read(limits.piece_bytes):
        _, feed, rest = read.partition(b"\n")
        if feed:
            return rest
    return b""
