"""The path index over generated touches: build, primitives, updates; each beside a scan and a hand-written query.

    python -m benchmarks.paths [touches]

The first run generates the touches and keeps them in `.bench/paths-<touches>.duckdb`. The index is measured in a
process of its own, so that its peak memory is its own; the queries run in another, over the same file.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks import path_queries
from benchmarks.figures import best_of, peak_memory_gb, report, timed

PLACE = Path(__file__).parents[1] / ".bench"
STEPS = [[1], [2, 3], [4, 5], [6, 7], [8, 9], [10, 11, 12]]
WINDOW_DAYS = 30
BARS = {"transitions": 0.2, "six-step funnel, 30 days": 0.6, "variants": 1.5, "time in phase": 1.5, "retention": 0.4}
OF_THE_BARS = 50_000_000
SCANS = {"transitions": "transitions", "variants": "transitions", "time in phase": "phases"}

# 18 touches a person on average and 125 an account; paths have 1 to about 100 touches and drift to later touchpoints
GENERATE = """
INSERT INTO touch BY NAME
WITH persons AS (
    SELECT p, hash(p, 1) AS h, CASE WHEN hash(p, 2) % 10 < 6 THEN 1 + hash(p, 3) % 6
        WHEN hash(p, 2) % 10 < 9 THEN 4 + hash(p, 3) % 32 ELSE 40 + hash(p, 3) % 126 END AS size
    FROM range({low}, {high}) t(p)
), touches AS (SELECT p, h, unnest(range(size::BIGINT)) AS k FROM persons)
SELECT p // 7 AS account, p AS person, false AS precision_day, k AS sequence, uuid() AS event_id, 1 AS source,
    TIMESTAMP '2024-01-01' + to_microseconds((h % 31536000 * 1000000 + k * (86400000000 + (h % 7) * 43200000000)
        + hash(p, k, 4) % 43200000000)::BIGINT) AS occurred_at,
    (1 + hash(p, k, 5) % 40)::USMALLINT AS event,
    CASE WHEN hash(p, k, 6) % 10 > 0 THEN (1 + least(29, k // 2 + hash(p, k, 7) % 4))::USMALLINT END AS touchpoint,
    CASE WHEN hash(p, k, 6) % 10 > 0 THEN (1 + least(4, k // 6 + hash(p, k, 8) % 2))::USMALLINT END AS phase,
    (1 + hash(p, k, 9) % 8)::USMALLINT AS channel,
    CASE WHEN hash(p, k, 10) % 20 = 0 THEN (hash(p, k, 11) % 100000)::BIGINT END AS value_minor
FROM touches
"""
TOUCHES_PER_PERSON = 18.25
PORTION = 200_000


def main() -> None:
    if sys.argv[1:2] == ["--index"]:
        measure_index(Path(sys.argv[2]))
        return
    touches = int(sys.argv[1]) if len(sys.argv) > 1 else OF_THE_BARS
    file = PLACE / f"paths-{touches}.duckdb"
    if not file.with_suffix(".complete").exists():
        generate(file, touches)
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.paths", "--index", str(file)], check=True, stdout=subprocess.PIPE, text=True
    )
    *lines, answers = said.stdout.splitlines()
    print("\n".join(lines), flush=True)
    compare(file, json.loads(answers), touches)


def generate(file: Path, touches: int) -> None:
    from wegmarke.engine import open_engine
    from wegmarke.events.tables import TOUCH_COLUMNS

    PLACE.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    engine = open_engine(file)
    persons = int(touches / TOUCHES_PER_PERSON)
    with engine.write() as session:
        session.run(f"CREATE TABLE touch ({TOUCH_COLUMNS})")
    for low in range(0, persons, PORTION):
        with engine.write() as session:
            session.run(GENERATE.format(low=low, high=min(low + PORTION, persons)))
    engine.close()
    file.with_suffix(".complete").touch()


def measure_index(file: Path) -> None:
    from wegmarke.engine import open_engine
    from wegmarke.paths import Calendar, Course, Marking, index, warm_up

    engine = open_engine(file, memory_mb=1024)
    _, loading = timed(warm_up)
    report("load or compile all passes", f"{loading:.1f} s")
    paths = index.PathIndex(engine, "person")
    snapshot, seconds = timed(paths.build)
    sort = "SELECT sum(person) FROM touch"
    _, scan = timed(lambda: engine.query(sort))
    report(
        f"build of {snapshot.touches:,} touches", f"{seconds:.1f} s", bar="25 s",
        yardstick=f"bare scan of one column {scan:.2f} s",
    )  # fmt: skip
    report("peak memory after the build", f"{peak_memory_gb():.2f} GB", bar="5 GB")
    calendar = Calendar.over("Europe/Berlin", datetime(2023, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    course = Course(len(STEPS), window=timedelta(days=WINDOW_DAYS))
    marking = Marking(tuple(STEPS))
    asked: dict[str, Callable[[], Any]] = {
        "transitions": lambda: index.transitions(snapshot),
        "six-step funnel, 30 days": lambda: reached(index.funnel_attempts(snapshot, course, marking), len(STEPS)),
        "variants": lambda: index.variants(snapshot).table,
        "time in phase": lambda: index.time_in_phase(snapshot),
        "retention": lambda: index.cohort_grid(snapshot, calendar),
    }
    figures = {name: best_of(3, ask) for name, ask in asked.items()}
    report("transition waits", f"{best_of(3, lambda: index.transition_waits(snapshot)):.3f} s")
    report("peak memory after all questions", f"{peak_memory_gb():.2f} GB", bar="5 GB")
    answers = {name: plain(ask()) for name, ask in asked.items()}
    measure_updates(engine, paths)
    print(json.dumps({"figures": figures, "answers": answers}, default=str))


def reached(attempts: pa.Table, steps: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return how many units took each step."""
    return np.array([np.count_nonzero(attempts["depth"].to_numpy() > step) for step in range(steps)])


def plain(answer: Any) -> list[Any]:
    return answer.tolist() if isinstance(answer, np.ndarray) else [list(row.values()) for row in answer.to_pylist()]


def measure_updates(engine: Any, paths: Any) -> None:
    """Half a second's worth of events at 5,000 a second, for 2,500 persons anywhere, then a question.

    Told from when on which paths go on how, as a derivation of touches tells it; and, where it cannot, by reading the
    paths again. The yardstick is the question alone.
    """
    from wegmarke.paths import index

    units = paths.snapshot.units()
    chance = np.random.default_rng(7)
    told, read, asked = [], [], []
    for turn in range(20):
        some = np.unique(chance.choice(units, 2_500))
        rows, since = newest(some, turn), np.full(some.size, AFTER_ALL, np.int64)
        began = time.perf_counter()
        snapshot = paths.advance(some, since, rows)
        advanced = time.perf_counter()
        index.transitions(snapshot)
        told.append(time.perf_counter() - began)
        asked.append(time.perf_counter() - advanced)
    report(
        "2,500 persons go on, then transitions", f"{max(told):.3f} s", bar="0.5 s",
        yardstick=f"transitions alone {max(asked):.3f} s",
    )  # fmt: skip
    for _ in range(3):
        some = chance.choice(units, 2_500)
        read.append(timed(lambda some=some: index.transitions(paths.update(some)))[1])
    report("the same, read from the touch table again", f"{max(read):.2f} s")
    _, fold = timed(paths.fold)
    report("folding base and delta", f"{fold:.1f} s")


AFTER_ALL = 1_900_000_000_000_000


def newest(units: Any, turn: int) -> Any:
    """Make one touch for each of some persons, later than all others."""
    import pyarrow as pa

    size = units.size
    at = np.full(size, AFTER_ALL + turn * 1_000_000, np.int64).view("datetime64[us]")
    names = ("touchpoint", "phase", "channel", "event", "source")
    codes = {name: pa.array([1 + turn % 9] * size, pa.uint16()) for name in names}
    flags = {name: pa.array([False] * size) for name in ("precision_day", "automated", "internal")}
    ids = pa.array([str(uuid.UUID(int=(turn << 64) + int(unit))) for unit in units], pa.string())
    none = {"value_minor": pa.nulls(size, pa.int64()), "currency": pa.nulls(size, pa.string())}
    return pa.table({"person": units, "occurred_at": at, "event_id": ids, **codes, **flags, **none})


def compare(file: Path, said: dict[str, Any], touches: int) -> None:
    from wegmarke.engine import open_engine

    engine = open_engine(file, memory_mb=4096)
    with engine.snapshot() as session:
        session.run(path_queries.PATH)
        queries = {
            "transitions": path_queries.TRANSITIONS,
            "six-step funnel, 30 days": path_queries.funnel(STEPS, WINDOW_DAYS),
            "variants": path_queries.VARIANTS,
            "time in phase": path_queries.PHASES,
            "retention": path_queries.COHORTS.format(offset=berlin("occurred_at")),
        }
        for name, sql in queries.items():
            scan = best_of(2, lambda name=name: session.query(path_queries.SCANS[SCANS.get(name, "times")]))
            rows, seconds = timed(lambda sql=sql: session.query(sql))
            is_same = comparable(name, rows) == own(name, said["answers"][name])
            bar = f"{BARS[name]} s" if touches >= OF_THE_BARS else ""
            report(
                name, f"{said['figures'][name]:.3f} s", bar=bar,
                yardstick=f"bare scan {scan:.2f} s, query {seconds:.1f} s, equal results: {is_same}",
            )  # fmt: skip
            if not is_same:
                raise SystemExit(f"{name}: the index and the query disagree")


def berlin(column: str) -> str:
    from wegmarke.paths import Calendar

    calendar = Calendar.over("Europe/Berlin", datetime(2023, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    pairs = zip(calendar.changes, calendar.offsets, strict=False)
    cases = " ".join(f"WHEN {column} < make_timestamp({change}) THEN {offset}" for change, offset in pairs)
    return f"CASE {cases} ELSE {calendar.offsets[-1]} END"


def comparable(name: str, rows: Any) -> list[Any]:
    """Bring rows of a query to one form: sorted, medians with nine digits."""
    found = [list(row.values()) for row in rows.to_pylist()]
    if name.startswith("six"):
        return found[0]
    return sorted((rounded(row) for row in found), key=str)


def own(name: str, answer: list[Any]) -> list[Any]:
    if name.startswith("six"):
        return answer
    if name == "time in phase":
        answer = [[row[0], *row[2:]] for row in answer]
    if name == "retention":
        months = [(datetime.fromisoformat(row[0]), row) for row in answer]
        answer = [[month.year * 12 + month.month, *row[1:]] for month, row in months]
    return sorted((rounded(row) for row in answer), key=str)


def rounded(row: list[Any]) -> list[Any]:
    return [f"{value:.9e}" if isinstance(value, float) else value for value in row]


if __name__ == "__main__":
    main()
