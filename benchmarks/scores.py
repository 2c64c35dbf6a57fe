"""Engagement of everybody over ten million touches of a million persons, and of a batch of a thousand.

    python -m benchmarks.scores [touches]

The path index and the statements over the touches answer the same and must agree; the yardsticks are one bare scan of
the columns that a score reads, and the statements.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.figures import best_of, peak_memory_gb, report
from benchmarks.rules import SCAN, fill
from wegmarke.domain.scores import ScoreUnit
from wegmarke.engine import open_engine
from wegmarke.paths import behaviour, index
from wegmarke.rules import Moment, Tables, TouchTables
from wegmarke.segments import scores

NOW = Moment(datetime(2026, 3, 1, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
NAMES = ("form_submitted", "webinar_attended", "page_viewed", "demo_held", "newsletter_opened", "email_bounced")


def main() -> None:
    touches = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    engine = open_engine(None, memory_mb=4096)
    fill(engine, touches)
    with engine.write() as session:
        for code, text in enumerate(NAMES, 5):
            session.run(
                "UPDATE code SET text = $text WHERE kind = 'event' AND code = $code", {"code": code, "text": text}
            )
    tables = Tables(*[engine.table(name) for name in ("touch", "event", "code")])
    indexes = [index.PathIndex(engine, unit) for unit in ("person", "account")]
    snapshots = [one.build() for one in indexes]
    behaviour.rehearse()
    walked = behaviour.PathBehaviours(*snapshots, TouchTables(engine.query, tables))
    source = scores.Touches(engine.query, tables)
    paths = scores.Touches(engine.query, tables, walked)
    score = scores.default_score("engagement")
    capped = scores.load_score(scores.dump_score(score).replace("most_per_day: 20", "most_per_day: 1"))
    scan = best_of(5, lambda: engine.query(SCAN))
    for what, document in (("", score), (", one a day", capped)):
        for unit in (ScoreUnit.PERSON, ScoreUnit.ACCOUNT):
            compare(f"{unit}{what}", document, unit, source, paths, f"bare scan {scan * 1000:.0f} ms")
    threshold = score.thresholds[0]
    if not scores.crossings(paths, score, threshold, NOW).equals(scores.crossings(source, score, threshold, NOW)):
        raise SystemExit("crossings: the index and the tables disagree")
    mine, theirs = (best_of(2, lambda of=of: scores.crossings(of, score, threshold, NOW)) for of in (paths, source))
    report("crossings of one threshold, all accounts", f"{mine:.2f} s", yardstick=f"statements {theirs:.2f} s, equal")
    report("peak memory", f"{peak_memory_gb():.2f} GB")


def compare(
    what: str, score: scores.EngagementScore, unit: ScoreUnit, source: scores.Touches, paths: scores.Touches, scan: str
) -> None:
    """Report everybody and a batch, by the index beside the statements; both must agree."""
    found, by_tables = paths.scored(score, unit, NOW), source.scored(score, unit, NOW)
    if not np.array_equal(found.of(found.numbers), by_tables.of(found.numbers)):
        raise SystemExit(f"{what}: the index and the tables disagree")
    few = np.sort(np.random.default_rng(1).choice(found.numbers, min(1_000, len(found.numbers)), replace=False))
    for units in (None, few):
        mine = best_of(5, lambda units=units: paths.scored(score, unit, NOW, units))
        theirs = best_of(2, lambda units=units: source.scored(score, unit, NOW, units))
        many = f"{len(found.numbers):,} scored" if units is None else f"a batch of {len(few):,}"
        report(f"{what}: {many}", f"{mine * 1000:.0f} ms", bar="1 s" if units is None else "",
               yardstick=f"{scan}, statements {theirs * 1000:.0f} ms, equal")  # fmt: skip


if __name__ == "__main__":
    main()
