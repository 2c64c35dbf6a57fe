"""Disks in memory that tests may fill and make read-only; only root can mount them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def a_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk of this size, or skip."""
    place.mkdir()
    try:
        made = _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(place))
    except OSError:
        made = False
    if not made:
        pytest.skip("only root may mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def remount(place: Path, how: str) -> None:
    """Make a mounted disk read-only (`ro`) or writable again (`rw`); nothing on it may be open for writing."""
    assert _mount("-o", f"remount,{how}", str(place))


def _mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0
