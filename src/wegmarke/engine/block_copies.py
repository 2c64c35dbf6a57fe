"""Copies of the blocks that the engine writes in place while it folds its write-ahead file in.

DuckDB writes data to free blocks and says in a header, last of all, which ones count. Blocks of its own metadata that
have room left it fills up where they are, though the header on the disk still counts them: a write of these that is
torn, by a power cut, a kill or a disk that gives up, leaves a file that cannot be opened any more (2.0.0; tests/faults
shows it). Therefore they are copied before, as InnoDB does with all its pages (MySQL manual, *Doublewrite Buffer*).
"""

from __future__ import annotations

import contextlib
import os
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

_MARK: Final = b"WMBLOCK1"
_ABOUT: Final = struct.Struct("<8sIQQ")
"""Mark, checksum of all that follows it, how many blocks, bytes of a block."""
_HEADERS_AT: Final = 4_096
_HEADERS_BYTES: Final = 8_192
_BLOCKS_AT: Final = _HEADERS_AT + _HEADERS_BYTES


class BlockCopies:
    """Blocks of one database file, in a file beside it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._copies = file.with_name(f"{file.name}.blocks")
        self._opened: BinaryIO | None = None

    def keep(self, blocks: Sequence[int], size: int) -> None:
        """Copy blocks, and the headers that count them; they are on the disk when this returns.

        Args:
            blocks: their numbers.
            size: bytes of a block.

        Raises:
            OSError: when the disk does not take them.
        """
        opened = self._reading()
        parts = [_part(opened, _HEADERS_AT, _HEADERS_BYTES), struct.pack(f"<{len(blocks)}Q", *blocks)]
        parts += [_part(opened, _BLOCKS_AT + block * size, size) for block in blocks]
        checksum = 0
        for part in parts:
            checksum = zlib.crc32(part, checksum)
        is_new = not self._copies.exists()
        # Written over what stood there: room that it has, it has on a full disk, too.
        with self._copies.open("wb" if is_new else "r+b") as copies:
            copies.write(_ABOUT.pack(_MARK, checksum, len(blocks), size))
            for part in parts:
                copies.write(part)
            copies.truncate()
            copies.flush()
            os.fsync(copies.fileno())
        if is_new:
            _sync_folder(self._copies.parent)

    def restore(self) -> bool:
        """Put blocks back if folding in ended before its header was written; tells whether any had changed.

        Call it while no engine has the file open.

        Raises:
            OSError: when the disk does not let it.
        """
        kept = self._read()
        if kept is None or not self._file.exists():
            return False
        headers, blocks = kept
        changed = False
        with self._file.open("r+b") as opened:
            if _part(opened, _HEADERS_AT, _HEADERS_BYTES) != headers:
                return False
            for place, block in blocks:
                if _part(opened, place, len(block)) != block:
                    changed = True
                    opened.seek(place)
                    opened.write(block)
            if changed:
                opened.flush()
                os.fsync(opened.fileno())
        return changed

    def close(self) -> None:
        """Let go of the database file, which no engine has open any more, and remove copies that nobody needs."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        with contextlib.suppress(OSError):
            self.restore()
            self._copies.unlink(missing_ok=True)

    def _reading(self) -> BinaryIO:
        # Held until the end: closing any descriptor of a file gives up the lock that the engine has on it.
        if self._opened is None:
            self._opened = self._file.open("rb", buffering=0)
        assert self._opened is not None
        return self._opened

    def _read(self) -> tuple[bytes, list[tuple[int, bytes]]] | None:
        """Return the headers, and the place and content of each block; None where the copies are not whole."""
        try:
            copies = self._copies.read_bytes()
        except FileNotFoundError:
            return None
        if len(copies) < _ABOUT.size:
            return None
        mark, checksum, count, size = _ABOUT.unpack_from(copies)
        body = memoryview(copies)[_ABOUT.size :]
        if mark != _MARK or len(body) != _HEADERS_BYTES + count * (8 + size) or zlib.crc32(body) != checksum:
            return None
        numbers = struct.unpack_from(f"<{count}Q", body, _HEADERS_BYTES)
        begin = _HEADERS_BYTES + 8 * count
        blocks = [
            (_BLOCKS_AT + number * size, bytes(body[begin + place * size : begin + (place + 1) * size]))
            for place, number in enumerate(numbers)
        ]
        return bytes(body[:_HEADERS_BYTES]), blocks


def _part(opened: BinaryIO, place: int, size: int) -> bytes:
    opened.seek(place)
    parts = bytearray()
    while len(parts) < size and (part := opened.read(size - len(parts))):
        parts += part
    return bytes(parts)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
