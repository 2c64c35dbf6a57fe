"""The analytic engine on a disk that fails: a transaction that succeeded is there for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from failing_writes import NIGHTLY, Faults, compiled

BUILDING = Path(__file__).parents[1] / "building"
PROGRAM = BUILDING / "engine_under_faults.py"


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


@pytest.mark.timeout(7200)
def test_no_torn_write_of_the_database_file_makes_it_unreadable(tmp_path: Path) -> None:
    # Wrong reading prevented: the engine fills up blocks of its metadata in place, and half of such a block leaves a
    # file that it calls corrupt.
    faults = Faults(tmp_path / "faults", compiled(tmp_path))
    rounds = "40" if NIGHTLY else "2"

    ran = subprocess.run(
        [sys.executable, str(BUILDING / "folding_under_faults.py"), "14", rounds],
        capture_output=True, text=True, check=False, env={**os.environ, **faults.environment, "TMPDIR": str(tmp_path)},
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr[-3000:]
    assert int(ran.stdout) > 0, "no block was torn: nothing was tried"
