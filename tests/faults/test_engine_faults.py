"""The analytic engine on a disk that fails: a transaction that succeeded is there for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from failing_writes import NIGHTLY, Faults, compiled

PROGRAM = Path(__file__).parents[1] / "building" / "engine_under_faults.py"


@pytest.mark.timeout(7200)
def test_no_failed_write_loses_a_transaction_that_succeeded(tmp_path: Path) -> None:
    # Wrong reading prevented: the engine goes on behind the torn rest of a failed commit in its write-ahead file,
    # says yes to what follows, and passes over it when the file is read again.
    faults = Faults(tmp_path / "faults", compiled(tmp_path))
    most = 2000 if NIGHTLY else 30

    ran = subprocess.run(
        [sys.executable, str(PROGRAM), "0", str(most)],
        capture_output=True, text=True, check=False, env={**os.environ, **faults.environment, "TMPDIR": str(tmp_path)},
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr[-3000:]
