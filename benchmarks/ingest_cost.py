"""What events over HTTP cost in processor time, stage by stage: it says the same on a machine that others use.

    python -m benchmarks.ingest_cost [cycles [seconds of single events]]

A workspace with two events by each of 200,000 persons, then cycles of 20,000 new ones (1 % newcomers) through the
door's and the pump's own code in this process, one stage after the other. A cycle of few events shows what a cycle
costs however little is in it. Single events go to a real server, whose threads and reader are asked for their
processor time.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import psutil

from benchmarks.figures import report
from benchmarks.ingest import PLACE, served
from benchmarks.senders import DEVICES, ITEM, NAMES, PERSONS, PERSONS_PER_ACCOUNT, Load, body, send
from wegmarke import events, identity
from wegmarke.domain import SystemClock
from wegmarke.events import in_memory, occurrences, sink, touches
from wegmarke.identity import BLOCKED
from wegmarke.ingest import LocalReader, Ways, commit, reader
from wegmarke.sources import http
from wegmarke.workspace import Settings, init, stores
from wegmarke.workspace.folder import find

CYCLE, FEW, ROUND, BATCH, SENDERS = 20_000, 200, 1_600, 100, 16
ACQUAINTED = 100_000
PUMP: dict[str, tuple[tuple[Any, str], ...]] = {
    "taking out of the inbox": ((sink, "take"), (sink, "delete_stored"), (sink, "keep_verdicts")),
    "seen before?": ((occurrences.Occurrences, "judge"), (occurrences.Occurrences, "learn")),
    "who is it?": ((identity, "resolve"), (identity, "keep"), (sink, "copy_owners")),
    "whose device?": ((sink.Sink, "_used"), (sink.Sink, "_cut")),
    "storing": ((sink.Sink, "_store_batch"),),
    "touches: fetching and walking": ((events, "derive_in"),),
    "touches: writing": ((in_memory, "_write"), (in_memory, "_count"), (touches, "_finish")),
    "telling what changed": ((stores.Stores, "_tell"),),
}


@dataclass
class Spent:
    """Processor time by stage; what a stage calls of another one counts there."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _open: list[str] = field(default_factory=list)
    _since: float = 0.0

    @contextmanager
    def at(self, stage: str) -> Iterator[None]:
        self._turn()
        self._open.append(stage)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def watch(self, place: Any, name: str, stage: str) -> None:
        """Count calls of a function as a stage, from now on."""
        work: Callable[..., object] = getattr(place, name)

        def watched(*given: object, **named: object) -> object:
            with self.at(stage):
                return work(*given, **named)

        setattr(place, name, watched)

    def _turn(self) -> None:
        now = time.process_time()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
        self._since = now


def main() -> None:
    cycles = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PLACE, prefix="cost-") as place:
        stages(Path(place) / "batches", Spent(), cycles)
        if seconds:
            singles(Path(place) / "singles", seconds)


def stages(folder: Path, spent: Spent, cycles: int) -> None:
    """Print what each stage costs in full cycles, and in cycles of few events."""
    init(folder, Settings(name="bench")).close()
    opened = stores.open_stores(find(folder), SystemClock())
    line = Line(opened, spent)
    for stage, places in PUMP.items():
        for place, name in places:
            spent.watch(place, name, stage)
    line.acquaint()
    for what, size in (("a cycle of 20,000", CYCLE), ("a cycle of 200", FEW)):
        spent.seconds.clear()
        for _ in range(cycles):
            line.take_in(size)
        in_all = sum(spent.seconds.values()) / cycles
        for stage, found in spent.seconds.items():
            figure = f"{found / cycles * 1000:,.1f} ms"
            report(f"{what}: {stage}", figure, yardstick=f"{found / cycles / size * 1e6:.2f} ms per 1,000 events")
        pump = sum(spent.seconds[stage] for stage in PUMP) + spent.seconds["pump: the rest"]
        report(f"{what}: the pump", f"{pump / cycles * 1000:,.0f} ms")
        report(f"{what}: all", f"{in_all * 1000:,.0f} ms", yardstick=f"{in_all / size * 1e6:.1f} ms per 1,000 events")
    line.close()


class Line:
    """Bodies on their way through the door and the pump of one workspace."""

    def __init__(self, opened: stores.Stores, spent: Spent) -> None:
        self._stores, self._spent = opened, spent
        self._reader = LocalReader(Ways("Europe/Berlin", (), BLOCKED))
        self._door = commit.GroupCommit(opened.inbox_database, opened.inbox, self._reader, SystemClock())
        self._sender = http.Sender("bench", False, frozenset())
        self._turn = 0

    def acquaint(self) -> None:
        """Take in one event of each person on each device, so that all of them are known."""
        for first in range(0, PERSONS * DEVICES, ACQUAINTED):
            self._take_in([_introduced(at, BATCH) for at in range(first, first + ACQUAINTED, BATCH)])

    def take_in(self, count: int) -> None:
        """Take in new events in rounds of the door, and settle once."""
        size = min(BATCH, count)
        bodies = [body(one % SENDERS, self._turn + one // SENDERS, size) for one in range(count // size)]
        self._turn += -(-len(bodies) // SENDERS)
        self._take_in(bodies)

    def _take_in(self, bodies: list[bytes]) -> None:
        for first in range(0, len(bodies), ROUND // BATCH):
            self._round(bodies[first : first + ROUND // BATCH])
        with self._spent.at("pump: the rest"):
            self._stores.settle()

    def close(self) -> None:
        """End."""
        self._door.close()
        self._stores.close()

    def _round(self, bodies: list[bytes]) -> None:
        now = time.time_ns() // 1000
        parcels = [http.Parcel(self._sender, "batch", now, one, {}, None) for one in bodies]
        with self._spent.at("door: handing over to the reader and back"):
            parcels = reader._decode_parcels(msgspec.msgpack.encode(parcels))  # noqa: SLF001  # what is measured
        with self._spent.at("door: reading bodies"):
            portions = self._reader.read(parcels)
        with self._spent.at("door: handing over to the reader and back"):
            answer = msgspec.msgpack.encode([reader._Closed.of(portion) for portion in portions])  # noqa: SLF001  # what is measured
            portions = [portion.opened() for portion in reader._decode_portions(answer)]  # noqa: SLF001  # what is measured
        with self._spent.at("door: judging and writing"):
            outcomes = self._door._write(portions, parcels)  # noqa: SLF001  # what is measured
        assert all(outcome.is_stored and not outcome.refusals for _, outcome in outcomes)


def _introduced(first: int, count: int) -> bytes:
    """Return a batch in which persons use their devices for the first time."""
    second = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() - 1)).encode()
    items = []
    for device in range(first, first + count):
        person, account = device // DEVICES, device // DEVICES // PERSONS_PER_ACCOUNT
        items.append(ITEM % (SENDERS, device, NAMES[0], person, device, account, second, device % 1000, 1, 1))
    return b'{"batch":[' + b",".join(items) + b"]}"


def singles(folder: Path, seconds: float) -> None:
    """Send single events to a real server, and print what one costs it."""
    with served(folder) as (port, key, processes):
        send(port, key, Load(2, connections=16, size=1))
        before, loop = _processor(processes), _loop_seconds(processes[0])
        sent = send(port, key, Load(seconds, connections=128, size=1, first_round=1_000_000))
        spent = [now - then for now, then in zip(_processor(processes), before, strict=True)]
        loop = _loop_seconds(processes[0]) - loop
    each = 1e6 / sent.events
    report("a single event: the server", f"{sum(spent) * each:,.0f} µs", bar=f"{sent.events / sent.seconds:,.0f} /s")
    report("  the thread that answers", f"{loop * each:,.0f} µs")
    report("  its other threads: writing and the pump", f"{(spent[0] - loop) * each:,.0f} µs")
    report("  the reader", f"{sum(spent[1:]) * each:,.0f} µs")


def _processor(processes: list[psutil.Process]) -> list[float]:
    return [sum(process.cpu_times()[:2]) for process in processes]


def _loop_seconds(process: psutil.Process) -> float:
    spent = Path(f"/proc/{process.pid}/task/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
