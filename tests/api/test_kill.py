"""The real server, killed under load again and again: no acknowledged event is lost, none is stored twice."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest
from http_builders import a_message, make_key, served

from wegmarke.workspace import Settings, init, open_workspace

CYCLES = 200 if os.environ.get("WEGMARKE_NIGHTLY") else 6
CONNECTIONS = 100


class Client(threading.Thread):
    """Sends until the server is gone; remembers what was acknowledged. Half of its requests are batches."""

    def __init__(self, port: int, key: str, name: str) -> None:
        super().__init__()
        self.acknowledged: list[str] = []
        self.rejected = 0
        self._port = port
        self._key = key
        self._prefix = name

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Authorization": f"Bearer {self._key}"}
        try:
            for turn in range(10_000):
                ids = [f"{self._prefix}-{turn}-{one}" for one in range(10 if turn % 2 else 1)]
                messages = [a_message(messageId=one) for one in ids]
                call, body = ("batch", {"batch": [*messages, {}]}) if len(ids) > 1 else ("track", messages[0])
                connection.request("POST", f"/v1/{call}", json.dumps(body), headers)
                answer = connection.getresponse()
                said = json.loads(answer.read())
                assert answer.status == 200
                assert said["accepted"] == len(ids)
                self.acknowledged += ids
                self.rejected += len(said["rejected"])
        except (OSError, http.client.HTTPException, ValueError):
            return
        finally:
            connection.close()


@pytest.mark.kill
@pytest.mark.timeout(3600)
def test_killed_server_loses_no_acknowledged_event(tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    init(folder, Settings(name="Test")).close()
    key = make_key(folder)
    chance = random.Random(3)
    acknowledged: set[str] = set()
    rejected = 0

    for cycle in range(CYCLES):
        with served(folder, key) as server:
            clients = [Client(server.port, key, f"{cycle}-{number}") for number in range(CONNECTIONS)]
            for client in clients:
                client.start()
            while not any(client.acknowledged for client in clients):
                time.sleep(0.01)
            time.sleep(chance.uniform(0.0, 1.5))
            os.kill(server.process.pid, signal.SIGKILL)
            for client in clients:
                client.join()
        acknowledged.update(one for client in clients for one in client.acknowledged)
        rejected += sum(client.rejected for client in clients)

        with open_workspace(folder) as workspace:
            assert workspace.check() == [], f"cycle {cycle}"
            stored = {
                row["id"]
                for row in workspace.stores.engine.query("SELECT event_id::VARCHAR AS id FROM event").to_pylist()
            }
            (line,) = workspace.overview().sources
        lost = [one for one in acknowledged if event_id("shop", one) not in stored]
        assert not lost, f"cycle {cycle}: {len(lost)} of {len(acknowledged)} lost, {lost[:3]}"
        assert line.rejected >= rejected

    assert len(acknowledged) > CYCLES * 50


def event_id(source: str, message_id: str) -> str:
    digest = hashlib.sha256(f"{source}\x1f{message_id}".encode()).hexdigest()[:32]
    return "-".join([digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:]])
