"""Call the process that owns a workspace."""

from __future__ import annotations

import json
import socket
import threading
import time
from typing import Any

import msgspec

from wegmarke.domain import WorkspaceBusy
from wegmarke.domain.rights import Viewer
from wegmarke.workspace import wire
from wegmarke.workspace.folder import Folder
from wegmarke.workspace.operation import Progress

_PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.05


class RemoteOwner:
    """A connection to the owner; calls of several threads follow each other."""

    def __init__(self, connection: socket.socket, folder: Folder) -> None:
        self._connection = connection
        self._folder = folder
        self._one_at_a_time = threading.Lock()

    def call(self, name: str, arguments: dict[str, object], progress: Progress | None, viewer: Viewer | None) -> bytes:
        """Run an operation in the owner and return its encoded answer.

        Raises:
            WorkspaceBusy: when the owner went away before it answered.
        """
        packed = {key: wire.encode(value) for key, value in arguments.items()}
        with self._one_at_a_time:
            try:
                wire.send(self._connection, {"name": name, "arguments": packed, "viewer": viewer})
                return self._answer(progress)
            except OSError as error:
                raise self._gone() from error

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _answer(self, progress: Progress | None) -> bytes:
        while True:
            frame = wire.receive(self._connection)
            if frame is None:
                raise self._gone()
            answer: dict[str, Any] = msgspec.msgpack.decode(frame)
            if "error" in answer:
                raise wire.unpack_error(answer["error"])
            if "answer" in answer:
                return bytes(answer["answer"])
            if progress is not None:
                progress(*answer["progress"])

    def _gone(self) -> WorkspaceBusy:
        return WorkspaceBusy(
            f"{self._folder.path}: the process that owned the workspace ended before it answered. Try again."
        )


def reach(folder: Folder) -> RemoteOwner | None:
    """Connect to the owner named in the lock file; None when nobody answers there now."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(json.loads(folder.lock.read_text())["socket"])
    except (OSError, ValueError, KeyError):
        connection.close()
        return None
    return RemoteOwner(connection, folder)


def patience() -> list[float]:
    """Return the pauses, in seconds, after which to look for an owner again."""
    return [_PAUSE_SECONDS] * int(_PATIENCE_SECONDS / _PAUSE_SECONDS)


def pause(seconds: float) -> None:
    """Wait before looking again."""
    time.sleep(seconds)
