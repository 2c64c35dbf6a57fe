"""Reports of retention: cohorts by month, recurring streaks, and days that roll from the start."""

from __future__ import annotations

from benchmarks.analytics_reports import Report, Rows
from wegmarke import analytics
from wegmarke.analytics import Result

COHORTS = """
WITH met AS (
    SELECT {unit} AS unit, date_trunc('month', occurred_at)::DATE AS month, occurred_at
    FROM touch WHERE {unit} IS NOT NULL AND touchpoint IS NOT NULL
), first AS (SELECT unit, min(month) AS cohort FROM met GROUP BY unit),
back AS (SELECT DISTINCT unit, month FROM met)
SELECT cohort, datediff('month', cohort, month) AS since, count(*)
FROM back JOIN first USING (unit) WHERE since <= 12 GROUP BY ALL
"""
ROLLING = """
WITH met AS (
    SELECT {unit} AS unit, epoch_us(occurred_at) AS happened FROM touch
    WHERE {unit} IS NOT NULL AND touchpoint IS NOT NULL
), first AS (SELECT unit, min(happened) AS began FROM met GROUP BY unit),
back AS (SELECT DISTINCT unit, began, (happened - began) // 604800000000 AS since FROM met JOIN first USING (unit))
SELECT date_trunc('week', make_timestamp(began))::DATE AS cohort, since, count(*)
FROM back WHERE since <= 12 GROUP BY ALL
"""


def _cells(result: Result) -> Rows:
    rows = result.to_pyarrow().to_pylist()
    return [(row["cohort"], row["periods_since"], row["units"]) for row in rows if row["cohort"] and row["units"]]


_READ = ("touchpoint", "epoch_us(occurred_at)", "{unit}")
REPORTS = [
    Report("retention by month", lambda touches, by: analytics.retention(touches, by), _READ, COHORTS, _cells),
    Report(
        "retention by rolling weeks",
        lambda touches, by: analytics.retention(touches, by, length="week", rolling=True),
        _READ, ROLLING, _cells,
    ),
]  # fmt: skip
