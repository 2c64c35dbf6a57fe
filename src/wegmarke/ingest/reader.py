"""Reads requests in a process beside the server, so that decoding JSON does not hold up the server.

The other process knows no store: it gets bodies and returns tables. One that ends, whatever it was fed, or that does
not come to an end, is replaced; its round is then read request by request, and a request that ends a second process
is kept as rejected, with the place where it ended.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Protocol

import msgspec
import numpy as np
import pyarrow as pa

from wegmarke.sources import http

_LENGTH_BYTES = 8
_LONGEST_READ_SECONDS = 30.0
_MOST_SAID = 20_000
_CHILD = "from wegmarke.ingest.reader import answer_parent; answer_parent()"


class Reader(Protocol):
    """Reads the requests of a round."""

    def read(self, parcels: Sequence[http.Parcel]) -> list[http.Portion]:
        """Return one portion per source."""
        ...

    def close(self) -> None:
        """End."""
        ...


@dataclass(frozen=True, slots=True)
class Ways:
    """How requests are read.

    Attributes:
        zone: zone of times that name none.
        event_names: names of events that are known already.
        nobody: ids that many systems write when they know nobody, in small letters.
    """

    zone: str
    event_names: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()


class LocalReader:
    """Reads in this thread."""

    def __init__(self, ways: Ways) -> None:
        self._habits = http.Habits(ways.zone, set(ways.event_names))
        self._nobody = frozenset(ways.nobody)
        self._longest = max((len(name) for name in self._nobody), default=0)

    def read(self, parcels: Sequence[http.Parcel]) -> list[http.Portion]:
        """Return one portion per source."""
        return http.read_round(parcels, self._habits, self._is_nobody)

    def close(self) -> None:
        """Do nothing."""

    def _is_nobody(self, value: str) -> bool:
        trimmed = value.strip()
        if len(trimmed) <= self._longest and trimmed.lower() in self._nobody:
            return True
        return not trimmed.strip("0- ")


class ProcessReader:
    """Reads in a process of its own; calls of several threads follow each other."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._end = ""

    def read(self, parcels: Sequence[http.Parcel]) -> list[http.Portion]:
        """Return one portion per source."""
        with self._one_at_a_time:
            portions = self._ask(parcels)
            if portions is not None:
                return portions
            apart = [self._ask([parcel]) or [http.given_up(parcel, self._end)] for parcel in parcels]
        return [renumbered(portion, number) for number, found in enumerate(apart) for portion in found]

    def start(self) -> None:
        """Start the process, so that the first round need not wait for it."""
        with self._one_at_a_time:
            self._running()

    def close(self) -> None:
        """End the process."""
        with self._one_at_a_time:
            if self._process is not None:
                self._process.communicate()
                self._clear()

    def _ask(self, parcels: Sequence[http.Parcel]) -> list[http.Portion] | None:
        """Return what the process read, None when it ended before it answered."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            _send(process.stdin, msgspec.msgpack.encode(list(parcels)))
            answer = _receive(process.stdout) if _answers(process.stdout) else None
        except OSError:
            answer = None
        if answer is None:
            self._bury(process)
            return None
        return [portion.opened() for portion in _decode_portions(answer)]

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.communicate()
        assert self._said is not None
        self._said.seek(0)
        self._end = http.end_in_words(self._said.read(_MOST_SAID).decode(errors="replace"), process.returncode)
        self._clear()

    def _clear(self) -> None:
        if self._said is not None:
            self._said.close()
        self._process = self._said = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # A file and no pipe: nobody has to empty it.
            self._said = tempfile.TemporaryFile()  # noqa: SIM115  # closed when the process is gone
            command = [sys.executable, "-X", "faulthandler", "-c", _CHILD]
            self._process = subprocess.Popen(  # our own interpreter and program
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said
            )
            assert self._process.stdin is not None
            _send(self._process.stdin, msgspec.msgpack.encode(self._ways))
        return self._process


def answer_parent() -> None:
    """Read what the parent sends until it is gone; the program of the other process."""
    # Ctrl-C is sent to both; the parent still wants what it asked for.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _answer()
    except BrokenPipeError:
        # Nobody is there who could be told; not even what is left in the pipe must be flushed.
        os._exit(0)


def _answer() -> None:
    given, taken = sys.stdin.buffer, sys.stdout.buffer
    first = _receive(given)
    if first is None:
        return
    reader = LocalReader(msgspec.msgpack.decode(first, type=Ways))
    while (frame := _receive(given)) is not None:
        portions = reader.read(_decode_parcels(frame))
        _send(taken, msgspec.msgpack.encode([_Closed.of(portion) for portion in portions]))


class _Closed(msgspec.Struct):
    """A portion on its way between processes."""

    source: str
    events: bytes
    owners: bytes
    places: bytes
    summaries: list[http.Summary]

    @classmethod
    def of(cls, portion: http.Portion) -> _Closed:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, portion.events.schema) as writer:
            writer.write_table(portion.events)
        owners, places = portion.owners.tobytes(), portion.places.tobytes()
        return cls(portion.source, sink.getvalue().to_pybytes(), owners, places, portion.summaries)

    def opened(self) -> http.Portion:
        with pa.ipc.open_stream(self.events) as stream:
            events = stream.read_all()
        owners, places = (np.frombuffer(column, dtype=np.int32) for column in (self.owners, self.places))
        return http.Portion(self.source, events, owners, places, self.summaries)


_decode_parcels = msgspec.msgpack.Decoder(list[http.Parcel]).decode
_decode_portions = msgspec.msgpack.Decoder(list[_Closed]).decode


def renumbered(portion: http.Portion, number: int) -> http.Portion:
    """Return the portion of one request as that of another place in the round."""
    for summary in portion.summaries:
        summary.number = number
    return portion


def _send(pipe: IO[bytes], frame: bytes) -> None:
    pipe.write(len(frame).to_bytes(_LENGTH_BYTES, "big"))
    pipe.write(frame)
    pipe.flush()


def _answers(pipe: IO[bytes]) -> bool:
    """Wait for the first byte of an answer; a process that takes too long never ends."""
    asked = select.poll()
    asked.register(pipe, select.POLLIN)
    return bool(asked.poll(_LONGEST_READ_SECONDS * 1000))


def _receive(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(_LENGTH_BYTES)
    if len(head) < _LENGTH_BYTES:
        return None
    frame = pipe.read(int.from_bytes(head, "big"))
    return frame if len(frame) == int.from_bytes(head, "big") else None
