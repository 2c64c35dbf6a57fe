"""Opens the ZIP archive of a workbook, and refuses it before it can grow without end.

The directory of the archive is judged first: how many parts, how large they say they become, archives among them.
What the directory says may be a lie, so the bytes are counted again while a part is unpacked.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.unpacking import UnpackLimits, in_megabytes

_PIECE_BYTES = 1 << 18
_ENCRYPTED = 0x1
_NESTED = (".zip", ".xlsx", ".xlsm", ".docx", ".pptx", ".jar", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# The end of an archive, where it says how large its directory is.
_DIRECTORY_END, _TAIL_BYTES, _SEE_ELSEWHERE = b"PK\x05\x06", 65_557, 0xFFFFFFFF
_ENTRY_BYTES = 400
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


class Archive:
    """The parts of a workbook.

    Attributes:
        file: name of the file, for messages.
    """

    def __init__(self, path: Path, packed: zipfile.ZipFile, limits: UnpackLimits) -> None:
        self.file = path.name
        self._packed = packed
        self._limits = limits
        self._unpacked: dict[str, int] = {}
        self._names = {name.casefold().lstrip("/"): name for name in packed.namelist()}

    def has(self, part: str) -> bool:
        """Tell whether there is a part of that name; capitals do not matter."""
        return part.casefold() in self._names

    def pieces(self, part: str) -> Iterator[bytes]:
        """Unpack a part piece by piece; an empty piece ends it.

        Raises:
            SourceUnreadable: there is no such part, it is damaged, or the workbook grows past its limit.
        """
        name = self._names.get(part.casefold())
        if name is None:
            raise SourceUnreadable(
                f"{self.file}: expected a workbook, but its part {part!r} is missing. Save it again as .xlsx."
            )
        with clear_errors(self.file), self._packed.open(name) as unpacked:
            self._unpacked[name] = 0
            while piece := unpacked.read(_PIECE_BYTES):
                self._unpacked[name] += len(piece)
                if sum(self._unpacked.values()) > self._limits.workbook_bytes:
                    raise _too_large(self.file, self._limits)
                yield piece
        yield b""


@contextmanager
def open_archive(path: Path, limits: UnpackLimits) -> Iterator[Archive]:
    """Open a workbook.

    Raises:
        SourceUnreadable: it is no workbook, is damaged or locked by a password, or would become too large.
    """
    with clear_errors(path.name):
        _refuse_old(path)
        _refuse_crowded(path, limits)
        with zipfile.ZipFile(path) as packed:
            _judge(path, packed.infolist(), limits)
            yield Archive(path, packed, limits)


@contextmanager
def clear_errors(file: str) -> Iterator[None]:
    """Turn errors of the archive into one that names the file."""
    try:
        yield
    except FileNotFoundError as error:
        raise SourceUnreadable(f"{file}: expected a file, but there is none. Check the path.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceUnreadable(
            f"{file}: expected a workbook (.xlsx), but it is cut off or damaged ({error}). Save or transfer it again."
        ) from error
    except OSError as error:
        raise SourceUnreadable(f"{file}: cannot be read ({error.strerror or error}). Check its permissions.") from error


def _refuse_old(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD_WORKBOOK:
        raise SourceUnreadable(
            f"{path.name}: expected a workbook (.xlsx), got an old one (.xls) or one locked by a password. "
            "Save it without a password as .xlsx."
        )


def _refuse_crowded(path: Path, limits: UnpackLimits) -> None:
    """Refuse an archive whose directory alone is too large to be read."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _TAIL_BYTES, 0))
        tail = file.read()
    place = tail.rfind(_DIRECTORY_END)
    record = tail[place : place + 22]
    if place >= 0 and len(record) == 22:
        size = struct.unpack("<L", record[12:16])[0]
        if limits.workbook_entries * _ENTRY_BYTES < size < _SEE_ELSEWHERE:
            raise _too_many_parts(path, limits)


def _judge(path: Path, parts: list[zipfile.ZipInfo], limits: UnpackLimits) -> None:
    """Refuse an archive for what its directory says."""
    if len(parts) > limits.workbook_entries:
        raise _too_many_parts(path, limits)
    names = [part.filename for part in parts]
    _refuse_others(path, names)
    for part in parts:
        if part.flag_bits & _ENCRYPTED or part.compress_type not in _METHODS:
            raise SourceUnreadable(
                f"{path.name}: expected a workbook without password, but {part.filename[:100]!r} cannot be unpacked. "
                "Save it again as .xlsx without one."
            )
    total = sum(part.file_size for part in parts)
    if total > limits.workbook_bytes:
        raise _too_large(path.name, limits)
    packed = max(path.stat().st_size, 1)
    if total > limits.unjudged_bytes and total > packed * limits.workbook_ratio:
        raise SourceUnreadable(
            f"{path.name}: expected a workbook that unpacks to at most {limits.workbook_ratio} times its size, this "
            f"one makes {in_megabytes(total)} out of {packed:,} bytes. Save the sheet as CSV and import that."
        )


def _refuse_others(path: Path, names: list[str]) -> None:
    """Refuse archives that are no workbook, and workbooks that hold archives."""
    lowered = [name.casefold().lstrip("/") for name in names]
    if "xl/workbook.bin" in lowered:
        raise SourceUnreadable(f"{path.name}: expected a workbook (.xlsx), got a binary one. Save it as .xlsx.")
    if "content.xml" in lowered and "mimetype" in lowered:
        raise SourceUnreadable(f"{path.name}: expected a workbook (.xlsx), got an OpenDocument. Save it as .xlsx.")
    if "[content_types].xml" not in lowered:
        raise SourceUnreadable(
            f"{path.name}: expected a workbook (.xlsx), got a ZIP archive of other files. Unpack it and import them."
        )
    nested = next((name for name in names if name.casefold().endswith(_NESTED)), None)
    if nested is not None:
        raise SourceUnreadable(
            f"{path.name}: expected a workbook without archives inside, got {nested[:100]!r}. "
            "Save the sheet alone in a new workbook."
        )


def _too_many_parts(path: Path, limits: UnpackLimits) -> SourceUnreadable:
    return SourceUnreadable(
        f"{path.name}: expected a workbook of at most {limits.workbook_entries:,} parts, got more. "
        "Save the sheet alone in a new workbook."
    )


def _too_large(file: str, limits: UnpackLimits) -> SourceUnreadable:
    return SourceUnreadable(
        f"{file}: expected a workbook of at most {in_megabytes(limits.workbook_bytes)} unpacked, this one holds more. "
        "Save the sheet as CSV and import that, or raise `workbook_mb` in the settings if you trust it."
    )
