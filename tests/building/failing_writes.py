"""Writes that fail in a real server process: a small library in C, told by the test what shall fail."""

from __future__ import annotations

import errno
import http.client
import mmap
import os
import shutil
import struct
import subprocess
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from http_builders import Served, a_message

FOR_EVER = 2**31 - 1
NIGHTLY = bool(os.environ.get("WEGMARKE_NIGHTLY"))
SOURCE = Path(__file__).parents[1] / "faults" / "fail_writes.c"
WRITES, SYNCS, BOTH, ALL = 1, 2, 3, 7
ENOSPC, EIO, EROFS = errno.ENOSPC, errno.EIO, errno.EROFS
_NUMBERS = struct.Struct("=8i")
_BYTES = 256


@dataclass(frozen=True)
class Fault:
    """What fails: calls number `first` to `last` that write or sync files whose name fits."""

    names: str
    first: int = 1
    error: int = ENOSPC
    kinds: int = BOTH
    last: int = FOR_EVER

    def __str__(self) -> str:
        kind = {WRITES: "write", SYNCS: "sync", BOTH: "call", ALL: "call or opening"}[self.kinds]
        until = " and all after it" if self.last == FOR_EVER else ""
        return f"{errno.errorcode[self.error]} at {kind} {self.first} of {self.names}{until}"


class Faults:
    """The block of memory that the test shares with the library in the server."""

    def __init__(self, file: Path, library: Path) -> None:
        if not file.exists():
            file.write_bytes(bytes(_BYTES))
        with file.open("r+b") as opened:
            self._block = mmap.mmap(opened.fileno(), _BYTES)
        self.environment = {"LD_PRELOAD": str(library), "WEGMARKE_FAULTS": str(file)}

    @classmethod
    def of_this_process(cls) -> Faults:
        """Return those of a process that was started with them."""
        return cls(Path(os.environ["WEGMARKE_FAULTS"]), Path(os.environ["LD_PRELOAD"]))

    def begin(self, fault: Fault) -> None:
        numbers = _NUMBERS.pack(0, fault.first, fault.last, fault.error, fault.kinds, 0, 0, self.lies())
        self._block[:] = numbers + fault.names.encode().ljust(_BYTES - len(numbers), b"\x00")
        self._block[:4] = struct.pack("=i", 1)

    def end(self) -> tuple[int, int]:
        """Let everything through again; returns how many calls were seen and how many failed."""
        self._block[:4] = bytes(4)
        return self.counted()

    def counted(self) -> tuple[int, int]:
        seen, failed = self._numbers()[5:7]
        return seen, failed

    def lies(self) -> int:
        """Return how often a sync was tried again after it had failed, and its success believed."""
        return self._numbers()[7]

    def _numbers(self) -> tuple[int, ...]:
        return _NUMBERS.unpack(self._block[: _NUMBERS.size])


def compiled(folder: Path) -> Path:
    """Compile the library, or skip."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler `cc`: writes cannot be made to fail")
    library = folder / "fail_writes.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return library


@dataclass
class Sent:
    """What clients know: ids that were acknowledged, and every status they saw."""

    acknowledged: list[str] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)
    gone: int = 0

    def send(self, server: Served, prefix: str, messages: int, text: Callable[[], str]) -> bool:
        """Send a batch under fresh ids; false when it was not taken."""
        ids = [f"{prefix}-{uuid.uuid4()}" for _ in range(messages)]
        batch = [a_message(messageId=one, userId=one, properties={"a": text()}) for one in ids]
        try:
            status, answer, headers = server.post("batch", {"batch": batch})
        except (OSError, http.client.HTTPException):
            self.gone += 1
            return False
        self.statuses.add(status)
        assert status == 200 or "retry-after" in headers, (status, answer)
        if status == 200:
            assert answer["accepted"] == messages, answer
            self.acknowledged += ids
        return status == 200


def noise(size: int) -> Callable[[], str]:
    """Return texts that cannot be made smaller."""
    return lambda: os.urandom(size // 2).hex()


def in_parallel(works: list[Callable[[], Any]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def wait_until(is_done: Callable[[], bool], what: object, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < until, f"waited {seconds:.0f} s in vain: {what}"
        time.sleep(0.02)


def health(server: Served) -> dict[str, Any]:
    status, found, _ = server.ask("GET", "/healthz")
    assert status == 200
    return found


def recovered(server: Served, sent: Sent, prefix: str) -> None:
    """Wait until the door takes events again and the sink has stored everything, without anybody's help."""
    wait_until(lambda: sent.send(server, prefix, 1, noise(20)), f"{prefix}: the door stays closed")
    # Large events pile up while the disk fails, and other tests want the same processors.
    wait_until(lambda: health(server)["status"] == "ok", f"{prefix}: the sink does not go on", seconds=180)
