"""Reports of phases over time: conversion, time in phase, and who is stuck."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.analytics_reports import Report, Rows
from wegmarke import analytics
from wegmarke.analytics import Result
from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.paths import PhaseColumn, PhaseModel

# 30 touchpoints, six in each of five phases
MODEL = PhaseModel(
    tuple(
        PhaseColumn(f"ph_{number}", LocalizedText.of(f"Phase {number}"), CanonicalPhase.CONSIDERATION, number)
        for number in range(1, 6)
    ),
    {f"tp_{code}": f"ph_{1 + (code - 1) // 6}" for code in range(1, 31)},
)
STAYS = """
WITH met AS (
    SELECT {unit} AS unit, occurred_at, max(1 + (touchpoint - 1) // 6) AS phase
    FROM touch WHERE {unit} IS NOT NULL AND touchpoint BETWEEN 1 AND 30 GROUP BY ALL
), entered AS (
    SELECT *, lag(phase) OVER (PARTITION BY unit ORDER BY occurred_at) AS before FROM met
), stays AS (
    SELECT unit, phase, occurred_at, lead(phase) OVER inside AS after, lead(occurred_at) OVER inside AS left_at
    FROM entered WHERE before IS DISTINCT FROM phase WINDOW inside AS (PARTITION BY unit ORDER BY occurred_at)
)
"""
CONVERSION = (
    STAYS
    + """
SELECT 'ph_' || phase, 'ph_' || after, count(*), count(DISTINCT unit)
FROM stays WHERE after IS NOT NULL GROUP BY phase, after
"""
)
# quantiles of a curve need a product over rows in order; the counts behind it are what a query gives
TIMES = (
    STAYS
    + """
SELECT 'ph_' || phase, count(DISTINCT unit), count(*), count(after), count(*) - count(after) FROM stays GROUP BY phase
"""
)
STALLED = (
    STAYS
    + """
, state AS (SELECT max(occurred_at) AS ends_at FROM touch)
, seen AS (SELECT {unit} AS unit, max(occurred_at) AS touched_at FROM touch
    WHERE {unit} IS NOT NULL AND touchpoint IS NOT NULL GROUP BY ALL)
SELECT unit FROM stays JOIN seen USING (unit), state
WHERE after IS NULL AND phase < 5 AND ends_at - occurred_at > INTERVAL 60 DAY
    AND ends_at - touched_at >= INTERVAL 30 DAY
ORDER BY touched_at, unit LIMIT 100
"""
)


def _moves(result: Result) -> Rows:
    rows = result.to_pyarrow().to_pylist()
    names = ("from_phase", "to_phase", "moves", "moved")
    return [tuple(row[name] for name in names) for row in rows if row["moves"] and row["to_phase"] != "(still)"]


def _stays(result: Result) -> Rows:
    names = ("phase", "units", "stays", "ended", "still")
    return [tuple(row[name] for name in names) for row in result.to_pyarrow().to_pylist() if row["stays"]]


def _units(result: Result) -> Rows:
    return [(unit,) for unit in result.to_pyarrow()["unit"].to_pylist()]


_READ = ("touchpoint", "epoch_us(occurred_at)", "{unit}")
REPORTS = [
    Report(
        "phase conversion",
        lambda touches, by: analytics.phase_conversion(touches, MODEL, by),
        _READ, CONVERSION, _moves,
    ),
    Report("time in phase", lambda touches, by: analytics.time_in_phase(touches, MODEL, by), _READ, TIMES, _stays),
    Report(
        "stalled units",
        lambda touches, by: analytics.stalled(touches, MODEL, by, longer_than=timedelta(days=60)),
        _READ, STALLED, _units,
    ),
]  # fmt: skip
