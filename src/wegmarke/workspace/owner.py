"""One owner: the process that has the stores open answers for everybody else through a local socket.

The owner holds a lock on `owner.lock` for as long as it lives; the file names its process and socket.
The operating system frees the lock when the process ends, however it ends, so a dead owner is never
in the way. The socket is reachable for the same operating-system user alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import socket
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from wegmarke.domain import WegmarkeError
from wegmarke.domain.rights import Viewer
from wegmarke.workspace import wire
from wegmarke.workspace.about import About
from wegmarke.workspace.folder import Folder
from wegmarke.workspace.operation import ABOUT, OPERATIONS, Door

_LONGEST_SOCKET_PATH = 100
"""Bytes; the kernel allows 108."""

_LONGEST_CALL_SECONDS = 60
"""How long an owner that wants to end waits for calls that are running."""


class Ownership:
    """The lock on a workspace, and the socket behind which its owner answers."""

    def __init__(self, descriptor: int, socket_path: Path) -> None:
        self._descriptor = descriptor
        self._path = socket_path
        self._listener: socket.socket | None = None
        self._calls = _Calls()

    def answer(self, door: Callable[[str], Door]) -> None:
        """Answer calls from other processes in the background; `door` opens a door by its name."""
        self._path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(self._path))
        self._path.chmod(0o600)
        self._listener.listen(64)
        threading.Thread(
            target=_listen, args=(self._listener, door, self._calls), daemon=True, name="owner socket"
        ).start()

    def stop(self) -> None:
        """Answer no new calls and let running ones end."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        self._path.unlink(missing_ok=True)
        self._calls.wait_for_end()

    def free(self) -> None:
        """Free the lock: the stores are closed, another process may open them."""
        os.close(self._descriptor)


class _Calls:
    """Counts the calls that are being answered, so that the stores are not closed under them."""

    def __init__(self) -> None:
        self._running = 0
        self._ended = False
        self._changed = threading.Condition()

    def __enter__(self) -> None:
        with self._changed:
            if self._ended:
                raise ConnectionAbortedError  # closes the connection; the other side looks for a new owner
            self._running += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._running -= 1
            self._changed.notify_all()

    def wait_for_end(self) -> None:
        """Take no new calls, and wait until none is running or patience ends."""
        with self._changed:
            self._ended = True
            self._changed.wait_for(lambda: not self._running, timeout=_LONGEST_CALL_SECONDS)


def claim(folder: Folder) -> Ownership | None:
    """Become the owner of a workspace; None when another process is."""
    descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    path = _socket_path(folder)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "socket": str(path)}).encode(), 0)
    return Ownership(descriptor, path)


def _socket_path(folder: Folder) -> Path:
    path = folder.path / "owner.socket"
    if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return path
    # A deep folder: the socket lies in a private folder of the system's temporary one.
    name = hashlib.sha256(os.fsencode(folder.path)).hexdigest()[:16]
    place = Path(tempfile.gettempdir()) / f"wegmarke-{os.getuid()}-{name}"
    place.mkdir(mode=0o700, exist_ok=True)
    if place.stat().st_uid != os.getuid() or place.stat().st_mode & 0o077:
        raise WegmarkeError(
            f"{place}: expected a folder that belongs to this account alone. Remove it, or choose a shorter path "
            "for the workspace."
        )
    return place / "owner.socket"


def _listen(listener: socket.socket, door: Callable[[str], Door], calls: _Calls) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, door, calls), daemon=True, name="owner call").start()


def _serve(connection: socket.socket, door: Callable[[str], Door], calls: _Calls) -> None:
    with connection, contextlib.suppress(OSError):
        while (frame := wire.receive(connection)) is not None:
            with calls:
                wire.send(connection, _run(connection, frame, door))


def _run(connection: socket.socket, frame: bytes, door: Callable[[str], Door]) -> dict[str, object]:
    try:
        call = wire.decode(frame, _Call)
        operation = OPERATIONS[call.name]
        about = wire.decode(call.arguments.pop(ABOUT), About) if ABOUT in call.arguments else None
        arguments: dict[str, Any] = {
            key: wire.decode(value, operation.argument_kinds[key]) for key, value in call.arguments.items()
        }
        if operation.takes_progress:
            arguments["progress"] = lambda done, total: wire.send(connection, {"progress": [done, total]})
        # The socket is reachable for the account that runs the workspace alone: it may say for whom it asks.
        seen = replace(door(operation.door), viewer_=call.viewer, about_=about)
        return {"answer": wire.encode(operation.method(seen, **arguments))}
    except WegmarkeError as error:
        return {"error": wire.pack_error(error)}
    except (KeyError, msgspec.MsgspecError) as error:
        message = f"The owner of the workspace did not understand the call: {error}. Use the same version everywhere."
        return {"error": wire.pack_error(WegmarkeError(message))}
    except Exception as error:  # noqa: BLE001  # the caller must hear of it, and the owner must go on
        return {"error": wire.pack_error(WegmarkeError(f"{type(error).__name__} in the owner: {error}"))}


class _Call(msgspec.Struct):
    name: str
    arguments: dict[str, bytes]
    viewer: Viewer | None = None
