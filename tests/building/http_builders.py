"""Build messages, read them, and serve a workspace for tests of the door for events."""

from __future__ import annotations

import base64
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands import Begun, begun

from wegmarke.domain.write_keys import KeyKind
from wegmarke.sources import http as door
from wegmarke.workspace import open_workspace

RECEIVED = 1_741_003_200_000_000  # 2025-03-03T12:00:00Z
SERVER = door.Sender("shop")
BROWSER = door.Sender("site", is_browser=True, event_types=frozenset({"quote_requested"}))


def a_message(**changes: object) -> dict[str, object]:
    """Return a track message; None takes a member out."""
    message = {"type": "track", "messageId": "m1", "event": "Quote Sent", "userId": "u1", **changes}
    return {name: value for name, value in message.items() if value is not None}


def is_nobody(value: str) -> bool:
    return value.strip().lower() in ("", "null", "guest")


def read_body(
    body: bytes | object, *, call: str = "track", sender: door.Sender = SERVER, **parcel: Any
) -> door.Portion:
    """Read one request; anything but bytes is written as JSON first."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    (portion,) = door.read_round(
        [door.Parcel(sender, call, RECEIVED, raw, **parcel)], door.Habits("Europe/Berlin"), is_nobody
    )
    return portion


def read_batch(messages: Sequence[object], **parcel: Any) -> door.Portion:
    return read_body({"batch": list(messages)}, call="batch", **parcel)


def event_of(message: dict[str, object], **parcel: Any) -> dict[str, Any]:
    """Return the one event a message becomes."""
    portion = read_body(message, call=str(message["type"]), **parcel)
    assert not portion.summaries[0].refusals, portion.summaries[0].refusals
    (event,) = portion.events.to_pylist()
    return dict(event)


def reason_of(body: bytes | object, **parcel: Any) -> str:
    """Return why the one message of a body is no event."""
    portion = read_body(body, **parcel)
    assert portion.events.num_rows == 0
    (refusal,) = portion.summaries[0].refusals
    return refusal.reason


@dataclass(frozen=True)
class Served:
    """A server process.

    Attributes:
        process: the process.
        port: where it listens.
        key: a server key.
    """

    process: subprocess.Popen[str] | Begun
    port: int
    key: str

    def post(
        self, call: str, body: bytes | object, *, key: str | None = "", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Return status, answer and headers; `key=None` sends none."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {} if key is None else {"Authorization": f"Bearer {key or self.key}"}
        return self.ask("POST", f"/v1/{call}", raw, {**given, **(headers or {})})

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            text = answer.read()
            found = {name.lower(): value for name, value in answer.getheaders()}
            is_json = found.get("content-type", "").startswith("application/json")
            return answer.status, json.loads(text) if text and is_json else {}, found
        finally:
            connection.close()


def basic(key: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}


def make_key(folder: Path, kind: KeyKind = KeyKind.SERVER, name: str = "shop", **more: Any) -> str:
    with open_workspace(folder) as workspace:
        return workspace.keys.make(kind, name, **more).text


@contextmanager
def served(folder: Path, key: str, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Serve a workspace in a process of its own, as the command line does.

    With an `environment` it is a new one, which meets that environment from its first moment on.
    """
    words = ["serve", str(folder), "--no-browser", "--port", "0"]
    if environment is None:
        with begun(*words) as server:
            yield Served(server, _port(server.first_line), key)
        return
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "-m", "wegmarke", *words]
    with subprocess.Popen(command, **pipes, env={**os.environ, **environment}) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield Served(process, _port(line), key)
        finally:
            process.terminate()
            _, complained = process.communicate(timeout=60)
            assert "Traceback" not in complained, complained


def _port(line: str) -> int:
    return int(line.partition("127.0.0.1:")[2].split()[0])
