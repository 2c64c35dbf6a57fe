"""Ask generated touches for churn, Storno and checkouts: `python -m benchmarks.losses --touches 5000000`.

A hundred touches per account; one in a hundred is an order, fewer are cancellations, checkouts and attempts to pay.
Beside each answer stands the scan that no answer can do without, with the sort of the touches that mean something.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from benchmarks.figures import peak_memory_gb, report
from wegmarke.analytics import checkout, churn, storno
from wegmarke.engine import open_engine
from wegmarke.events.tables import TOUCH_COLUMNS
from wegmarke.paths import Touches, warm_up

_ROWS = """
INSERT INTO touch BY NAME
SELECT 1 + (hash(i) % {accounts})::BIGINT AS account, 1 + (hash(i) % {accounts})::BIGINT AS person,
    TIMESTAMP '2023-01-01' + to_microseconds((hash(i, 1) % 63072000000000)::BIGINT) AS occurred_at,
    false AS precision_day, i AS sequence, ('00000000-0000-4000-8000-' || lpad(i::VARCHAR, 12, '0'))::UUID AS event_id,
    1 AS source, 1 AS event,
    CASE WHEN draw < 100 THEN 25 WHEN draw < 112 THEN 26 WHEN draw < 160 THEN 27 WHEN draw < 220 THEN 28
        WHEN draw < 230 THEN 29 ELSE 1 + draw % 24 END AS touchpoint,
    CASE WHEN draw < 100 OR draw BETWEEN 112 AND 159 THEN 1000 + (hash(i, 2) % 900000)::BIGINT END AS value_minor,
    CASE WHEN draw < 100 OR draw BETWEEN 112 AND 159 THEN 'EUR' END AS currency
FROM (SELECT i, (hash(i, 3) % 10000)::INTEGER AS draw FROM range({touches}) made(i)) ORDER BY account, occurred_at
"""
_EVENTS = """
CREATE TABLE event AS SELECT event_id, MAP {
    'reason': ['price', 'delay', 'mistake'][1 + sequence % 3], 'method': ['card', 'invoice'][1 + sequence % 2],
    'state': ['paid', 'failed', 'expired', 'canceled'][1 + sequence % 4]
} AS properties FROM touch
"""
_CODES = """
CREATE TABLE code AS SELECT 'touchpoint' AS kind, i::USMALLINT AS code, 'tp_' || i AS text FROM range(1, 30) made(i)
UNION ALL SELECT 'event', 1, 'touched'
"""
_ORDERS = "SELECT account, occurred_at FROM touch WHERE touchpoint = 25 ORDER BY account, occurred_at"
_MEANT = "SELECT * FROM touch WHERE touchpoint BETWEEN 25 AND 29 ORDER BY account, occurred_at, sequence, event_id"
_WHAT = {"orders": "orders", "meant": "what means something"}
_STORNO = {"orders": "tp_25", "cancellations": "tp_26", "save_offers": "tp_29"}
_CHECKOUT = {"starts": "tp_27", "attempts": "tp_28", "orders": "tp_25"}


def generated(touches: int, memory_mb: int) -> tuple[object, Touches]:
    """Fill an engine in memory."""
    engine = open_engine(None, memory_mb=memory_mb)
    with engine.write() as session:
        session.run(f"CREATE TABLE touch ({TOUCH_COLUMNS})")
        session.run(_ROWS.format(accounts=max(touches // 100, 1), touches=touches))
        session.run(_EVENTS)
        session.run(_CODES)
    codes = engine.table("code")
    named = codes.filter(codes.kind == "touchpoint").select("code", touchpoint="text")
    return engine, Touches(engine.table("touch"), engine.table("event"), codes, named)


def clocked(work: Callable[[], object]) -> tuple[float, float]:
    """Return wall and CPU seconds of the better of two turns."""
    turns = []
    for _ in range(2):
        began, spent = time.perf_counter(), time.process_time()
        work()
        turns.append((time.perf_counter() - began, time.process_time() - spent))
    return min(turns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--touches", type=int, default=1_000_000)
    parser.add_argument("--memory-mb", type=int, default=6_000)
    asked = parser.parse_args()
    warm_up()
    engine, touches = generated(asked.touches, asked.memory_mb)
    scans = {
        name: clocked(lambda statement=statement: engine.query(statement))[0]  # type: ignore[attr-defined]
        for name, statement in (("orders", _ORDERS), ("meant", _MEANT))
    }
    questions: list[tuple[str, str, Callable[[], object]]] = [
        ("churn rates", "orders", lambda: churn.rates(touches, orders="tp_25")),
        ("churn curve", "orders", lambda: churn.curve(touches, orders="tp_25")),
        ("churn win-back", "orders", lambda: churn.win_back(touches, orders="tp_25")),
        ("Storno rates", "meant", lambda: storno.rates(touches, **_STORNO)),
        ("Storno reasons", "meant", lambda: storno.reasons(touches, **_STORNO)),
        ("Storno touchpoints", "meant", lambda: storno.touchpoints(touches, **_STORNO)),
        ("Storno paths", "meant", lambda: storno.paths(touches, **_STORNO)),
        ("Storno offers", "meant", lambda: storno.saves(touches, **_STORNO)),
        ("checkout rates", "meant", lambda: checkout.rates(touches, **_CHECKOUT)),
        ("checkout attempts", "meant", lambda: checkout.attempts(touches, **_CHECKOUT)),
    ]
    for name, scan, ask in questions:
        wall, spent = clocked(ask)
        report(
            f"{name}, {asked.touches:,} touches", f"{wall:.2f} s, CPU {spent:.2f}",
            yardstick=f"scan and sort of {_WHAT[scan]} {scans[scan]:.2f} s",
        )  # fmt: skip
    report("peak memory", f"{peak_memory_gb():.2f} GB")


if __name__ == "__main__":
    main()
