"""Public programs from the npm registry that tests ask for their opinion; installed once into a cache folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "wegmarke-tests" / "npm"


def npm_package(name: str) -> Path:
    """Return the folder of an installed package, or skip the test with the reason why there is none."""
    folder = _CACHE / name
    place = folder / "node_modules" / name
    if place.is_dir():
        return place
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node.js is not on this machine; the public program cannot be asked")
    folder.mkdir(parents=True, exist_ok=True)
    words = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", "--prefix", str(folder), name]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=240, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"the npm registry did not give {name} in time")
    if done.returncode != 0 or not place.is_dir():
        pytest.skip(f"the npm registry did not give {name}: {done.stderr.strip()[-200:]}")
    return place
