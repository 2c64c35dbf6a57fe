"""Hand-written queries for the questions of `benchmarks.paths`, over the same touches; and the bare scans."""

PATH = """
CREATE OR REPLACE TEMP VIEW path AS
SELECT person AS unit, occurred_at, sequence, event_id, touchpoint, phase FROM touch
WHERE person IS NOT NULL AND touchpoint IS NOT NULL
"""

TRANSITIONS = """
SELECT from_code, to_code, count(*) AS transitions FROM (
    SELECT touchpoint AS to_code,
        coalesce(lag(touchpoint) OVER (PARTITION BY unit ORDER BY occurred_at, sequence, event_id), 0) AS from_code
    FROM path
) GROUP BY ALL
UNION ALL
SELECT arg_max(touchpoint, (occurred_at, sequence)) AS from_code, 0, 1 FROM path GROUP BY unit
"""
TRANSITIONS = f"SELECT from_code, to_code, sum(transitions)::BIGINT AS transitions FROM ({TRANSITIONS}) GROUP BY ALL"

VARIANTS = """
SELECT spelled, count(*) AS units FROM (
    SELECT list(touchpoint ORDER BY occurred_at, sequence, event_id) AS spelled FROM path GROUP BY unit
) GROUP BY ALL ORDER BY units DESC, spelled LIMIT 20
"""

PHASES = """
WITH entered AS (
    SELECT unit, occurred_at, sequence, event_id, phase,
        lag(phase) OVER (PARTITION BY unit ORDER BY occurred_at, sequence, event_id) AS before
    FROM path WHERE phase IS NOT NULL
), stays AS (
    SELECT phase, lead(occurred_at) OVER (PARTITION BY unit ORDER BY occurred_at, sequence, event_id) AS left_at,
        occurred_at
    FROM entered WHERE before IS DISTINCT FROM phase
), lengths AS (SELECT phase, epoch_us(left_at) - epoch_us(occurred_at) AS length FROM stays)
SELECT phase, count(length) AS ended, count(*) - count(length) AS still, coalesce(sum(length), 0)::BIGINT AS total_us,
    quantile_cont(length::DOUBLE, 0.5) AS q0
FROM lengths GROUP BY ALL ORDER BY phase
"""

# generated data lie in one summer and one winter time; the offsets come from the calendar of the product
COHORTS = """
WITH local AS (
    SELECT unit, (date_part('year', moment) * 12 + date_part('month', moment))::BIGINT AS month
    FROM (SELECT unit, occurred_at + to_seconds({offset}) AS moment FROM path)
), first AS (SELECT unit, min(month) AS cohort FROM local GROUP BY unit)
SELECT cohort, month - cohort AS periods_since, count(DISTINCT unit) AS units
FROM local JOIN first USING (unit) GROUP BY ALL
"""


def funnel(steps: list[list[int]], days: int) -> str:
    """Reach every step by the latest start that got so far, as engines do it best: one aggregation per step."""
    window = days * 86_400_000_000
    matched = " ".join(
        f"WHEN touchpoint IN ({', '.join(map(str, codes))}) THEN {number}" for number, codes in enumerate(steps)
    )
    chain = [
        f"""t AS (SELECT unit, epoch_us(occurred_at) AS moment, CASE {matched} END AS step,
        row_number() OVER (PARTITION BY unit ORDER BY occurred_at, sequence, event_id) AS place FROM path)""",
        "w0 AS (SELECT unit, moment AS began, place, moment FROM t WHERE step = 0)",
    ]
    for number in range(1, len(steps)):
        chain.append(
            f"""c{number} AS (
            SELECT unit, place, moment, step,
                last_value(CASE WHEN step = {number - 1} THEN began END IGNORE NULLS) OVER (
                    PARTITION BY unit ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS began
            FROM (
                SELECT unit, place, moment, step, NULL::BIGINT AS began FROM t WHERE step = {number}
                UNION ALL SELECT unit, place, moment, {number - 1}, began FROM w{number - 1}))"""
        )
        chain.append(
            f"""w{number} AS (SELECT unit, began, place, moment FROM c{number}
            WHERE step = {number} AND began IS NOT NULL AND moment - began <= {window})"""
        )
    counts = ", ".join(f"(SELECT count(DISTINCT unit) FROM w{number}) AS step{number}" for number in range(len(steps)))
    return f"WITH {', '.join(chain)} SELECT {counts}"


SCANS = {
    "transitions": "SELECT sum(touchpoint), sum(person) FROM touch",
    "phases": "SELECT sum(phase), sum(person), max(occurred_at) FROM touch",
    "times": "SELECT sum(touchpoint), sum(person), max(occurred_at) FROM touch",
}
