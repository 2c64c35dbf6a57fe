"""A real server on disks that are small or become read-only: it refuses, is read meanwhile, and goes on by itself."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from event_ids import lost
from failing_writes import (
    ALL,
    EROFS,
    NIGHTLY,
    Fault,
    Faults,
    Sent,
    compiled,
    health,
    in_parallel,
    noise,
    recovered,
    wait_until,
)
from http_builders import make_key, served
from small_disks import a_disk, remount

from wegmarke.workspace import Settings, Workspace, init, open_workspace

SIZES = range(1, 65) if NIGHTLY else (5, 24)
LARGE_ENOUGH = 16
"""Megabytes; on a disk this large a small workspace works once three quarters of it are free."""


def test_disk_that_becomes_read_only_under_load_is_waited_out(tmp_path: Path) -> None:
    # The kernel refuses `mount -o remount,ro` while files are open for writing; a file system that gives up by
    # itself does not ask. So every write, every sync and every opening for writing fails, as it does then.
    folder, sent, faults = tmp_path / "ws", Sent(), Faults(tmp_path / "faults", compiled(tmp_path))
    init(folder, Settings(name="Test", memory_mb=512)).close()
    key, stop = make_key(folder), threading.Event()

    def load() -> None:
        while not stop.is_set():
            sent.send(server, "load", 5, noise(500))

    with served(folder, key, faults.environment) as server, open_workspace(folder) as workspace:
        threads = [threading.Thread(target=load, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        for turn in range(20 if NIGHTLY else 2):
            before = len(sent.acknowledged)
            wait_until(lambda before=before: len(sent.acknowledged) > before + 50, "events are taken")
            faults.begin(Fault("[eios]*", 1, EROFS, ALL))
            wait_until(lambda: health(server)["inbox"] == "refuses", "the door closes")
            in_parallel([lambda: read(folder)] * 12)
            assert workspace.overview().name == "Test"
            faults.end()
            recovered(server, sent, f"after {turn}")
        stop.set()
        for thread in threads:
            thread.join()
        recovered(server, sent, "last")
        # No connection that was opened meanwhile stays read-only.
        in_parallel([lambda: make_key(folder)] * 12)

    assert sent.statuses == {200, 503}
    nothing_is_lost(folder, sent)


def test_workspace_on_a_read_only_disk_says_so_and_opens_later(tmp_path: Path) -> None:
    sent = Sent()
    with a_disk(tmp_path / "disk", 64) as disk:
        folder = disk / "ws"
        init(folder, Settings(name="Test", memory_mb=256)).close()
        key = make_key(folder)
        with served(folder, key) as server:
            sent.send(server, "before", 10, noise(500))
            os.kill(server.process.pid, signal.SIGKILL)
        remount(disk, "ro")

        asked = run("check", str(folder))

        assert asked.returncode == 1
        assert "expected a disk that can be written" in asked.stderr
        remount(disk, "rw")
        nothing_is_lost(folder, sent)


@pytest.mark.timeout(7200)
def test_disk_of_any_size_runs_full_without_harm(tmp_path: Path) -> None:
    for megabytes in SIZES:
        with a_disk(tmp_path / f"disk-{megabytes}", megabytes) as disk:
            run_full(disk, megabytes, tmp_path / f"copy-{megabytes}")


def run_full(disk: Path, megabytes: int, elsewhere: Path) -> None:
    sent, folder, ballast = Sent(), disk / "ws", disk / "ballast"
    # Half of the disk is somebody else's: what is accepted until it is full has room twice when that is gone.
    ballast.write_bytes(bytes(megabytes * 500_000))
    made = run("init", str(folder), "--name", "Test")
    key = run("source", "key", str(folder), "--kind", "server", "--name", "shop")
    assert "Traceback" not in made.stderr + key.stderr
    if made.returncode or key.returncode:
        assert megabytes < LARGE_ENOUGH, made.stderr + key.stderr
        return

    with served(folder, key.stdout.split()[-1]) as server, open_workspace(folder) as workspace:
        refused = 0
        while refused < 3:
            refused = 0 if sent.send(server, "fill", 10, noise(megabytes * 500)) else refused + 1
        assert workspace.overview().name == "Test"

        ballast.unlink()
        if megabytes >= LARGE_ENOUGH:
            recovered(server, sent, f"after {megabytes} MB")

    assert sent.statuses <= {200, 503}
    # What fills the smallest disks to the brim is opened where there is room.
    shutil.copytree(folder, elsewhere)
    nothing_is_lost(elsewhere, sent)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wegmarke", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def read(folder: Path) -> None:
    """Read through a connection of its own."""
    with open_workspace(folder) as workspace:
        assert workspace.overview().name == "Test"
        workspace.rejected.rows()
        workspace.keys.list()


def nothing_is_lost(folder: Path, sent: Sent) -> None:
    with open_workspace(folder) as workspace:
        assert workspace.check() == []
        assert lost(workspace, sent.acknowledged) == []
        assert books_hold(workspace, sent)


def books_hold(workspace: Workspace, sent: Sent) -> bool:
    lines = workspace.overview().sources
    return sum(line.received for line in lines) == sum(line.stored for line in lines) >= len(sent.acknowledged)
