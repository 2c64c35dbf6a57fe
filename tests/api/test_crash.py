"""A real server whose reader process is killed, and one whose reader crashes on a message."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path

import psutil
import pytest
from event_ids import lost
from failing_writes import Sent, noise
from http_builders import a_message, make_key, served

from wegmarke.workspace import Settings, init, open_workspace

pytestmark = pytest.mark.kill

# A library that fails in C, on one message: what Python can catch is tested elsewhere.
BROKEN = """
import ctypes
import wegmarke.ingest.reader as reader

real = reader._decode_parcels

def decode(frame):
    if b"bomb" in frame:
        ctypes.string_at(0)
    return real(frame)

reader._decode_parcels = decode
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "ws"
    init(folder, Settings(name="Test")).close()
    return folder


def test_message_that_crashes_the_reader_twice_is_kept_and_the_others_go_on(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BROKEN, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    key, stop, sent = make_key(folder), threading.Event(), Sent()

    with served(folder, key, {"PYTHONPATH": paths}) as server:

        def load() -> None:
            while not stop.is_set():
                sent.send(server, "beside", 3, noise(20))

        threads = [threading.Thread(target=load, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        answers = [server.post("track", a_message(messageId=f"bomb-{turn}")) for turn in range(2)]
        stop.set()
        for thread in threads:
            thread.join()

    assert [(status, answer["code"]) for status, answer, _ in answers] == [(422, "crashed")] * 2
    assert sent.statuses == {200}
    with open_workspace(folder) as workspace:
        assert workspace.check() == []
        assert lost(workspace, sent.acknowledged) == []
        rows = workspace.rejected.rows()
    assert sorted(json.loads(row.payload)["messageId"] for row in rows) == ["bomb-0", "bomb-1"]
    assert all("Segmentation fault" in row.message and "string_at" in row.message for row in rows), rows


def test_killed_reader_costs_no_request(folder: Path) -> None:
    key, stop, sent = make_key(folder), threading.Event(), Sent()

    with served(folder, key) as server:

        def load() -> None:
            while not stop.is_set():
                sent.send(server, "load", 20, noise(200))

        threads = [threading.Thread(target=load, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        process = psutil.Process(server.process.pid)
        for _ in range(8):
            for reader in process.children():
                reader.send_signal(signal.SIGKILL)
            before = len(sent.acknowledged)
            until = time.monotonic() + 30
            while len(sent.acknowledged) < before + 100 and time.monotonic() < until:
                time.sleep(0.01)
        stop.set()
        for thread in threads:
            thread.join()

    assert sent.statuses == {200}
    with open_workspace(folder) as workspace:
        assert workspace.check() == []
        assert lost(workspace, sent.acknowledged) == []
        assert workspace.rejected.rows() == []
