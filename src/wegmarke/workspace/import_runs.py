"""Runs checks and imports of uploaded files in the background, one after the other, and stops them when asked.

Work is stopped between two parts of a file or two packets of events, by an error that the work's own report of its
progress raises. What was accepted until then stays, because accepting is durable.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from wegmarke.domain import UsageError
from wegmarke.domain.imports import ImportProgress, Stage

_IMPORT = (0.1, 0.1, 0.65)
_CHECK = (0.5, 0.5, 0.0)
"""How much of the work is reading, accepting and storing; the rest brings the touches up to date."""
_SECONDS_BEFORE_ESTIMATE = 3.0


class Stopped(Exception):
    """Raised inside work that is to end, seen by nobody; `by_person` tells a cancelled one from an ending server."""

    def __init__(self, *, by_person: bool) -> None:
        super().__init__()
        self.by_person = by_person


@dataclass
class Running:
    """Work at hand; tells how far it is, and stops where somebody asked for it.

    Attributes:
        id: of the import.
        work: what to do.
        total_rows: rows of the file, 0 while nobody knows.
        total_events: events it makes, 0 while nobody knows.
        waiting: tells how many accepted events are not stored yet; None where nothing is stored.
    """

    id: str
    work: Callable[[Running], None]
    total_rows: int = 0
    total_events: int = 0
    waiting: Callable[[], int] | None = None
    _stage: Stage = Stage.WAITING
    _rows: int = 0
    _events: int = 0
    _begun: float = 0.0
    _is_cancelled: threading.Event = field(default_factory=threading.Event)
    _is_closing: threading.Event = field(default_factory=threading.Event)

    def read(self, rows: int) -> None:
        """Say how many rows were read."""
        self._stage, self._rows = Stage.READING, rows
        self._stop_if_asked()

    def accepted(self, events: int) -> None:
        """Say how many events were accepted, or judged."""
        self._stage, self._events = Stage.ACCEPTING, events
        self._stop_if_asked()

    def accepted_all(self) -> None:
        """Say that all events are accepted."""
        self._stage = Stage.STORING
        self._stop_if_asked()

    def begin(self) -> None:
        """Start the clock of the estimate."""
        self._begun = time.monotonic()
        self.read(0)

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._is_cancelled.set()

    def close(self) -> None:
        """Ask the work to stop because the server ends."""
        self._is_closing.set()

    def progress(self) -> ImportProgress:
        """Return how far the work is."""
        stored = max(0, self._events - self.waiting()) if self.waiting is not None else 0
        if self._is_cancelled.is_set():
            return ImportProgress(Stage.STOPPING, self._events, self.total_events)
        if self._stage is Stage.WAITING:
            return ImportProgress(Stage.WAITING)
        share = self._share(stored) if self.total_rows else None
        done = {Stage.READING: self._rows, Stage.ACCEPTING: self._events}.get(self._stage, stored)
        total = self.total_rows if self._stage is Stage.READING else self.total_events
        return ImportProgress(self._stage, done, total, share, self._seconds_left(share))

    def _share(self, stored: int) -> float:
        reading, accepting, storing = _CHECK if self.waiting is None else _IMPORT
        events = max(1, self.total_events)
        parts = (reading * self._rows / self.total_rows, accepting * self._events / events, storing * stored / events)
        return min(0.99, sum(parts))

    def _stop_if_asked(self) -> None:
        if self._is_cancelled.is_set() or self._is_closing.is_set():
            raise Stopped(by_person=self._is_cancelled.is_set())

    def _seconds_left(self, share: float | None) -> float | None:
        elapsed = time.monotonic() - self._begun
        if not share or elapsed < _SECONDS_BEFORE_ESTIMATE:
            return None
        return elapsed * (1 - share) / share


class ImportRuns:
    """The work of one owner of a workspace; nothing here outlives its process."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[Running] = deque()
        self._at_hand: Running | None = None
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def start(
        self,
        id_: str,
        work: Callable[[Running], None],
        write_down: Callable[[], None],
        *,
        rows: int = 0,
        events: int = 0,
        waiting: Callable[[], int] | None = None,
    ) -> None:
        """Do some work in the background, after what waits already.

        Args:
            id_: of the import; only one work on it at a time.
            work: what to do.
            write_down: notes that the work is under way, before it can begin.
            rows: rows of the file, where somebody knows.
            events: events it makes, where somebody knows.
            waiting: tells how many accepted events are not stored yet, where events are stored.

        Raises:
            UsageError: the import is under way, or the server ends.
        """
        with self._changed:
            if self._is_closed or any(one.id == id_ for one in self._known()):
                raise UsageError("import: expected one at rest; this one is under way. Wait for it, or cancel it.")
            write_down()
            self._waiting.append(Running(id_, work, rows, events, waiting))
            if self._thread is None:
                self._thread = threading.Thread(target=self._go_on, name="imports", daemon=True)
                self._thread.start()
            self._changed.notify()

    def find(self, id_: str) -> Running | None:
        """Return the work on an import, None if there is none."""
        with self._changed:
            return next((one for one in self._known() if one.id == id_), None)

    def stop(self) -> None:
        """End the work at hand, drop what waits, and wait until it has ended."""
        with self._changed:
            self._is_closed = True
            for one in self._known():
                one.close()
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _known(self) -> list[Running]:
        return [*([self._at_hand] if self._at_hand is not None else []), *self._waiting]

    def _go_on(self) -> None:
        while (one := self._next()) is not None:
            # Work writes its own errors down; where even that fails, it is seen as interrupted.
            with contextlib.suppress(Exception):
                one.work(one)
            with self._changed:
                self._at_hand = None

    def _next(self) -> Running | None:
        with self._changed:
            while not self._waiting and not self._is_closed:
                self._changed.wait()
            # What waits when the server ends is still told so, and writes down that it was interrupted.
            self._at_hand = self._waiting.popleft() if self._waiting else None
            return self._at_hand
