"""Benchmarks are run rarely, and must not be found broken then."""

from __future__ import annotations

import subprocess
import sys

_IMPORTED = """
import importlib, pathlib
from benchmarks.__main__ import NAMES
found = {file.stem for file in pathlib.Path("benchmarks").glob("*.py")} - {"__init__", "__main__"}
for name in sorted(found | set(NAMES)):
    importlib.import_module(f"benchmarks.{name}")
"""


def test_every_benchmark_can_be_imported(root):
    done = subprocess.run(
        [sys.executable, "-c", _IMPORTED], cwd=root, capture_output=True, text=True, check=False, timeout=120
    )

    assert done.returncode == 0, done.stderr
