"""A real server whose n-th write fails: nothing it acknowledged is lost, and it goes on by itself."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from event_ids import lost
from failing_writes import (
    BOTH,
    EIO,
    ENOSPC,
    FOR_EVER,
    NIGHTLY,
    SYNCS,
    WRITES,
    Fault,
    Faults,
    Sent,
    compiled,
    health,
    in_parallel,
    noise,
    recovered,
)
from http_builders import Served, make_key, served

from wegmarke.domain import StoreRefuses
from wegmarke.workspace import Settings, Workspace, init, open_workspace

NUMBERS: dict[str, Sequence[int]] = {
    "inbox.sqlite3*": range(1, 301) if NIGHTLY else (1, 5),
    "state.sqlite3*": range(1, 301) if NIGHTLY else (1, 5),
    # It writes in large pieces: a hundred calls are many rounds of the sink.
    "events.duckdb*": range(1, 101) if NIGHTLY else (1, 3),
}
# Each group in a workspace of its own: events of 95 kB add up, and `check` reads them all after each fault.
CHECKPOINTS: Sequence[Sequence[int]] = [range(first, first + 15) for first in (1, 16, 31, 46)] if NIGHTLY else [(1, 4)]
MANY_SYNCS = 50


def plan(names: str) -> list[Fault]:
    """Return the faults of a store: every n with both errors, writes and syncs in turn, at times just once."""
    pairs = [(number, error) for number in NUMBERS[names] for error in (ENOSPC, EIO)]
    return [
        Fault(names, number, error, _kinds(turn, number), number + 1 if turn % 4 > 1 else FOR_EVER)
        for turn, (number, error) in enumerate(pairs)
    ]


def _kinds(turn: int, number: int) -> int:
    return (BOTH, WRITES, SYNCS)[turn % 3] if number <= MANY_SYNCS else (BOTH, WRITES)[turn % 2]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(tmp_path_factory.mktemp("library"))


@pytest.fixture
def faults(tmp_path: Path, library: Path) -> Faults:
    return Faults(tmp_path / "faults", library)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "ws"
    init(folder, Settings(name="Test", memory_mb=512)).close()
    return folder


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("names", NUMBERS)
def test_no_failed_write_costs_an_acknowledged_event(folder: Path, faults: Faults, names: str) -> None:
    key, sent = make_key(folder), Sent()

    with served(folder, key, faults.environment) as server, open_workspace(folder) as workspace:
        recovered(server, sent, "before")
        failed = sum(survive(server, workspace, faults, fault, sent) for fault in plan(names))
        # It ends cleanly on a disk that fails, too.
        faults.begin(Fault(names, 1, EIO))

    assert failed >= len(NUMBERS[names])
    assert faults.lies() == 0
    nothing_is_lost(folder, sent)


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("numbers", CHECKPOINTS, ids=lambda numbers: f"from {numbers[0]}")
def test_no_failed_checkpoint_costs_an_acknowledged_event(folder: Path, faults: Faults, numbers: Sequence[int]) -> None:
    # The engine folds its write-ahead file in after 16 MiB, and gives the whole database up when that fails.
    key, sent = make_key(folder), Sent()
    points = [
        Fault("events.duckdb", number, (ENOSPC, EIO)[turn % 2], BOTH, (number + 1, FOR_EVER)[turn // 2 % 2])
        for turn, number in enumerate(numbers)
    ]

    with served(folder, key, faults.environment) as server, open_workspace(folder) as workspace:
        recovered(server, sent, "before")
        failed = sum(survive(server, workspace, faults, fault, sent, large=True) for fault in points)

    assert failed >= len(points)
    assert faults.lies() == 0
    nothing_is_lost(folder, sent)


def survive(
    server: Served, workspace: Workspace, faults: Faults, fault: Fault, sent: Sent, *, large: bool = False
) -> int:
    """Load a server whose writes fail; it answers, is read meanwhile, and recovers when they no longer do.

    Returns:
        How many calls failed.
    """
    faults.begin(fault)
    # The engine writes a few times in each run of the sink, and the sink runs twice a second.
    # Under large events it folds its write-ahead file in every few seconds, later where the machine is busy.
    until = time.monotonic() + (40 if large else 2 + fault.first / 8)
    while not faults.counted()[1] and time.monotonic() < until:
        sizes = (40, lambda: "x" * 95_000) if large else (10, noise(2000))
        in_parallel([lambda sizes=sizes: sent.send(server, str(fault), *sizes)] * 2)  # type: ignore[misc]
        read(workspace, fault)
    time.sleep(0.05)
    read(workspace, fault)
    assert health(server)["inbox"] in ("ok", "refuses")
    _, failed = faults.end()
    recovered(server, sent, f"after {fault}")
    assert workspace.check() == [], fault
    return failed


def read(workspace: Workspace, fault: Fault) -> None:
    """Read while the disk fails."""
    # Given up in the middle of a commit, on a disk that does not even take the torn rest away, the analytic
    # database cannot be read; it says why, and comes back with the disk.
    may_refuse = fault.last == FOR_EVER and fault.names.startswith("events")
    with contextlib.suppress(StoreRefuses) if may_refuse else contextlib.nullcontext():
        assert workspace.overview().name == "Test", fault


def nothing_is_lost(folder: Path, sent: Sent) -> None:
    """Compare what clients know with what another process finds, on a disk that is well."""
    assert sent.statuses <= {200, 503}
    assert not sent.gone
    with open_workspace(folder) as workspace:
        assert workspace.check() == []
        assert lost(workspace, sent.acknowledged) == []
        assert workspace.overview().events >= len(sent.acknowledged)


OPENINGS = [
    Fault(names, number, (ENOSPC, EIO)[number % 2])
    for names, most in (("owner.lock", 1), ("inbox.sqlite3*", 30), ("state.sqlite3*", 30), ("events.duckdb*", 10))
    for number in (range(1, most + 1) if NIGHTLY else [(most + 1) // 2])
]


@pytest.mark.timeout(1200)
def test_workspace_that_cannot_be_opened_says_so_and_stays_whole(folder: Path, faults: Faults) -> None:
    key, sent = make_key(folder), Sent()
    with served(folder, key) as server:
        sent.send(server, "before", 10, noise(2000))
        os.kill(server.process.pid, signal.SIGKILL)

    failed = 0
    for fault in OPENINGS:
        faults.begin(fault)
        asked = subprocess.run(
            [sys.executable, "-m", "wegmarke", "check", str(folder)],
            capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **faults.environment},
        )  # fmt: skip
        # Where only the tidying up at the end fails, nothing is said.
        said = ("all invariants hold", "disk ")[asked.returncode]
        assert said in asked.stdout + asked.stderr, (fault, asked)
        assert "Traceback" not in asked.stderr, fault
        failed += faults.end()[1] > 0

    assert failed >= 3
    nothing_is_lost(folder, sent)


def test_sync_that_is_only_tried_again_would_be_noticed(tmp_path: Path, faults: Faults) -> None:
    file = tmp_path / "file"
    program = (
        "import os, sys; d = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)\n"
        "for again in (b'', b'more'):\n"
        "    os.write(d, b'a')\n"
        "    try: os.fsync(d)\n"
        "    except OSError: again and os.write(d, again)\n"
        "    os.fsync(d)\n"
    )
    faults.begin(Fault("file", 1, EIO, SYNCS, 1))

    subprocess.run(
        [sys.executable, "-c", program, str(file)], check=True, timeout=60, env={**os.environ, **faults.environment}
    )

    assert (faults.end(), faults.lies()) == ((4, 1), 1)
