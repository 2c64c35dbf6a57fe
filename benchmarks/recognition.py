"""A changed touchpoint rule over ten million touches: what it would change, and the new numbers.

    python -m benchmarks.recognition [events]

The first run writes the events straight into an event store, derives their touches and keeps both in
`.bench/recognition-<events>`; later runs only measure. The yardsticks are deriving everything, and a bare sort.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.figures import peak_memory_gb, report, timed

PLACE = Path(__file__).parents[1] / ".bench"
EVENTS_PER_PERSON = 17.8
PERSONS_PER_ACCOUNT = 7
NAMES = 40
MEMORY_MB = 2048
# The first name has a tenth of all events, the others share the rest.
EVENTS = """
INSERT INTO event BY NAME
SELECT md5_number(n::VARCHAR)::UUID AS event_id, 1 AS source,
    CASE WHEN hash(n, 1) % 10 = 0 THEN 1 ELSE 2 + hash(n, 2) % {names} END::USMALLINT AS event,
    TIMESTAMP '2023-01-01' + to_microseconds((hash(n, 3) % 94608000 * 1000000)::BIGINT) AS occurred_at,
    TIMESTAMP '2026-01-01' AS received_at, false AS precision_day, 0 AS sequence, p::BIGINT AS person_identifier,
    CASE WHEN hash(n, 4) % 3 = 0 THEN (p // {per_account})::BIGINT END AS account_identifier,
    (1 + hash(n, 5) % 4)::USMALLINT AS channel,
    MAP {{'origin': CASE WHEN hash(n, 6) % 2 = 0 THEN 'fair' ELSE 'web' END}} AS properties, 1 AS batch
FROM (SELECT range AS n, 1 + hash(range, 7) % {persons} AS p FROM range({low}, {high}))
"""
PORTION = 1_000_000
SORT = """
CREATE OR REPLACE TEMP TABLE yardstick AS SELECT person, account, occurred_at, touchpoint FROM touch
ORDER BY account, occurred_at, sequence, event_id
"""
TOTALS = "SELECT touchpoint, count(*), count(person_gap), sum(account_gap)::DOUBLE FROM touch GROUP BY ALL ORDER BY ALL"


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
        return
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    folder = PLACE / f"recognition-{events}"
    if not (folder / "complete").exists():
        fill(folder, events)
    subprocess.run([sys.executable, "-m", "benchmarks.recognition", "--measure", str(folder)], check=True)


def fill(folder: Path, events: int) -> None:
    from wegmarke.engine import open_engine
    from wegmarke.events import create_tables, rebuild

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "events.duckdb"
    file.unlink(missing_ok=True)
    engine = open_engine(file, memory_mb=MEMORY_MB)
    create_tables(engine)
    persons = int(events / EVENTS_PER_PERSON)
    with engine.write() as session:
        for kind, text in (("source", "bench"), ("channel", "email")):
            session.run("INSERT INTO code VALUES ($kind, 1, $text)", {"kind": kind, "text": text})
        session.run(f"INSERT INTO code SELECT 'event', range, 'event_' || range FROM range(1, {NAMES + 2})")
        session.run("INSERT INTO code SELECT 'channel', range, 'channel_' || range FROM range(2, 5)")
        session.run(f"INSERT INTO person_owner SELECT range, range FROM range(1, {persons + 1})")
        session.run(
            f"INSERT INTO account_owner SELECT range, range FROM range(0, {persons // PERSONS_PER_ACCOUNT + 1})"
        )
        session.run("INSERT INTO marker VALUES ('batch', '1')")
    for low in range(0, events, PORTION):
        with engine.write() as session:
            high = min(low + PORTION, events)
            given = {"names": NAMES, "per_account": PERSONS_PER_ACCOUNT, "persons": persons, "low": low, "high": high}
            session.run(EVENTS.format(**given))
    _, seconds = timed(lambda: rebuild(engine, recognised()))
    report(f"derive {events:,} touches", f"{seconds:.1f} s")
    engine.close()
    (folder / "complete").touch()


def recognised(first: object = None, *, moved: bool = False) -> object:
    """Recognise every name but the last; `first` is another rule for the first, `moved` gives it to the second."""
    from wegmarke.events import Recogniser, Recognition
    from wegmarke.rules import parse_rule

    rules: dict[str, object] = {f"t{n}": {"event": f"event_{n}"} for n in range(1, NAMES)}
    if first is not None:
        rules["t1"] = first
    if moved:
        rules["t2"] = {"event": ["event_1", "event_2"]}
        del rules["t1"]
    phases = {name: 1 + place * 5 // NAMES for place, name in enumerate(rules)}
    return Recognition(tuple(Recogniser(name, parse_rule(rule), phases[name]) for name, rule in rules.items()))


def measure(folder: Path) -> None:
    from wegmarke.engine import open_engine
    from wegmarke.events import derive, rebuild, rehearse_recognition

    engine = open_engine(folder / "events.duckdb", memory_mb=MEMORY_MB)
    held = recognised()
    derive(engine, held)
    # the first statement of a process loads the libraries that write it
    rehearse_recognition(engine, held, recognised(moved=True))
    with engine.write() as session:
        _, sort = timed(lambda: session.run(SORT))
        session.run("DROP TABLE yardstick")
    changes = {
        "a tenth goes to another touchpoint": recognised(moved=True),
        "a twentieth is not recognised any more": recognised(
            {"all": [{"event": "event_1"}, {"field": "properties.origin", "is": "fair"}]}
        ),
        "all of it comes back": held,
    }
    for what, after in changes.items():
        before, name = held, what
        plan, rehearsed = timed(lambda before=before, after=after: rehearse_recognition(engine, before, after))
        _, seconds = timed(lambda after=after: derive(engine, after))
        numbers, asked = timed(lambda: engine.query(TOTALS))
        report(f"{name}: plan, {plan.touches:,} touches", f"{rehearsed:.1f} s")
        report(f"{name}: new numbers", f"{seconds + asked:.1f} s", bar="15 s", yardstick=f"a bare sort {sort:.1f} s")
        held = after
    numbers = engine.query(TOTALS)
    report("peak memory", f"{peak_memory_gb():.2f} GB")
    _, seconds = timed(lambda: rebuild(engine, held))
    report("deriving everything", f"{seconds:.1f} s", yardstick=f"equal: {numbers.equals(engine.query(TOTALS))}")


if __name__ == "__main__":
    main()
