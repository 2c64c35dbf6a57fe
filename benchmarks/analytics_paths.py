"""Reports of paths: transitions, flows by position, whole paths, outcomes side by side, and lengths."""

from __future__ import annotations

from benchmarks.analytics_reports import Report, Rows
from wegmarke import analytics
from wegmarke.analytics import Ends, Result

WON, LOST = "tp_20", "tp_25"
PATH = """
path AS (
    SELECT {unit} AS unit, touchpoint, occurred_at, sequence, event_id FROM touch
    WHERE {unit} IS NOT NULL AND touchpoint IS NOT NULL
)
"""
TRANSITIONS = f"""
WITH {PATH}, hops AS (
    SELECT unit, touchpoint AS here, lag(touchpoint) OVER inside AS before, lead(touchpoint) OVER inside AS after
    FROM path WINDOW inside AS (PARTITION BY unit ORDER BY occurred_at, sequence, event_id)
), steps AS (
    SELECT unit, before, here FROM hops UNION ALL SELECT unit, here, NULL FROM hops WHERE after IS NULL
)
SELECT coalesce('tp_' || before, '(start)') AS came_from, coalesce('tp_' || here, '(end)') AS went_to,
    count(*) AS transitions, count(DISTINCT unit) AS units
FROM steps GROUP BY before, here
"""
POSITIONS = f"""
WITH {PATH}, hops AS (
    SELECT touchpoint AS here, lag(touchpoint) OVER inside AS before, row_number() OVER inside AS place
    FROM path WINDOW inside AS (PARTITION BY unit ORDER BY occurred_at {{direction}}, sequence {{direction}})
)
SELECT place, before, here, count(*) AS units FROM hops WHERE place BETWEEN 2 AND 6 GROUP BY ALL
"""
VARIANTS = f"""
WITH {PATH}, placed AS (
    SELECT unit, touchpoint, occurred_at, sequence,
        min(CASE WHEN touchpoint = 20 THEN (occurred_at, sequence) END) OVER (PARTITION BY unit) AS won
    FROM path
), spelled AS (
    SELECT unit, list('tp_' || touchpoint ORDER BY occurred_at, sequence)
            FILTER (won IS NULL OR (occurred_at, sequence) < won) AS way
    FROM placed GROUP BY unit
)
SELECT count(*) AS units FROM spelled GROUP BY way ORDER BY units DESC LIMIT 20
"""
OUTCOMES = f"""
WITH {PATH}, ended AS (
    SELECT unit, arg_min(touchpoint, (occurred_at, sequence)) FILTER (touchpoint IN (20, 25)) AS ending,
        max(occurred_at) AS last_at FROM path GROUP BY unit
)
SELECT CASE ending WHEN 20 THEN 'won' WHEN 25 THEN 'lost' ELSE CASE WHEN
    last_at <= (SELECT max(occurred_at) FROM touch) - INTERVAL 90 DAY THEN 'stalled' ELSE 'open' END END AS outcome,
    count(*) AS units
FROM ended GROUP BY ALL
"""
LENGTHS = f"""
WITH {PATH}, spans AS (
    SELECT count(*) AS size, epoch_us(max(occurred_at)) - epoch_us(min(occurred_at)) AS us FROM path GROUP BY unit
)
SELECT 'touches', count(*), quantile_cont(size::DOUBLE, 0.5), max(size)::DOUBLE FROM spans
UNION ALL SELECT 'hours', count(*), quantile_cont(us / 3600000000.0, 0.5), max(us) / 3600000000.0 FROM spans
"""


ENDS = Ends((WON,), (LOST,), stalled_days=90)


def transition_rows(result: Result) -> Rows:
    table = result.to_pyarrow().select(["from_touchpoint", "to_touchpoint", "transitions", "units"])
    return [tuple(row.values()) for row in table.to_pylist()]


def position_rows(result: Result) -> Rows:
    """Flows between touchpoints by the position further from the anchor, in codes."""
    found = []
    for row in result.to_pyarrow().to_pylist():
        near, far = (row["from_touchpoint"], row["to_touchpoint"])
        place = row["to_position"]
        if row["position"] < 0:
            near, far, place = far, near, -row["position"]
        if far.startswith("tp_"):
            found.append((place, int(near[3:]), int(far[3:]), row["units"]))
    return found


def variant_rows(result: Result) -> Rows:
    return [(row["units"],) for row in result.to_pyarrow().to_pylist() if row["variants"] == 1]


def outcome_rows(result: Result) -> Rows:
    rows = result.to_pyarrow().to_pylist()
    totals = [(outcome, sum(row[outcome] for row in rows)) for outcome in analytics.OUTCOMES]
    return [one for one in totals if one[1]]


def length_rows(result: Result) -> Rows:
    return [(row["measure"], row["units"], row["median"], row["max"]) for row in result.to_pyarrow().to_pylist()]


READ = ("touchpoint", "{unit}")
TIMED = (*READ, "epoch_us(occurred_at)")
REPORTS = [
    Report("transitions", lambda touches, by: analytics.paths(touches, by), READ, TRANSITIONS, transition_rows),
    Report(
        "flows from the start",
        lambda touches, by: analytics.sankey(touches, by, top=50),
        READ, POSITIONS.replace("{direction}", "ASC"), position_rows,
    ),
    Report(
        "flows back from the end",
        lambda touches, by: analytics.sankey(touches, by, top=50, anchor="end"),
        READ, POSITIONS.replace("{direction}", "DESC"), position_rows,
    ),
    Report(
        "variants with wins",
        lambda touches, by: analytics.variants(touches, by, won=(WON,)),
        (*READ, "value_minor"), VARIANTS, variant_rows,
    ),
    Report(
        "variants by outcome",
        lambda touches, by: analytics.variants_by_outcome(touches, by, ends=ENDS),
        TIMED, OUTCOMES, outcome_rows,
    ),
    Report("lengths", lambda touches, by: analytics.path_lengths(touches, by), TIMED, LENGTHS, length_rows),
]  # fmt: skip
