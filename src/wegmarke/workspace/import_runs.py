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

_SHARES = {
    Stage.WAITING: (0.0, 0.0),
    Stage.READING: (0.0, 0.45),
    Stage.ACCEPTING: (0.45, 0.5),
    Stage.STORING: (0.95, 0.05),
}
"""Where a stage begins on the way from 0 to 1, and how much of the way it is."""
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
        total_rows: rows of the file, 0 while nobody knows.
        total_events: events it makes, 0 while nobody knows.
    """

    id: str
    work: Callable[[Running], None]
    total_rows: int = 0
    total_events: int = 0
    _progress: ImportProgress = field(default_factory=lambda: ImportProgress(Stage.WAITING))
    _begun: float = 0.0
    _is_cancelled: threading.Event = field(default_factory=threading.Event)
    _is_closing: threading.Event = field(default_factory=threading.Event)

    def read(self, rows: int) -> None:
        """Say how many rows were read."""
        self._tell(Stage.READING, rows, self.total_rows)

    def accepted(self, events: int) -> None:
        """Say how many events were accepted, or judged."""
        self._tell(Stage.ACCEPTING, events, self.total_events)

    def stored(self) -> None:
        """Say that all events are accepted."""
        self._tell(Stage.STORING, 0, 0)

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
        return self._progress

    def _tell(self, stage: Stage, done: int, total: int) -> None:
        if self._is_cancelled.is_set() or self._is_closing.is_set():
            raise Stopped(by_person=self._is_cancelled.is_set())
        share = None
        if self.total_rows:
            start, width = _SHARES[stage]
            share = start + width * (min(1.0, done / total) if total else 0.0)
        self._progress = ImportProgress(stage, done, total, share, self._seconds_left(share))

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
    ) -> None:
        """Do some work in the background, after what waits already.

        Args:
            id_: of the import; only one work on it at a time.
            work: what to do.
            write_down: notes that the work is under way, before it can begin.
            rows: rows of the file, where somebody knows.
            events: events it makes, where somebody knows.

        Raises:
            UsageError: the import is under way, or the server ends.
        """
        with self._changed:
            if self._is_closed or any(one.id == id_ for one in self._known()):
                raise UsageError("import: expected one at rest; this one is under way. Wait for it, or cancel it.")
            write_down()
            self._waiting.append(Running(id_, work, rows, events))
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
