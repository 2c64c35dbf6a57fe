"""A rule of three behaviours over ten million touches of a million persons: everybody, and a batch of a thousand.

    python -m benchmarks.rules [touches]

The touches are generated in memory, in the order in which they are stored. The yardstick is one bare scan of the
columns that the rule reads. The path index will answer the same questions; this measures the tables of the engine.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import numpy as np

from benchmarks.figures import best_of, peak_memory_gb, report, timed
from wegmarke.engine import Engine, open_engine
from wegmarke.rules import (
    NOBODY,
    Moment,
    Subjects,
    Tables,
    TouchTables,
    compile_subject_rule,
    judge,
    judge_all,
    parse_subject_rule,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TOUCHES_PER_PERSON = 10
TOUCH = """
CREATE TABLE touch AS
SELECT (person // 20)::BIGINT AS account, person::BIGINT AS person,
       TIMESTAMP '2026-03-01' - to_seconds(ago) AS occurred_at, 0::BIGINT AS sequence,
       uuid() AS event_id, 1::USMALLINT AS source, event::USMALLINT AS event, NULL::USMALLINT AS touchpoint,
       NULL::USMALLINT AS channel, CASE WHEN event = 3 THEN 125000 END::BIGINT AS value_minor, 'EUR' AS currency
FROM (SELECT hash(range) % $persons::UBIGINT AS person, (hash(range + 7) % 31536000)::BIGINT AS ago,
             1 + (hash(range + 13) % 20)::INTEGER AS event
      FROM range($touches::BIGINT))
ORDER BY account, person, occurred_at
"""
SCAN = "SELECT max(person), max(event), max(occurred_at) FROM touch"
RULE = {
    "all": [
        {"did": {"event": "pricing_viewed", "within": "30 days", "at_least": 1}},
        {"did": {"event": ["form_submitted", "demo_held"], "within": "180 days"}},
        {"did_not": {"event": "order_placed", "within": "365 days"}},
    ]
}
SEQUENCE = {
    "did": {"event": "pricing_viewed", "within": "90 days", "then": [{"event": "form_submitted", "within": "14 days"}]}
}
NAMED = {1: "pricing_viewed", 2: "form_submitted", 3: "order_placed", 4: "demo_held"}


def main() -> None:
    touches = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    engine = open_engine(None, memory_mb=4096)
    fill(engine, touches)
    tables = Tables(*[engine.table(name) for name in ("touch", "event", "code")])
    source, moment = TouchTables(engine.query, tables), Moment(NOW)
    persons = engine.query("SELECT DISTINCT person, account FROM touch ORDER BY person")
    numbers, accounts = (persons[name].to_numpy().astype(np.int64) for name in ("person", "account"))
    everybody = Subjects.of_persons(numbers, accounts, are_all=True)
    chosen = np.random.default_rng(1).choice(numbers, 1_000, replace=False)
    batch = Subjects.of_persons(chosen, np.full(1_000, NOBODY))
    scan = best_of(5, lambda: engine.query(SCAN))
    for what, tree in (("three behaviours", RULE), ("a sequence", SEQUENCE)):
        plan, compiled = timed(lambda tree=tree: compile_subject_rule(parse_subject_rule(tree)))
        found, first = timed(lambda plan=plan: judge(plan, everybody, moment, source))
        judge(plan, batch, moment, source)
        whole = best_of(5, lambda plan=plan: judge(plan, everybody, moment, source))
        few = best_of(5, lambda plan=plan: judge(plan, batch, moment, source))
        bars = ("1 s", "50 ms") if tree is RULE else ("", "")
        report(f"{what}: check and plan", f"{compiled * 1000:.1f} ms")
        report(f"{what}: everybody, first time", f"{first:.3f} s")
        report(
            f"{what}: {len(everybody):,} persons, {len(found.numbers):,} found",
            f"{whole:.3f} s",
            bar=bars[0],
            yardstick=f"bare scan {scan:.3f} s",
        )
        report(f"{what}: a batch of 1,000", f"{few * 1000:.0f} ms", bar=bars[1])
    report_many(batch, moment, source)
    report("peak memory", f"{peak_memory_gb():.2f} GB")


def report_many(batch: Subjects, moment: Moment, source: TouchTables) -> None:
    """Judge a hundred rules at once, as a workspace with a hundred segments does for every micro-batch."""
    names = list(NAMED.values())
    trees = [{"did": {"event": names[n % 4], "within": f"{n + 1} days", "at_least": 1 + n % 3}} for n in range(100)]
    plans = [compile_subject_rule(parse_subject_rule(tree)) for tree in trees]
    judge_all(plans, batch, moment, source)
    report(
        "100 rules: a batch of 1,000", f"{best_of(3, lambda: judge_all(plans, batch, moment, source)) * 1000:.0f} ms"
    )


def fill(engine: Engine, touches: int) -> None:
    with engine.write() as session:
        session.run(TOUCH, {"touches": touches, "persons": max(touches // TOUCHES_PER_PERSON, 1_000)})
        session.run("CREATE TABLE event AS SELECT event_id, event, source, channel, value_minor, currency, "
                    "NULL::MAP(VARCHAR, VARCHAR) AS properties FROM touch")  # fmt: skip
        session.run("CREATE TABLE code (kind VARCHAR, code USMALLINT, text VARCHAR)")
        for code in range(1, 21):
            values = {"code": code, "text": NAMED.get(code, f"event_{code}")}
            session.run("INSERT INTO code VALUES ('event', $code, $text)", values)
        session.run("INSERT INTO code VALUES ('source', 1, 'bench')")


if __name__ == "__main__":
    main()
