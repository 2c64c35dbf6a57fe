"""Opens a CSV file as a run of UTF-8 bytes, whatever it was packed or written in.

A byte order mark decides the encoding; without one the recipe does. Bytes that the encoding does not know are kept as
they are, so that the scan finds and names their line.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.unpacking import DEFAULT_LIMITS, Bytes, UnpackLimits, open_unpacked

_FOREIGN = {
    b"PK\x03\x04": "an Excel workbook or ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_START_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class OpenedBytes:
    """An open file as UTF-8, and the encoding it is really in."""

    source: Bytes
    encoding: str


def known_encoding(name: str) -> bool:
    """Tell whether Python can read text in an encoding of that name.

    >>> known_encoding("windows-1252"), known_encoding("base64")
    (True, False)
    """
    try:
        "a".encode(name)
    except LookupError:
        return False
    return True


@contextmanager
def open_utf8(
    path: Path, encoding: str, limits: UnpackLimits = DEFAULT_LIMITS, *, wanted: str = "a CSV file"
) -> Iterator[OpenedBytes]:
    """Open a file for reading as UTF-8, without its byte order mark.

    Args:
        path: the file, plain or gzip.
        encoding: used where the file has no byte order mark.
        limits: how large it may become when it is packed.
        wanted: what the file should be, for messages.

    Raises:
        SourceUnreadable: the file cannot be opened, is damaged, too large unpacked, or no text file.
    """
    with open_unpacked(path, limits) as packed:
        start = packed.read(_START_BYTES)
        _refuse_foreign(path, start, wanted)
        mark, real = next(((mark, name) for mark, name in _MARKS if start.startswith(mark)), (b"", encoding))
        _refuse_unmarked_utf16(path, start, real)
        rest = _Prefixed(start[len(mark) :], packed)
        yield OpenedBytes(rest if _is_utf8(real) else _Transcoded(rest, real), real)


def _refuse_foreign(path: Path, start: bytes, wanted: str) -> None:
    for magic, what in _FOREIGN.items():
        if start.startswith(magic):
            raise SourceUnreadable(f"{path.name}: expected {wanted}, got {what}. Save or unpack it as CSV.")


def _refuse_unmarked_utf16(path: Path, start: bytes, encoding: str) -> None:
    if not _is_utf8(encoding) or len(start) < 4:
        return
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 4
    if max(even, odd) > half and min(even, odd) == 0:
        likely = "utf-16-le" if odd else "utf-16-be"
        raise SourceUnreadable(
            f"{path.name}: expected {encoding} text, but every second byte is zero, as in UTF-16. "
            f"Write `encoding: {likely}` at this file in the recipe."
        )


def _is_utf8(encoding: str) -> bool:
    return codecs.lookup(encoding).name in {"utf-8", "utf-8-sig", "ascii"}


@dataclass(slots=True)
class _Prefixed:
    """Bytes that were read ahead, then the rest of the file."""

    start: bytes
    rest: Bytes

    def read(self, size: int, /) -> bytes:
        if not self.start:
            return self.rest.read(size)
        part, self.start = self.start[:size], self.start[size:]
        return part


class _Transcoded:
    """Text in another encoding, read as UTF-8; unknown bytes pass through unchanged."""

    def __init__(self, source: Bytes, encoding: str) -> None:
        # UTF-16 and UTF-32 cannot pass single bytes through; a replacement character marks the place instead.
        self._errors = "replace" if codecs.lookup(encoding).name.startswith(("utf-16", "utf-32")) else "surrogateescape"
        self._decode: Callable[[bytes, bool], str] = codecs.getincrementaldecoder(encoding)(self._errors).decode
        self._source = source

    def read(self, size: int, /) -> bytes:
        while True:
            raw = self._source.read(size)
            text = self._decode(raw, not raw)
            if text or not raw:
                return text.encode("utf-8", "surrogateescape")
