"""Engagement of everybody over ten million touches of a million persons, and of a batch of a thousand.

    python -m benchmarks.scores [touches]

The yardstick is one bare scan of the columns that a score reads.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.figures import best_of, peak_memory_gb, report, timed
from benchmarks.rules import SCAN, fill
from wegmarke.domain.scores import ScoreUnit
from wegmarke.engine import open_engine
from wegmarke.rules import Moment, Tables
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
    source = scores.Touches(engine.query, Tables(*[engine.table(name) for name in ("touch", "event", "code")]))
    score = scores.default_score("engagement")
    scan = best_of(5, lambda: engine.query(SCAN))
    for unit in (ScoreUnit.PERSON, ScoreUnit.ACCOUNT):
        found, first = timed(lambda unit=unit: source.scored(score, unit, NOW))
        whole = best_of(3, lambda unit=unit: source.scored(score, unit, NOW))
        chosen = np.random.default_rng(1).choice(found.numbers, min(1_000, len(found.numbers)), replace=False)
        few = best_of(3, lambda unit=unit, chosen=chosen: source.scored(score, unit, NOW, chosen))
        report(f"{unit}: everybody, first time", f"{first:.2f} s")
        report(f"{unit}: {len(found.numbers):,} scored", f"{whole:.2f} s", yardstick=f"bare scan {scan:.3f} s")
        report(f"{unit}: a batch of 1,000", f"{few * 1000:.0f} ms")
        threshold = score.thresholds[0]
    everybody = best_of(2, lambda: scores.crossings(source, score, threshold, NOW))
    report("crossings of one threshold, all accounts", f"{everybody:.2f} s")
    report("peak memory", f"{peak_memory_gb():.2f} GB")


if __name__ == "__main__":
    main()
