"""A hundred segments in a served workspace under a steady load: how soon who enters and leaves is seen; and everybody.

    python -m benchmarks.segments [seconds [touches]]

Probes are events over the same door as the load: each lets a person of its own enter a segment, or leave it. What
counts is the time from the answer to the probe, which promises that it is on the disk, until the size of the segment
says so to another process. The yardstick is how soon events of the same load are among the touches of a workspace
without segments.

With a number of touches everybody is judged by a hundred segments over generated ones, five of each: over the
path index and the tables, which must agree, beside a bare scan of the columns that their rules read. With 0 seconds
nothing is served.
"""

from __future__ import annotations

import base64
import http.client
import json
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

import numpy as np

from benchmarks import rules
from benchmarks.figures import best_of, peak_memory_gb, report, timed
from benchmarks.ingest import PLACE, drain, served
from benchmarks.senders import Load, send

SEGMENTS, RATE, PROBES_EVERY_SECONDS, POLL_SECONDS = 100, 1_000, 0.5, 0.02
TOUCHES_PER_PERSON = 5
EVENTS = ("quote_sent", "order_placed", "page_viewed", "brochure_downloaded", "support_ticket_opened")
PROBE = """
id: probe
title: Probe
subject: person
rule: {all: [{did: {event: probe_started}}, {did_not: {event: probe_ended}}]}
"""


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    if seconds:
        serve(seconds)
    if len(sys.argv) > 2:
        everybody(int(sys.argv[2]))


def serve(seconds: float) -> None:
    """Report how soon changes are seen."""
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PLACE, prefix="segments-") as place:
        load = Load(seconds, connections=4, size=20, rate=RATE)
        plain = touched(Path(place) / "plain", load)
        visible(Path(place) / "segments", load, plain)


def documents(count: int) -> list[str]:
    """Return segments of persons and of accounts whose rules differ in event, window and number."""
    found = []
    for number in range(count):
        event, days = EVENTS[number % len(EVENTS)], 1 + number % 60
        by = "by: anybody_at_account, " if number % 10 == 3 else ""
        first = f"{{did: {{event: {event}, {by}within: {days} days, at_least: {1 + number % 3}}}}}"
        second = f"{{did_not: {{event: {EVENTS[(number + 1) % len(EVENTS)]}, within: {1 + number % 7} days}}}}"
        rule = first if number % 2 else f"{{all: [{first}, {second}]}}"
        subject = "account" if number % 4 == 0 else "person"
        found.append(f"{{id: s{number}, title: S{number}, subject: {subject}, rule: {rule}}}")
    return found


def touched(folder: Path, load: Load) -> list[float]:
    """Return how long events take from their answer into the touches, without segments."""
    lags: list[float] = []
    with served(folder) as (port, key, _):
        sent = send(port, key, load, watch=folder, lags=lags)
        drain(folder, sent.events)
    return sorted(lags)


def visible(folder: Path, load: Load, plain: list[float]) -> None:
    from wegmarke.workspace import open_workspace

    with served(folder) as (port, key, _):
        with open_workspace(folder) as workspace:
            for text in [PROBE, *documents(SEGMENTS - 1)]:
                workspace.segments.save(text)
        changes: list[tuple[float, int]] = []
        ended = threading.Event()
        prober = threading.Thread(target=probe, args=(port, key, changes, ended))
        seen: list[tuple[float, int]] = []
        watcher = threading.Thread(target=watch, args=(folder, seen, ended, changes))
        prober.start()
        watcher.start()
        sent = send(port, key, load)
        ended.set()
        prober.join()
        watcher.join()
        drain(folder, sent.events + len(changes))
    lags = sorted(lags_of(changes, seen))
    p95 = plain[int(len(plain) * 0.95)] if plain else 0.0
    yardstick = f"into the touches without segments, p95 {p95:.2f} s"
    report(f"{SEGMENTS} segments, {sent.events / sent.seconds:,.0f} events/s: probes", f"{len(lags)} of {len(changes)}")
    if lags:
        report("entry or exit seen, p50", f"{lags[len(lags) // 2]:.2f} s")
        report("entry or exit seen, p95", f"{lags[int(len(lags) * 0.95)]:.2f} s", bar="1 s", yardstick=yardstick)


def probe(port: int, key: str, changes: list[tuple[float, int]], ended: threading.Event) -> None:
    """Let somebody enter or leave now and then; note when it was promised and how many should be in then."""
    authorization = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", port)
    inside = number = 0
    while not ended.wait(PROBES_EVERY_SECONDS):
        # Three in, one out, so that every size differs from the one before.
        name, user = ("probe_ended", number // 4 * 4) if number % 4 == 3 else ("probe_started", number)
        body = json.dumps({"messageId": f"probe-{number}", "event": name, "userId": f"probe-{user}"})
        connection.request("POST", "/v1/track", body, headers)
        assert connection.getresponse().read() is not None
        inside += 1 if name == "probe_started" else -1
        changes.append((time.monotonic(), inside))
        number += 1


def watch(
    folder: Path, seen: list[tuple[float, int]], ended: threading.Event, changes: list[tuple[float, int]]
) -> None:
    """Ask for the size of the segment over and over, as a page would."""
    from wegmarke.workspace import open_workspace

    with open_workspace(folder) as workspace:
        until = float("inf")
        while time.monotonic() < until:
            size = workspace.segments.get("probe").size
            if not seen or seen[-1][1] != size:
                seen.append((time.monotonic(), size))
            if ended.is_set() and until == float("inf"):
                until = time.monotonic() + 10
            if ended.is_set() and changes and size == changes[-1][1]:
                return
            time.sleep(POLL_SECONDS)


def lags_of(changes: list[tuple[float, int]], seen: list[tuple[float, int]]) -> list[float]:
    """Return how long each change took until a size was seen that it, or a later one, led to."""
    lags, place = [], 0
    for at, size in seen:
        reached = next(
            (n for n in range(place, len(changes)) if changes[n][1] == size and changes[n][0] <= at + 1), None
        )
        # A settle may take two changes at once; the sizes between are never seen.
        while reached is not None and place <= reached:
            lags.append(max(0.0, at - changes[place][0]))
            place += 1
    return lags


def everybody(touches: int) -> None:
    """Judge all persons by a hundred rules, as after a changed rule of identity."""
    from wegmarke.engine import open_engine
    from wegmarke.paths import behaviour, index
    from wegmarke.rules import BehaviourSource, Moment, Subjects, Tables, TouchTables, compile_subject_rule, judge_all
    from wegmarke.segments import load_segment

    engine = open_engine(None, memory_mb=4096)
    rules.fill(engine, touches, TOUCHES_PER_PERSON)
    stored = TouchTables(engine.query, Tables(*[engine.table(name) for name in ("touch", "event", "code")]))
    snapshots = [index.PathIndex(engine, unit).build() for unit in ("person", "account")]
    behaviour.rehearse()
    found = engine.query("SELECT DISTINCT person, account FROM touch ORDER BY person")
    numbers, accounts = (found[name].to_numpy().astype(np.int64) for name in ("person", "account"))
    persons = Subjects.of_persons(numbers, accounts, are_all=True)
    plans = [
        compile_subject_rule(segment.rule)
        for text in documents(SEGMENTS)
        if (segment := load_segment(text.replace("subject: account", "subject: person"))).rule is not None
    ]
    moment, scan = Moment(rules.NOW + timedelta(seconds=1)), best_of(3, lambda: engine.query(rules.SCAN))

    def judged(source: BehaviourSource) -> list[int]:
        return [
            int(one.holds.sum())
            for start in range(0, len(plans), 16)
            for one in judge_all(plans[start : start + 16], persons, moment, source)
        ]

    inside, mine = timed(lambda: judged(behaviour.PathBehaviours(*snapshots, stored)))
    by_tables, theirs = timed(lambda: judged(stored))
    if inside != by_tables:
        raise SystemExit("the index and the tables disagree")
    report(f"{len(plans)} segments, {len(persons):,} persons, {sum(inside):,} inside", f"{mine:.1f} s",
           yardstick=f"bare scan {scan:.3f} s, statements {theirs:.1f} s, equal")  # fmt: skip
    report("peak memory", f"{peak_memory_gb():.2f} GB")


if __name__ == "__main__":
    main()
