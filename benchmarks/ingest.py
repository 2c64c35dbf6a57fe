"""Events over HTTP into a real server: batches of 100, single events, half the peak, and a sustained load.

    python -m benchmarks.ingest [seconds [sustained seconds]]

Server and client share this machine. A round counts when its answer was read; every answer is a promise that
the events are on the disk, so the rate of bare fsyncs of the same disk is printed beside it, and how fast one
process reads bodies, because machines that are shared have slow and fast hours.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil

from benchmarks.figures import report
from benchmarks.senders import Load, Sent, body, send
from wegmarke.identity import BLOCKED
from wegmarke.ingest import LocalReader, Ways
from wegmarke.sources import http

FSYNCS_SECONDS = 1.5
STRANGERS_SECONDS, ACQUAINTING_SECONDS = 10, 30
SECOND_ROUNDS = 100_000
READ_ROUNDS = 60
PLACE = Path(__file__).parents[1] / ".bench"


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    sustained = float(sys.argv[2]) if len(sys.argv) > 2 else 30
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PLACE, prefix="ingest-") as place:
        report("raw fsync of 8 kB, one after the other", f"{fsyncs(Path(place)):,.0f} /s")
        report("reading bodies alone, in one process", f"{reading():,.0f} events/s")
        peak = measure(Path(place) / "batches", Load(seconds, connections=16, size=100), "events/s", "50,000/s")
        measure(Path(place) / "singles", Load(seconds, connections=128, size=1), "requests/s", "3,000/s")
        half = Load(seconds, connections=16, size=100, rate=peak / 2)
        measure(Path(place) / "half", half, "events/s", "p99 250 ms")
        sustain(Path(place) / "sustained", Load(sustained, connections=16, size=100, rate=20_000))


def fsyncs(folder: Path) -> float:
    """Return how many fsyncs a second the disk does."""
    count, file = 0, os.open(folder / "probe", os.O_CREAT | os.O_WRONLY)
    begun = time.perf_counter()
    while time.perf_counter() - begun < FSYNCS_SECONDS:
        os.write(file, b"x" * 8192)
        os.fsync(file)
        count += 1
    os.close(file)
    return count / FSYNCS_SECONDS


def reading() -> float:
    """Return how many events one process reads in a second of processor time: how fast the machine is now."""
    reader, sender = LocalReader(Ways("Europe/Berlin", (), BLOCKED)), http.Sender("bench", False, frozenset())
    rounds = [
        [http.Parcel(sender, "batch", 1_770_000_000_000_000, body(one, turn, 100), {}, None) for one in range(4)]
        for turn in range(READ_ROUNDS)
    ]
    begun = time.process_time()
    for parcels in rounds:
        reader.read(parcels)
    return READ_ROUNDS * 400 / (time.process_time() - begun)


def measure(folder: Path, load: Load, unit: str, bar: str) -> float:
    with served(folder) as (port, key, processes):
        before = processor_seconds(processes)
        sent = send(port, key, load)
        spent = processor_seconds(processes) - before
        drained = drain(folder, sent.events)
    rate = sent.events / sent.seconds
    what = f"{'batches of 100' if load.size > 1 else 'single events'}{' at half the peak' if load.rate else ''}"
    report(f"{what}, {load.connections} connections", f"{rate:,.0f} {unit}", bar=bar,
           yardstick=f"p50 {sent.quantile(0.5):.0f} ms, p99 {sent.quantile(0.99):.0f} ms, {sent.failed} refused; "
           f"server {spent / sent.seconds:.2f} cores; sink done {drained:.1f} s later")  # fmt: skip
    return rate


def sustain(folder: Path, load: Load) -> None:
    """Send at a steady rate, and watch how long an event takes from its answer into the touches.

    First into an empty workspace, where nearly every event is by somebody never seen before; then, when everybody but
    the newcomers is known, for as long as asked.
    """
    with served(folder) as (port, key, _):
        first = watched(folder, port, key, Load(STRANGERS_SECONDS, load.connections, load.size, load.rate), 0)
        report_lags("strangers only", *first)
        more = send(port, key, Load(ACQUAINTING_SECONDS, load.connections, load.size, first_round=SECOND_ROUNDS))
        drain(folder, known := first[0].events + more.events)
        report_lags("steady", *watched(folder, port, key, replace(load, first_round=2 * SECOND_ROUNDS), known))


def watched(folder: Path, port: int, key: str, load: Load, before: int) -> tuple[Sent, list[float], float]:
    """Send a load into a workspace with some events; returns what was sent, seconds until seen, seconds of the sink."""
    lags: list[float] = []
    sent = send(port, key, load, watch=folder, before=before, lags=lags)
    return sent, sorted(lags), drain(folder, before + sent.events)


def report_lags(what: str, sent: Sent, lags: list[float], drained: float) -> None:
    """Print how a steady load was taken, and how soon it was seen."""
    report(f"{what}, {sent.seconds:.0f} s", f"{sent.events / sent.seconds:,.0f} events/s", bar="20,000/s",
           yardstick=f"p99 {sent.quantile(0.99):.0f} ms, sink done {drained:.1f} s later")  # fmt: skip
    if lags:
        report("from the answer into the touches, p50", f"{lags[len(lags) // 2]:.2f} s")
        report("from the answer into the touches, p95", f"{lags[int(len(lags) * 0.95)]:.2f} s", bar="1 s")


def drain(folder: Path, events: int) -> float:
    """Return how long the sink needs until every event is among the touches."""
    from wegmarke.workspace import open_workspace

    begun = time.perf_counter()
    with open_workspace(folder) as workspace:
        while workspace.overview().events < events:
            time.sleep(0.1)
        broken = workspace.check()
    if broken:
        print("\n".join(broken))
    return time.perf_counter() - begun


def processor_seconds(processes: list[psutil.Process]) -> float:
    """Return the processor time that the server has used."""
    return sum(sum(process.cpu_times()[:2]) for process in processes)


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, str, list[psutil.Process]]]:
    """Serve a new workspace in a process of its own; yields port, write key, and the server's processes."""
    from wegmarke.domain.write_keys import KeyKind
    from wegmarke.workspace import Settings, init

    with init(folder, Settings(name="bench")) as workspace:
        key = workspace.keys.make(KeyKind.SERVER, "bench").text
    command = [sys.executable, "-m", "wegmarke", "serve", str(folder), "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().partition("127.0.0.1:")[2].split()[0])
        try:
            server = psutil.Process(process.pid)
            yield port, key, [server, *server.children()]
        finally:
            process.terminate()
            process.communicate(timeout=120)


if __name__ == "__main__":
    main()
