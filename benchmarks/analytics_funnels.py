"""Reports of funnels over steps: a sequential one with a window, and a strict one."""

from __future__ import annotations

from benchmarks.analytics_reports import Report, Rows
from wegmarke.analytics import Result, funnels
from wegmarke.analytics.funnels import FunnelPlan
from wegmarke.domain import Unit
from wegmarke.paths import Touches

STEPS = (1, 2, 3, 4)

# The deepest attempt of each unit: for each step the latest start from which it can be reached in time. Only the
# counts are compared, so the query need not know which attempt it was.
SEQUENTIAL = """
WITH path AS (
    SELECT {unit} AS unit, touchpoint AS here, epoch_us(occurred_at) AS us,
        row_number() OVER (PARTITION BY {unit} ORDER BY occurred_at, sequence, event_id) AS place
    FROM touch WHERE {unit} IS NOT NULL AND touchpoint IN (1, 2, 3, 4)
), one AS (
    SELECT *, max(CASE WHEN here = 1 THEN us END) OVER earlier AS started FROM path
    WINDOW earlier AS (PARTITION BY unit ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), two AS (
    SELECT *, max(CASE WHEN here = 2 AND us - started <= 2592000000000 THEN started END) OVER earlier AS second FROM one
    WINDOW earlier AS (PARTITION BY unit ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), three AS (
    SELECT *, max(CASE WHEN here = 3 AND us - second <= 2592000000000 THEN second END) OVER earlier AS third FROM two
    WINDOW earlier AS (PARTITION BY unit ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), deepest AS (
    SELECT unit, max(CASE
        WHEN here = 4 AND us - third <= 2592000000000 THEN 4 WHEN here = 3 AND us - second <= 2592000000000 THEN 3
        WHEN here = 2 AND us - started <= 2592000000000 THEN 2 WHEN here = 1 THEN 1 ELSE 0 END) AS depth
    FROM three GROUP BY unit
)
SELECT step, (SELECT count(*) FROM deepest WHERE depth >= step) AS units FROM range(1, 5) t(step)
"""

STRICT = """
WITH path AS (
    SELECT {unit} AS unit, touchpoint AS here, lead(touchpoint, 1) OVER inside AS second,
        lead(touchpoint, 2) OVER inside AS third, lead(touchpoint, 3) OVER inside AS fourth
    FROM touch WHERE {unit} IS NOT NULL AND touchpoint IS NOT NULL
    WINDOW inside AS (PARTITION BY {unit} ORDER BY occurred_at, sequence, event_id)
), deepest AS (
    SELECT unit, max(CASE WHEN second = 2 AND third = 3 AND fourth = 4 THEN 4 WHEN second = 2 AND third = 3 THEN 3
        WHEN second = 2 THEN 2 ELSE 1 END) AS depth
    FROM path WHERE here = 1 GROUP BY unit
)
SELECT step, (SELECT count(*) FROM deepest WHERE depth >= step) AS units FROM range(1, 5) t(step)
"""


def _plan(order: str, window: str | None) -> FunnelPlan:
    plan, problems = funnels.read_plan([f"tp_{number}" for number in STEPS], order=order, window=window)
    assert not problems
    return plan


def _sequential(touches: Touches, by: Unit) -> Result:
    return funnels.funnel(touches, _plan("sequential", "30 days"), by)


def _strict(touches: Touches, by: Unit) -> Result:
    return funnels.funnel(touches, _plan("strict", None), by)


def _trend(touches: Touches, by: Unit) -> Result:
    return funnels.funnel_trend(touches, _plan("sequential", "30 days"), by)


def _units(result: Result) -> Rows:
    return [(row["step"], row["units"]) for row in result.to_pyarrow().to_pylist()]


def _entered(result: Result) -> Rows:
    rows = result.to_pyarrow().to_pylist()
    return [(1, sum(row["entered"] for row in rows)), (4, sum(row["converted"] for row in rows))]


COLUMNS = ("touchpoint", "epoch_us(occurred_at)", "{unit}")
REPORTS = [
    Report("funnel of four steps in 30 days", _sequential, COLUMNS, SEQUENTIAL, _units),
    Report("strict funnel of four steps", _strict, COLUMNS, STRICT, _units),
    Report("funnel trend by month", _trend, COLUMNS, f"SELECT * FROM ({SEQUENTIAL}) WHERE step IN (1, 4)", _entered),
]
