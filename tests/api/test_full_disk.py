"""A real server on a small disk that fills up: it refuses cleanly, goes on reading, and recovers by itself."""

from __future__ import annotations

import json
import os
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from http_builders import Served, a_message, make_key, served

from wegmarke.workspace import Settings, init, open_workspace

SIZE_MB, BALLAST_MB = 240, 130


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "none", str(place)]
    try:
        mounted = subprocess.run(options, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_full_disk_is_refused_and_goes_by(small_disk: Path) -> None:
    folder = small_disk / "ws"
    init(folder, Settings(name="Test", memory_mb=256)).close()
    key = make_key(folder)
    (small_disk / "ballast").write_bytes(os.urandom(BALLAST_MB * 1_000_000))
    with served(folder, key) as server:
        accepted, statuses = fill(server)
        assert statuses[-1] == 503
        assert set(statuses) == {200, 503}
        status, health, _ = server.ask("GET", "/healthz")
        assert (status, health["inbox"]) == (200, "refuses")
        with open_workspace(folder) as workspace:
            assert workspace.overview().name == "Test"

        (small_disk / "ballast").unlink()
        accepted += recovered(server)
        with open_workspace(folder) as workspace:
            settle(workspace, accepted)
            assert workspace.check() == []
            (line,) = workspace.overview().sources
    assert (line.received, line.stored) == (accepted, accepted)
    with open_workspace(folder) as workspace:
        assert workspace.check() == []
        assert workspace.overview().events == accepted


def fill(server: Served) -> tuple[int, list[int]]:
    """Send incompressible batches until three are refused in a row."""
    accepted, statuses = 0, []
    while statuses[-3:] != [503] * 3:
        messages = [a_message(messageId=str(uuid.uuid4()), properties={"a": os.urandom(4000).hex()}) for _ in range(50)]
        status, answer, headers = server.post("batch", {"batch": messages})
        assert status == 200 or "retry-after" in headers
        accepted += answer["accepted"]
        statuses.append(status)
        assert len(statuses) < 2000
    return accepted, statuses


def recovered(server: Served) -> int:
    """Send one event until it is taken."""
    body = json.dumps(a_message(messageId="later")).encode()
    for _ in range(300):
        status, answer, _ = server.post("track", body)
        if status == 200:
            return int(answer["accepted"])
        time.sleep(0.1)
    raise AssertionError("the door did not open again")


def settle(workspace, events: int) -> None:
    begun = time.perf_counter()
    while workspace.overview().events < events:
        assert time.perf_counter() - begun < 60, (workspace.overview(), workspace.check())
        time.sleep(0.2)
