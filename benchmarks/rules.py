"""A rule of three behaviours over ten million touches of a million persons: everybody, and a batch of a thousand.

    python -m benchmarks.rules [touches]

The touches are generated in memory, in the order in which they are stored. The path index and the tables of the engine
answer the same questions and must agree; the yardsticks are one bare scan of the columns that the rule reads, and the
statements over the tables.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import numpy as np

from benchmarks.figures import best_of, peak_memory_gb, report, timed
from wegmarke.engine import Engine, open_engine
from wegmarke.paths import behaviour, index
from wegmarke.rules import (
    BehaviourSource,
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
       NULL::USMALLINT AS phase,
       NULL::USMALLINT AS channel, CASE WHEN event = 3 THEN 125000 END::BIGINT AS value_minor, 'EUR' AS currency,
       false AS precision_day, false AS automated, false AS internal
FROM (SELECT hash(range) % $persons::UBIGINT AS person, (hash(range + 7) % 31536000)::BIGINT AS ago,
             1 + (hash(range + 13) % 20)::INTEGER AS event
      FROM range($touches::BIGINT))
ORDER BY account, person, occurred_at
"""
ORIGIN = "MAP {'origin': CASE WHEN hash(event_id) % 5 = 0 THEN 'fair' ELSE 'web' END}"
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
AT_ACCOUNT = {
    "all": [
        {"did": {"event": "pricing_viewed", "by": "anybody_at_account", "within": "30 days", "at_least": 3}},
        {"distinct_days": {"event": "form_submitted", "within": "365 days", "at_least": 2}},
        {"sum": {"event": "order_placed", "of": "value", "currency": "EUR", "more_than": 1000}},
    ]
}
PROPERTIES = {
    "did": {"event": "form_submitted", "where": {"field": "properties.origin", "is": "fair"}, "within": "90 days"}
}
RULES = {
    "three behaviours": RULE,
    "a sequence": SEQUENCE,
    "account, days, sum": AT_ACCOUNT,
    "a property": PROPERTIES,
}
NAMED = {1: "pricing_viewed", 2: "form_submitted", 3: "order_placed", 4: "demo_held"}


def main() -> None:
    touches = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    engine = open_engine(None, memory_mb=4096)
    fill(engine, touches)
    stored = TouchTables(engine.query, Tables(*[engine.table(name) for name in ("touch", "event", "code")]))
    moment = Moment(NOW)
    indexes = [index.PathIndex(engine, unit) for unit in ("person", "account")]
    snapshots, build = timed(lambda: [one.build() for one in indexes])
    report("both indexes built", f"{build:.1f} s")
    _, warm = timed(behaviour.rehearse)
    report("load or compile all passes over behaviour", f"{warm:.1f} s")
    walked = behaviour.PathBehaviours(*snapshots, stored)
    persons = engine.query("SELECT DISTINCT person, account FROM touch ORDER BY person")
    numbers, accounts = (persons[name].to_numpy().astype(np.int64) for name in ("person", "account"))
    everybody = Subjects.of_persons(numbers, accounts, are_all=True)
    chosen = np.sort(np.random.default_rng(1).choice(numbers.size, 1_000, replace=False))
    batch = Subjects.of_persons(numbers[chosen], accounts[chosen])
    scan = best_of(5, lambda: engine.query(SCAN))
    for what, tree in RULES.items():
        plan, compiled = timed(lambda tree=tree: compile_subject_rule(parse_subject_rule(tree)))
        report(f"{what}: check and plan", f"{compiled * 1000:.1f} ms")
        for subjects, bar in ((everybody, "1 s"), (batch, "50 ms")):
            found = judge(plan, subjects, moment, walked).numbers
            is_same = np.array_equal(found, judge(plan, subjects, moment, stored).numbers)
            if not is_same:
                raise SystemExit(f"{what}: the index and the tables disagree")
            mine = best_of(5, lambda subjects=subjects, plan=plan: judge(plan, subjects, moment, walked))
            theirs = best_of(2, lambda subjects=subjects, plan=plan: judge(plan, subjects, moment, stored))
            report(
                f"{what}: {len(subjects):,} persons, {len(found):,} found",
                f"{mine * 1000:.0f} ms",
                bar=bar if tree is RULE else "",
                yardstick=f"bare scan {scan * 1000:.0f} ms, statements {theirs * 1000:.0f} ms, equal: {is_same}",
            )
    for source, name in ((walked, "index"), (stored, "statements")):
        report_many(batch, moment, source, name)
    report("peak memory", f"{peak_memory_gb():.2f} GB")


def report_many(batch: Subjects, moment: Moment, source: BehaviourSource, name: str) -> None:
    """Judge a hundred rules at once, as a workspace with a hundred segments does for every micro-batch."""
    names = list(NAMED.values())
    trees = [{"did": {"event": names[n % 4], "within": f"{n + 1} days", "at_least": 1 + n % 3}} for n in range(100)]
    plans = [compile_subject_rule(parse_subject_rule(tree)) for tree in trees]
    judge_all(plans, batch, moment, source)
    seconds = best_of(3, lambda: judge_all(plans, batch, moment, source))
    report(f"100 rules: a batch of 1,000, {name}", f"{seconds * 1000:.0f} ms")


def fill(engine: Engine, touches: int, each: int = TOUCHES_PER_PERSON) -> None:
    """Make touches, so many of each person in the mean."""
    with engine.write() as session:
        session.run(TOUCH, {"touches": touches, "persons": max(touches // each, 1_000)})
        session.run("CREATE TABLE event AS SELECT event_id, event, source, channel, value_minor, currency, "
                    f"{ORIGIN} AS properties FROM touch")  # fmt: skip
        session.run("CREATE TABLE code (kind VARCHAR, code USMALLINT, text VARCHAR)")
        for code in range(1, 21):
            values = {"code": code, "text": NAMED.get(code, f"event_{code}")}
            session.run("INSERT INTO code VALUES ('event', $code, $text)", values)
        session.run("INSERT INTO code VALUES ('source', 1, 'bench')")


if __name__ == "__main__":
    main()
