"""How soon an event stands in the answer of an analysis while a served workspace takes in 5,000 events a second.

    python -m benchmarks.live_paths [seconds [events before]]

A real server, a sender of its own, and a third process that asks for the transitions of persons again and again. What
it counts are touches on paths, so an event is seen when the answer has it. The yardstick asks the same server, under
the same load, how many events have become touches at all.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import report
from benchmarks.ingest import drain, served
from benchmarks.senders import Count, Load, send, touches_derived

PLACE = Path(__file__).parents[1] / ".bench"
RATE, CONNECTIONS, SIZE = 5_000, 8, 50
FIRST_SECONDS = 20
ROUNDS = 10_000_000
MAP = """
format: journey-map/1
id: bench
title: {en: Bench}
phases:
  - {id: all, canonical: awareness, title: {en: All}}
touchpoints:
"""
TOUCHPOINT = "  - {{id: {name}, title: {{en: {name}}}, rule: {{event: {name}}}}}\n"
EVENTS = ("quote_sent", "order_placed", "page_viewed", "brochure_downloaded", "support_ticket_opened")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30
    before = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PLACE, prefix="live-") as place:
        measure(Path(place) / "ws", seconds, before)


def measure(folder: Path, seconds: float, before: int) -> None:
    """Fill a workspace, then send at a steady rate and ask."""
    from wegmarke.workspace import open_workspace

    with served(folder) as (port, key, _):
        with open_workspace(folder) as workspace:
            workspace.maps.put(MAP + "".join(TOUCHPOINT.format(name=name) for name in EVENTS))
        known, turn = 0, 0
        while known < before:
            known += send(port, key, Load(FIRST_SECONDS, 16, 100, first_round=turn * ROUNDS)).events
            turn += 1
            drain(folder, known)
        for what, count in (
            ("into the touches", touches_derived),
            ("into the answer of an analysis", touches_on_paths),
        ):
            known = watch(folder, port, key, Load(seconds, CONNECTIONS, SIZE, RATE, turn * ROUNDS), known, what, count)
            turn += 1
        with open_workspace(folder) as workspace:
            workspace.analytics.paths(by="person")
            begun = time.perf_counter()
            workspace.analytics.paths(by="person", start=None)
            report("an answer that was kept", f"{time.perf_counter() - begun:.3f} s")


def touches_on_paths(workspace: object) -> int:
    """Ask for the transitions of persons: each touch on a path is entered once."""
    from wegmarke.paths import END

    rows = workspace.analytics.paths(by="person").rows.to_pylist()  # type: ignore[attr-defined]
    return sum(row["transitions"] for row in rows if row["to_touchpoint"] != END)


def watch(folder: Path, port: int, key: str, load: Load, known: int, what: str, count: Count) -> int:
    """Send, watch, and print how long events took; returns how many events there are then."""
    lags: list[float] = []
    sent = send(port, key, load, watch=folder, before=known, lags=lags, count=count)
    lags.sort()
    drained = drain(folder, known + sent.events)
    report(
        f"{known:,} events and {sent.events / sent.seconds:,.0f} a second", f"{len(lags)} answers",
        yardstick=f"p99 of the door {sent.quantile(0.99):.0f} ms, sink done {drained:.1f} s later",
    )  # fmt: skip
    if lags:
        report(f"from the answer of the door {what}, p50", f"{lags[len(lags) // 2]:.2f} s")
        report(f"from the answer of the door {what}, p95", f"{lags[int(len(lags) * 0.95)]:.2f} s", bar="1 s")
    return known + sent.events


if __name__ == "__main__":
    main()
