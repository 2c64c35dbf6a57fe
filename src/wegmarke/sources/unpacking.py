"""Opens files that may be packed, and stops a small file from becoming an endless one.

Gzip is recognised by its first bytes, not by the name. What comes out is counted while it is unpacked: a file that
grows past the limit, or a thousandfold, is refused before its rows are read any further.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from wegmarke.domain import SourceUnreadable

_GZIP = b"\x1f\x8b"
MEGABYTE = 1_000_000


class Bytes(Protocol):
    """Anything bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """How large packed files may become.

    Attributes:
        unpacked_bytes: bytes that a gzip file may hold.
        unpacked_ratio: how many times its size a gzip file may grow.
        workbook_bytes: bytes that all parts of a workbook may hold together.
        workbook_ratio: how many times its size a workbook may grow.
        workbook_entries: parts that a workbook may have.
        unjudged_bytes: up to here the ratio does not matter; a short table of equal rows packs well, too.
    """

    unpacked_bytes: int = 10_000 * MEGABYTE
    unpacked_ratio: int = 1_000
    workbook_bytes: int = 1_000 * MEGABYTE
    workbook_ratio: int = 100
    workbook_entries: int = 10_000
    unjudged_bytes: int = 10 * MEGABYTE


DEFAULT_LIMITS = UnpackLimits()


@contextmanager
def open_unpacked(path: Path, limits: UnpackLimits = DEFAULT_LIMITS) -> Iterator[Bytes]:
    """Open a file for reading, unpacked if it is gzip.

    Raises:
        SourceUnreadable: the file cannot be opened, is damaged, or grows past the limits while it is read.
    """
    with _clear_errors(path), path.open("rb") as plain:
        is_packed = plain.read(2) == _GZIP
        plain.seek(0)
        if not is_packed:
            yield plain
            return
        with gzip.GzipFile(fileobj=plain) as unpacked:
            yield _Metered(path, plain, unpacked, limits)


def first_bytes(path: Path, size: int) -> bytes:
    """Return how a file starts, unpacked; nothing for an empty one.

    Raises:
        SourceUnreadable: the file cannot be opened or is damaged at its start.
    """
    with open_unpacked(path) as opened:
        return opened.read(size)


def in_megabytes(size: int) -> str:
    """Return a size as people read it.

    >>> in_megabytes(10_000_000_000)
    '10,000 MB'
    """
    return f"{size / MEGABYTE:,.0f} MB" if size >= MEGABYTE else f"{size:,} bytes"


@dataclass(slots=True)
class _Metered:
    """Unpacked bytes, counted."""

    path: Path
    packed: IO[bytes]
    unpacked: gzip.GzipFile
    limits: UnpackLimits
    total: int = 0

    def read(self, size: int, /) -> bytes:
        part = self.unpacked.read(size)
        self.total += len(part)
        if self.total > self.limits.unpacked_bytes:
            allowed = in_megabytes(self.limits.unpacked_bytes)
            raise SourceUnreadable(
                f"{self.path.name}: expected at most {allowed} unpacked, this file holds more. "
                "Split it, or raise `unpacked_mb` in the settings if you trust it."
            )
        packed = self.packed.tell()
        if self.total > self.limits.unjudged_bytes and self.total > packed * self.limits.unpacked_ratio:
            raise SourceUnreadable(
                f"{self.path.name}: expected a file that unpacks to at most {self.limits.unpacked_ratio:,} times its "
                f"size, got {in_megabytes(self.total)} out of {packed:,} bytes. "
                "Unpack it yourself, or raise `unpacked_ratio` in the settings if you trust it."
            )
        return part


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise SourceUnreadable(f"{path}: expected a file, but there is none. Check the path.") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceUnreadable(
            f"{path.name}: expected a complete gzip file, but it is cut off or damaged ({error}). "
            "Transfer or export the file again."
        ) from error
    except OSError as error:
        raise SourceUnreadable(f"{path}: cannot be read ({error.strerror or error}). Check its permissions.") from error
