"""Group commit: requests that wait at the same time share one transaction, and are answered when it is on the disk.

One thread takes everything that waits and has it read; a second one writes it in one transaction, while the
first already takes the next round if that is worth it: a round costs much the same however small it is. What
waits is bounded by requests and by bytes; beyond that a request is turned away.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from queue import Queue

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from wegmarke.domain import Clock
from wegmarke.ingest.accept import Inbox, Judged, enter, microseconds
from wegmarke.ingest.packet import STATED_AT
from wegmarke.ingest.reader import Reader, renumbered
from wegmarke.sources import REJECTED_SCHEMA, http
from wegmarke.state import Database

MOST_REQUESTS = 10_000
MOST_BYTES = 64 * 1024 * 1024
_ROUND_BYTES = 8 * 1024 * 1024
_WORTH_BYTES = 128 * 1024
"""From here on a round is read while the one before it is written; a smaller one waits for that, and grows."""
_LONGEST_REST_SECONDS = 0.025
"""A small round also waits as long as the one before it took, but no longer than this."""
_LEAST_CROWD, _ROUNDS_REMEMBERED = 16, 16
"""A round as large as the largest of the last ones waits no longer, if it has at least so many requests: senders that
wait for their answers before they ask again are all there then, and would only wait with each other."""

_CANNOT_WRITE = (sa.exc.OperationalError, OSError)
"""The disk is full, broken or read-only, or another process holds the lock for too long."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request.

    Attributes:
        accepted: events that are on the disk now.
        refusals: messages that are kept as rejected, in the order of the request.
        whole: HTTP status when the body as a whole was refused, else 0.
        is_batch: whether its sender asked for an answer per message.
        is_stored: false where nothing of it could be written; it may be sent again.
    """

    accepted: int
    refusals: tuple[http.Refusal, ...]
    whole: int = 0
    is_batch: bool = False
    is_stored: bool = True


Tell = Callable[[Outcome], None]
_NOT_STORED = Outcome(0, (), is_stored=False)


@dataclass(frozen=True, slots=True)
class _Round:
    """Requests taken together, and what the reader made of them; nothing where it failed."""

    taken_at: float
    waiting: list[tuple[http.Parcel, Tell]]
    portions: list[http.Portion]


class GroupCommit:
    """Takes requests from many threads and writes them from one.

    Attributes:
        trouble: why the last round could not be written; None when it could.
    """

    def __init__(
        self,
        database: Database,
        inbox: Inbox,
        reader: Reader,
        clock: Clock,
        *,
        after_commit: Callable[[], None] = lambda: None,
        hand_back: Callable[[Callable[[], None]], None] = lambda tell_all: tell_all(),
        has_room: Callable[[], bool] = lambda: True,
        most_requests: int = MOST_REQUESTS,
    ) -> None:
        self.trouble: str | None = None
        self._database = database
        self._inbox = inbox
        self._reader = reader
        self._clock = clock
        self._after_commit = after_commit
        self._hand_back = hand_back
        self._has_room = has_room
        self._most_requests = most_requests
        self._waiting: deque[tuple[http.Parcel, Tell]] = deque()
        self._held_requests = self._held_bytes = self._waiting_bytes = 0
        self._changed = threading.Condition()
        self._is_closed = False
        self._at_work = 0
        self._rested_at = 0.0
        self._recent: deque[int] = deque(maxlen=_ROUNDS_REMEMBERED)
        self._read: Queue[_Round | None] = Queue(maxsize=1)
        self._threads = [
            threading.Thread(target=work, name=f"group commit: {work.__name__}", daemon=True)
            for work in (self._read_rounds, self._write_rounds)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, parcel: http.Parcel, tell: Tell) -> bool:
        """Put a request into the next round; `tell` is called once, after the commit.

        Returns:
            False when too much waits already: nothing was taken, and `tell` is not called.
        """
        with self._changed:
            size = self._held_bytes + len(parcel.body)
            if self._is_closed or self._held_requests >= self._most_requests or (size > MOST_BYTES and self._waiting):
                return False
            self._held_requests, self._held_bytes = self._held_requests + 1, size
            self._waiting.append((parcel, tell))
            self._waiting_bytes += len(parcel.body)
            # Whoever takes rounds is woken when there is something to do, not by each request.
            if self._pause() == 0 or (len(self._waiting) == 1 and not self._at_work):
                self._changed.notify()
        return True

    def close(self) -> None:
        """Write what waits, and end."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        for thread in self._threads:
            thread.join()
        self._reader.close()

    def _read_rounds(self) -> None:
        while (taken := self._next_round()) is not None:
            begun = time.monotonic()
            try:
                portions = self._reader.read([parcel for parcel, _ in taken])
            except Exception as error:  # noqa: BLE001  # whoever waits must be answered, and the thread must go on
                self.trouble, portions = _in_words(error), []
            self._read.put(_Round(begun, taken, portions))
        self._read.put(None)

    def _write_rounds(self) -> None:
        while (one := self._read.get()) is not None:
            outcomes = [_NOT_STORED] * len(one.waiting)
            for number, outcome in self._written(one):
                outcomes[number] = outcome
            with self._changed:
                self._held_requests -= len(one.waiting)
                self._held_bytes -= sum(len(parcel.body) for parcel, _ in one.waiting)
                self._at_work -= 1
                now = time.monotonic()
                self._rested_at = now + min(now - one.taken_at, _LONGEST_REST_SECONDS)
                self._changed.notify()
            pairs = list(zip((tell for _, tell in one.waiting), outcomes, strict=True))
            self._hand_back(lambda pairs=pairs: _tell_all(pairs))  # type: ignore[misc]  # bound now, not later
            self._after_commit()

    def _next_round(self) -> list[tuple[http.Parcel, Tell]] | None:
        with self._changed:
            while not self._is_closed and (pause := self._pause()) != 0:
                self._changed.wait(pause)
            taken, size = [], 0
            while self._waiting and size < _ROUND_BYTES:
                taken.append(self._waiting.popleft())
                size += len(taken[-1][0].body)
            self._waiting_bytes -= size
            self._at_work += bool(taken)
            self._recent.append(len(taken))
            return taken or None

    def _pause(self) -> float | None:
        """Return the seconds until a round is worth its cost, None where that depends on what comes."""
        if self._waiting_bytes >= _WORTH_BYTES:
            return 0
        if not self._waiting or self._at_work:
            return None
        if len(self._waiting) >= max(self._recent, default=0) and len(self._waiting) >= _LEAST_CROWD:
            return 0
        return max(0.0, self._rested_at - time.monotonic())

    def _written(self, one: _Round) -> list[tuple[int, Outcome]]:
        try:
            return self._write(one.portions, [parcel for parcel, _ in one.waiting])
        except Exception as error:  # noqa: BLE001  # as above
            self.trouble = _in_words(error)
            return []

    def _write(self, portions: Sequence[http.Portion], parcels: Sequence[http.Parcel]) -> list[tuple[int, Outcome]]:
        if not self._has_room():
            self.trouble = "the disk is nearly full"
            return []
        try:
            prepared = [_Prepared.of(portion, self._inbox) for portion in portions]
            with self._database.write() as connection:
                now = microseconds(self._clock.now())
                for one in prepared:
                    enter(connection, one.source, one.judged, now)
        except _CANNOT_WRITE as error:
            self.trouble = _in_words(getattr(error, "orig", None) or error)
            return []
        except Exception as error:  # noqa: BLE001  # as above
            self.trouble = _in_words(error)
            return self._write_apart(portions, parcels, error)
        self.trouble = None
        return [found for one in prepared for found in one.outcomes]

    def _write_apart(
        self, portions: Sequence[http.Portion], parcels: Sequence[http.Parcel], error: Exception
    ) -> list[tuple[int, Outcome]]:
        """Write what failed together in smaller parts; a request that fails alone is kept as rejected."""
        if len(portions) > 1:
            return [found for portion in portions for found in self._write([portion], parcels)]
        numbers = [summary.number for summary in portions[0].summaries]
        if len(numbers) > 1:
            return [found for number in numbers for found in self._write([self._read_alone(number, parcels)], parcels)]
        (summary,) = portions[0].summaries
        if any(refusal.reason == "crashed" for refusal in summary.refusals):
            return []
        unread = http.given_up(parcels[summary.number], http.error_in_words(error))
        return self._write([renumbered(unread, summary.number)], parcels)

    def _read_alone(self, number: int, parcels: Sequence[http.Parcel]) -> http.Portion:
        (portion,) = self._reader.read([parcels[number]])
        return renumbered(portion, number)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A portion held against the limits and the plan, ready to be written."""

    source: str
    judged: Judged
    outcomes: list[tuple[int, Outcome]]

    @classmethod
    def of(cls, portion: http.Portion, inbox: Inbox) -> _Prepared:
        doors = pa.array([summary.door for summary in portion.summaries], pa.string())
        rows = portion.events["sequence"].to_numpy()
        judged = inbox.judge(portion.events, origins=doors.take(pa.array(portion.owners[rows])))
        for late in judged.refused.to_pylist():
            row = late["line"]
            refusal = http.Refusal(int(portion.places[row]), late["reason"], late["message"], late["payload"])
            portion.summaries[portion.owners[row]].refusals.append(refusal)
        for summary in portion.summaries:
            summary.refusals.sort(key=lambda refusal: refusal.place)
        outcomes = [(summary.number, _outcome(summary)) for summary in portion.summaries]
        return cls(
            portion.source,
            replace(judged, good=_numbered(judged.good, portion), refused=_rejected(portion.summaries)),
            outcomes,
        )


def _outcome(summary: http.Summary) -> Outcome:
    accepted = summary.count - len(summary.refusals)
    return Outcome(accepted, tuple(summary.refusals), summary.whole, summary.is_batch)


def _rejected(summaries: Sequence[http.Summary]) -> pa.Table:
    rows = [
        {"file": summary.door, "line": refusal.place + 1, "reason": refusal.reason, "message": refusal.message,
         "payload": refusal.payload}
        for summary in summaries
        for refusal in summary.refusals
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=REJECTED_SCHEMA)


def _numbered(good: pa.Table, portion: http.Portion) -> pa.Table:
    """Give each event its place in its own request as sequence, and the stated time if judging lost it."""
    rows = good["sequence"].to_numpy()
    at = good.column_names.index("sequence")
    good = good.set_column(at, good.schema.field(at), pa.array(portion.places[rows], pa.int64()))
    if STATED_AT in good.column_names or not good.num_rows:
        return good
    kept = np.searchsorted(portion.events["sequence"].to_numpy(), rows)
    return good.append_column(STATED_AT, portion.events[STATED_AT].take(pa.array(kept)))


def _tell_all(pairs: Sequence[tuple[Tell, Outcome]]) -> None:
    for tell, outcome in pairs:
        tell(outcome)


def _in_words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]
