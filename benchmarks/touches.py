"""Ten million events: touches from scratch, transitions from stored neighbours, peak memory.

    python -m benchmarks.touches [events]

The first run generates the events through the ordinary door and keeps the workspace in
`.bench/touches-<events>`; later runs only measure. The rebuild runs in a process of its own, so that its
peak memory is its own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.figures import best_of, peak_memory_gb, report, timed

EVENTS_PER_PERSON = 17.8
PLACE = Path(__file__).parents[1] / ".bench"

SORT = """
CREATE OR REPLACE TEMP TABLE yardstick AS
SELECT person, stated_account, occurred_at, sequence, event_id, event_code, value_minor FROM events
ORDER BY person, occurred_at, sequence, event_id
"""
STORED = """
SELECT account_previous, touchpoint, count(*) AS transitions FROM touch
WHERE account_position IS NOT NULL GROUP BY ALL
"""
BY_HAND = """
SELECT previous, touchpoint, count(*) AS transitions FROM (
    SELECT touchpoint,
        coalesce(lag(touchpoint) OVER (PARTITION BY account ORDER BY occurred_at, sequence, event_id), 0) AS previous
    FROM touch WHERE account IS NOT NULL AND touchpoint IS NOT NULL
) GROUP BY ALL
"""


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
        return
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    folder = PLACE / f"touches-{events}"
    if not (folder / "complete").exists():
        fill(folder, events)
    subprocess.run([sys.executable, "-m", "benchmarks.touches", "--measure", str(folder)], check=True)


def fill(folder: Path, events: int) -> None:
    from wegmarke.workspace import Settings, fill_with_demo, init, open_workspace

    persons = int(events / EVENTS_PER_PERSON)
    workspace = open_workspace(folder) if folder.exists() else init(folder, Settings(name="bench"))
    with workspace:
        imported, seconds = timed(lambda: fill_with_demo(workspace, persons=persons))
        report("generate, accept, store, resolve, touch", f"{imported.stored / seconds:,.0f} events/s")
    (folder / "complete").touch()


def measure(folder: Path) -> None:
    from wegmarke.events import rebuild
    from wegmarke.workspace import open_workspace

    with open_workspace(folder) as workspace:
        stores = workspace.stores
        engine = stores.engine
        written, seconds = timed(lambda: rebuild(engine, stores.recognition()))
        with engine.write() as session:
            _, sort = timed(lambda: session.run(SORT))
            session.run("DROP TABLE yardstick")
        report(f"rebuild {written:,} touches", f"{seconds:.1f} s", bar="90 s", yardstick=f"one bare sort {sort:.1f} s")
        stored = best_of(3, lambda: engine.query(STORED))
        by_hand = best_of(3, lambda: engine.query(BY_HAND))
        same = rows(engine.query(STORED)) == rows(engine.query(BY_HAND))
        report(
            "transitions from stored neighbours", f"{stored:.3f} s", bar="0.5 s",
            yardstick=f"window over the same touches {by_hand:.3f} s, equal results: {same}",
        )  # fmt: skip
        workspace.analytics.paths("account")
        stores.state_of_data += 1
        answer = best_of(1, lambda: workspace.analytics.paths("account"))
        report("the whole transitions analysis", f"{answer:.3f} s")
        report("peak memory", f"{peak_memory_gb():.2f} GB", bar="4 GB")


def rows(table: object) -> set[tuple[object, ...]]:
    return {tuple(row.values()) for row in table.to_pylist()}  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
