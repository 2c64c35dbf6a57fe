"""Columns as files of a folder, one per column, mapped into memory instead of read.

A base is worth keeping: after a restart it is there at once, and the system may take its pages back when memory is
short, which it cannot do with arrays. A folder says of which state of the touch table it is; any other is not used.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wegmarke.paths.index.columns import TOUCH_COLUMNS, Columns

_FORMAT = 2
_ABOUT = "about.json"
_NAMES = ("units", "starts", *TOUCH_COLUMNS)


def write_columns(columns: Columns, folder: Path, state: str) -> Columns:
    """Write columns to a folder, in the place of what it held, and return them mapped from there.

    Args:
        columns: the paths.
        folder: made anew; readers of the earlier files keep them until they are done.
        state: says of which state of the touch table these are.
    """
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, column in columns.all():
        _write(fresh / f"{name}.npy", column)
    about = {"format": _FORMAT, "state": state, "touches": columns.touches, "units": columns.units.size}
    (fresh / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    return _mapped(folder)


def open_columns(folder: Path, state: str) -> Columns | None:
    """Return the columns of a folder if they are whole and of this state, or nothing."""
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        if about["format"] != _FORMAT or about["state"] != state:
            return None
        columns = _mapped(folder)
    except (OSError, ValueError, KeyError, TypeError):
        # whatever is wrong with the files, the touch table has it all
        return None
    sizes = {getattr(columns, name).size for name in TOUCH_COLUMNS}
    whole = sizes == {about["touches"]} and columns.units.size == about["units"] == columns.starts.size - 1
    return columns if whole and columns.touches == about["touches"] else None


def _write(file: Path, column: npt.NDArray[np.generic]) -> None:
    with file.open("wb") as opened:
        np.save(opened, column)
        opened.flush()
        # after a power cut a file of the right length may hold zeros, which nobody would notice
        os.fsync(opened.fileno())


def _mapped(folder: Path) -> Columns:
    return Columns(**{name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _NAMES})
