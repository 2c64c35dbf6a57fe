"""Snapshots as files of a folder, one per column, mapped into memory instead of read.

After a restart they are there at once, and the system may take pages of a base back when memory is short, which it
cannot do with arrays. `contents.json` names the folders of one base and one delta, the state of the touches they are
of, and a checksum of every file. It is written last and in one step, and folders are never written twice: whatever is
killed when, it names files that are whole, or there is none. A file that changed since is not used.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wegmarke.paths.index.columns import TOUCH_COLUMNS, Columns
from wegmarke.paths.index.snapshot import Snapshot

_FORMAT = 4
_CONTENTS = "contents.json"
_KINDS: Mapping[str, type[np.generic]] = {"units": np.int64, "starts": np.int64, **TOUCH_COLUMNS}
_REPLACED = "replaced"
_PORTION = 1 << 24


class SnapshotFiles:
    """A folder that keeps one snapshot; one process writes it."""

    def __init__(self, folder: Path) -> None:
        """Make nothing yet; the folder may be missing."""
        self._folder = folder
        self._base: tuple[Columns, dict[str, Any]] | None = None

    def write(self, base: Columns, state: str) -> Columns:
        """Write a base in the place of what the folder held, and return it mapped from there.

        Readers of the earlier files keep them until they are done.

        Args:
            base: the paths.
            state: names the state of the touches these are of.

        Raises:
            OSError: when the disk does not take them; what the folder held may be gone.
        """
        about = self._write("base", dict(base.all()))
        self._name(state, about, None)
        mapped = Columns(**self._mapped(about))
        self._base = (mapped, about)
        return mapped

    def keep(self, snapshot: Snapshot) -> None:
        """Write a snapshot; its base only where that does not stand here already.

        Raises:
            OSError: as `write` does.
        """
        if self._base is None or self._base[0] is not snapshot.base:
            self.write(snapshot.base, "")
        assert self._base is not None, "the base was just written"
        changed = None
        if snapshot.replaced.size:
            changed = self._write("delta", {**dict(snapshot.delta.all()), _REPLACED: snapshot.replaced})
        self._name(snapshot.state, self._base[1], changed)

    def open(self, state: str) -> Snapshot | None:
        """Return the snapshot of this state of the touches if it is here and whole, or nothing."""
        try:
            about = json.loads((self._folder / _CONTENTS).read_text(encoding="utf-8"))
            if (about["format"], about["order"], about["state"]) != (_FORMAT, sys.byteorder, state) or not state:
                return None
            base = Columns(**self._checked(about["base"]))
            snapshot = Snapshot.of(base, state)
            if about["delta"] is not None:
                columns = self._checked(about["delta"])
                replaced = columns.pop(_REPLACED)
                snapshot = Snapshot(base, Columns(**columns), replaced, state)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # whatever is wrong with the files, the touch table has it all
            return None
        self._base = (base, about["base"])
        return snapshot

    def _write(self, what: str, columns: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, Any]:
        folder = self._folder / f"{what}-{1 + max([0, *self._numbers()])}"
        folder.mkdir(parents=True)
        said = {name: [column.size, _write_column(folder / name, column)] for name, column in columns.items()}
        _sync(folder)
        return {"folder": folder.name, "columns": said}

    def _numbers(self) -> Iterator[int]:
        for found in self._folder.glob("*-*"):
            with contextlib.suppress(ValueError):
                yield int(found.name.rpartition("-")[2])

    def _name(self, state: str, base: dict[str, Any], delta: dict[str, Any] | None) -> None:
        about = {"format": _FORMAT, "order": sys.byteorder, "state": state, "base": base, "delta": delta}
        fresh = self._folder / f"{_CONTENTS}.new"
        with fresh.open("w", encoding="utf-8") as opened:
            json.dump(about, opened)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.rename(self._folder / _CONTENTS)
        _sync(self._folder)
        kept = {part["folder"] for part in (base, delta) if part is not None}
        for found in self._folder.glob("*-*"):
            if found.name not in kept:
                shutil.rmtree(found, ignore_errors=True)

    def _mapped(self, about: dict[str, Any]) -> dict[str, Any]:
        """Map the columns of a folder; a file of another length is refused."""
        columns: dict[str, npt.NDArray[np.generic]] = {}
        for name, (size, _) in about["columns"].items():
            kind, file = np.dtype(_KINDS.get(name, np.int64)), self._folder / about["folder"] / name
            if file.stat().st_size != size * kind.itemsize:
                raise ValueError(f"{file}: expected {size} values")
            # nothing cannot be mapped
            columns[name] = np.memmap(file, kind, "r", shape=(size,)) if size else np.empty(0, kind)
        return columns

    def _checked(self, about: dict[str, Any]) -> dict[str, Any]:
        columns = self._mapped(about)
        for name, (_, checksum) in about["columns"].items():
            if zlib.crc32(columns[name].data) != checksum:
                raise ValueError(f"{name}: its bytes are not those that were written")
        return columns


def _write_column(file: Path, column: npt.NDArray[np.generic]) -> int:
    """Write a column and return the checksum of what was meant to be written."""
    data, checksum = np.ascontiguousarray(column).view(np.uint8), 0
    with file.open("xb") as opened:
        for begin in range(0, data.size, _PORTION):
            portion = data[begin : begin + _PORTION].data
            checksum = zlib.crc32(portion, checksum)
            opened.write(portion)
        opened.flush()
        # after a power cut a file of the right length may hold zeros
        os.fsync(opened.fileno())
    return checksum


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
