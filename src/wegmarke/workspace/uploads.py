"""Uploaded files that wait to be imported, each in a folder of its own beside what is known about it.

`files/uploads/ID/` holds `import.json` (what became of the file, without content of rows) and, until the file is
imported, `upload/NAME`, `draft.json`, `recipe.yaml` and `check.json`, which may hold personal values. Every document
is replaced as a whole, so that a kill leaves the old or the new one.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from wegmarke.domain import Clock, NotFound, StoreRefuses, UsageError
from wegmarke.domain.imports import FileImport, ImportStatus
from wegmarke.workspace.room import Room

_ID = re.compile(r"[0-9a-f]{16}")
_RECORD = "import.json"
_FILES = ("upload", "draft.json", "recipe.yaml", "check.json")
_LONGEST_NAME_BYTES = 150
_ROOM_EVERY_BYTES = 16 << 20
WAITING_DAYS = 7
"""Days after which an uploaded file that nobody imports is removed."""


class Uploads:
    """The folder of uploaded files."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def receive(self, name: str, most_bytes: int) -> Receiving:
        """Begin to receive a file of that name and at most so many bytes."""
        place = self._folder / secrets.token_hex(8)
        for folder in (self._folder, place, place / "upload"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Receiving(self, place, safe_name(name), most_bytes)

    def add(self, place: Path, file: str, size: int) -> FileImport:
        """Write down a file that was received."""
        now = self._clock.now()
        record = FileImport(place.name, file, size, now, now)
        self.put(record)
        return record

    def all(self) -> list[FileImport]:
        """Return all imports, the newest first."""
        found = [self._read(entry / _RECORD) for entry in self._entries() if (entry / _RECORD).is_file()]
        return sorted(found, key=lambda record: (record.created_at, record.id), reverse=True)

    def get(self, id_: str) -> FileImport:
        """Return one import.

        Raises:
            NotFound: it does not exist, or not any more.
        """
        place = self.place(id_) / _RECORD
        if not place.is_file():
            raise _gone(id_)
        return self._read(place)

    def put(self, record: FileImport) -> None:
        """Write an import down, durably."""
        self.write(record.id, _RECORD, msgspec.json.encode(record))

    def change(self, record: FileImport, **changes: Any) -> FileImport:  # noqa: ANN401  # fields of the record
        """Write an import down with some fields changed, as of now."""
        changed = replace(record, **{"changed_at": self._clock.now(), **changes})
        self.put(changed)
        return changed

    def file(self, record: FileImport) -> Path:
        """Return where the uploaded file is.

        Raises:
            NotFound: it was removed.
        """
        path = self.place(record.id) / "upload" / record.file
        if not path.is_file():
            raise NotFound(f"{record.file}: the uploaded file was removed. Upload it again.")
        return path

    def place(self, id_: str) -> Path:
        """Return the folder of an import, which need not exist."""
        if not _ID.fullmatch(id_):
            raise _gone(id_)
        return self._folder / id_

    def read(self, id_: str, name: str) -> bytes | None:
        """Return a document beside an import, None if there is none."""
        path = self.place(id_) / name
        return path.read_bytes() if path.is_file() else None

    def write(self, id_: str, name: str, content: bytes) -> None:
        """Replace a document beside an import, durably and as a whole."""
        write_whole(self.place(id_) / name, content)

    def remove(self, id_: str, name: str) -> None:
        """Remove a document beside an import."""
        (self.place(id_) / name).unlink(missing_ok=True)

    def clear(self, record: FileImport) -> None:
        """Remove the uploaded file and everything that may hold values of its rows."""
        for name in _FILES:
            path = self.place(record.id) / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def erase(self, id_: str) -> None:
        """Remove an import with everything it holds; what was stored of it stays stored."""
        shutil.rmtree(self.place(id_), ignore_errors=True)

    def tidy(self, kept_days: int) -> None:
        """Remove uploads that broke off, files nobody imports, and what is known about old imports.

        Only to be called when nothing is received.

        Args:
            kept_days: days after which an import is forgotten.
        """
        now = self._clock.now()
        for entry in self._entries():
            record = self._read(entry / _RECORD) if (entry / _RECORD).is_file() else None
            if record is None or _is_older(record, now, kept_days):
                shutil.rmtree(entry, ignore_errors=True)
            elif record.status is ImportStatus.DONE:
                self.clear(record)
            elif _is_older(record, now, WAITING_DAYS):
                self.erase(record.id)

    def _entries(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return sorted(entry for entry in self._folder.iterdir() if _ID.fullmatch(entry.name))

    def _read(self, path: Path) -> FileImport:
        return msgspec.json.decode(path.read_bytes(), type=FileImport)


class Receiving:
    """A file on its way in, written to the disk as it comes."""

    def __init__(self, uploads: Uploads, place: Path, name: str, most_bytes: int) -> None:
        self._uploads = uploads
        self._place = place
        self._name = name
        self._most_bytes = most_bytes
        self._size = 0
        self._room = Room(place)
        self._target = (place / "upload" / name).open("xb")

    def write(self, part: bytes) -> None:
        """Write the next bytes.

        Raises:
            UsageError: the file is larger than allowed.
            StoreRefuses: the disk is nearly full.
        """
        looked, self._size = self._size // _ROOM_EVERY_BYTES, self._size + len(part)
        if self._size > self._most_bytes:
            raise UsageError(too_large(self._name, self._most_bytes))
        if (
            looked != self._size // _ROOM_EVERY_BYTES or self._size == len(part)
        ) and not self._room.is_enough_to_accept():
            raise StoreRefuses("The disk is nearly full: the file was not taken. Free some room and try again.")
        self._target.write(part)

    def finish(self) -> FileImport:
        """Write the file down as received.

        Raises:
            UsageError: it is empty.
        """
        if not self._size:
            self.abandon()
            raise UsageError(f"{self._name}: expected rows, but the file is empty. Choose another file.")
        self._target.flush()
        os.fsync(self._target.fileno())
        self._target.close()
        return self._uploads.add(self._place, self._name, self._size)

    def abandon(self) -> None:
        """Remove what came so far."""
        self._target.close()
        shutil.rmtree(self._place, ignore_errors=True)


def too_large(name: str, most_bytes: int) -> str:
    """Return the message for a file that is larger than allowed."""
    return (
        f"{name}: expected a file of at most {most_bytes // 1_000_000:,} MB; this one is larger. Split or pack it "
        "(gzip), raise `upload_mb` in the settings, or use `wegmarke source import`."
    )


def safe_name(given: str) -> str:
    r"""Return the name of an uploaded file as it may stand in a folder, whatever a sender called it.

    >>> safe_name("../../etc/leads 2025.csv"), safe_name("C:\\tmp\\a.xlsx"), safe_name("..")
    ('leads 2025.csv', 'a.xlsx', 'file')
    """
    last = re.split(r"[\\/]", given)[-1]
    kept = "".join(sign if sign.isprintable() else "_" for sign in unicodedata.normalize("NFC", last))
    kept = kept.strip(" .")
    stem, dot, ending = kept.rpartition(".") if "." in kept else (kept, "", "")
    while len((stem + dot + ending).encode()) > _LONGEST_NAME_BYTES:
        stem, ending = (stem[:-1], ending) if stem else (stem, ending[:-1])
    return stem + dot + ending or "file"


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place of another one, so that a kill leaves the old or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_older(record: FileImport, now: datetime, days: int) -> bool:
    return now - record.changed_at > timedelta(days=days)


def _gone(id_: str) -> NotFound:
    return NotFound(f"import: expected one that exists; got {id_[:40]!r}, which does not exist or no longer exists.")
