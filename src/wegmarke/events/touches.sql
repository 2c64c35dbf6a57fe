-- affected: units whose touches may have changed since the last derivation
CREATE OR REPLACE TEMP TABLE affected AS
SELECT DISTINCT 'person' AS subject, person AS unit FROM events WHERE batch > $touched AND person IS NOT NULL
UNION
SELECT DISTINCT 'account', stated_account FROM events WHERE batch > $touched AND stated_account IS NOT NULL
UNION
SELECT subject, owner FROM moved

-- widen_accounts: accounts at which affected persons have or had touches
INSERT INTO affected
SELECT DISTINCT 'account', account FROM (
    SELECT account FROM touch WHERE person IN (SELECT unit FROM affected WHERE subject = 'person')
    UNION ALL
    SELECT stated_account FROM events WHERE person IN (SELECT unit FROM affected WHERE subject = 'person')
) WHERE account IS NOT NULL AND account NOT IN (SELECT unit FROM affected WHERE subject = 'account')

-- widen_persons: persons with touches at affected accounts
INSERT INTO affected
SELECT DISTINCT 'person', person FROM (
    SELECT person FROM touch WHERE account IN (SELECT unit FROM affected WHERE subject = 'account')
    UNION ALL
    SELECT person FROM events WHERE stated_account IN (SELECT unit FROM affected WHERE subject = 'account')
) WHERE person IS NOT NULL AND person NOT IN (SELECT unit FROM affected WHERE subject = 'person')

-- drop_affected: touches that will be derived again
DELETE FROM touch
WHERE person IN (SELECT unit FROM affected WHERE subject = 'person')
   OR account IN (SELECT unit FROM affected WHERE subject = 'account')

-- only_affected: condition on events for a partial derivation
   person IN (SELECT unit FROM affected WHERE subject = 'person')
OR stated_account IN (SELECT unit FROM affected WHERE subject = 'account')
OR (person IS NULL AND stated_account IS NULL AND batch > $touched)

-- recognise: events in scope with their touchpoint and phase ({recognised} gives column touchpoint)
CREATE OR REPLACE TEMP TABLE recognised AS
SELECT r.person, r.stated_account, r.occurred_at, r.precision_day, r.sequence, r.event_id, r.source_code AS source,
       r.event_code AS event, r.touchpoint::USMALLINT AS touchpoint, p.phase, r.channel_code AS channel, r.value_minor,
       r.currency
FROM ({recognised}) r LEFT JOIN touchpoint_phase p ON p.touchpoint = r.touchpoint
WHERE {scope}

-- walked_table: touches along the paths of persons (written out: DuckDB 2.0 loses values inserted into a table made by SELECT … LIMIT 0)
CREATE OR REPLACE TEMP TABLE walked (
    person BIGINT, stated_account BIGINT, occurred_at TIMESTAMP, precision_day BOOLEAN, sequence BIGINT, event_id UUID,
    source USMALLINT, event USMALLINT, touchpoint USMALLINT, phase USMALLINT, channel USMALLINT, value_minor BIGINT,
    currency VARCHAR, account BIGINT, session INTEGER, person_position INTEGER, person_previous USMALLINT,
    person_gap BIGINT
)

-- walk_persons: along each person's path: account at the time, session, neighbours
INSERT INTO walked
SELECT * EXCLUDE (opens, before),
    CAST(sum(opens) OVER path AS INTEGER),
    CASE WHEN touchpoint IS NOT NULL THEN CAST(count(touchpoint) OVER path AS INTEGER) END,
    CASE WHEN touchpoint IS NOT NULL THEN coalesce(lag(touchpoint IGNORE NULLS) OVER path, 0) END,
    CASE WHEN touchpoint IS NOT NULL THEN epoch_us(occurred_at) - lag(before IGNORE NULLS) OVER path END
FROM (
    SELECT *,
        coalesce(
            last_value(stated_account IGNORE NULLS) OVER (PARTITION BY person ORDER BY occurred_at, sequence, event_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
            first_value(stated_account IGNORE NULLS) OVER (PARTITION BY person ORDER BY occurred_at, sequence, event_id
                ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
        ) AS account,
        CASE WHEN occurred_at - lag(occurred_at) OVER (PARTITION BY person ORDER BY occurred_at, sequence, event_id)
             <= INTERVAL 30 MINUTE THEN 0 ELSE 1 END AS opens,
        CASE WHEN touchpoint IS NOT NULL THEN epoch_us(occurred_at) END AS before
    FROM recognised WHERE person BETWEEN $low AND $high
)
WINDOW path AS (PARTITION BY person ORDER BY occurred_at, sequence, event_id)

-- walk_nobody: events without a person have no path of a person
INSERT INTO walked SELECT *, stated_account, NULL, NULL, NULL, NULL FROM recognised WHERE person IS NULL

-- walk_accounts: along each account's path: neighbours; written in path order
INSERT INTO touch
SELECT account, person, occurred_at, precision_day, sequence, event_id, source, event, touchpoint, phase, channel,
    value_minor, currency, session, person_position, person_previous, person_gap,
    CASE WHEN touchpoint IS NOT NULL THEN CAST(count(touchpoint) OVER path AS INTEGER) END,
    CASE WHEN touchpoint IS NOT NULL THEN coalesce(lag(touchpoint IGNORE NULLS) OVER path, 0) END,
    CASE WHEN touchpoint IS NOT NULL THEN epoch_us(occurred_at) - lag(before IGNORE NULLS) OVER path END
FROM (
    SELECT *, CASE WHEN touchpoint IS NOT NULL THEN epoch_us(occurred_at) END AS before
    FROM walked WHERE account BETWEEN $low AND $high
)
WINDOW path AS (PARTITION BY account ORDER BY occurred_at, sequence, event_id)
ORDER BY account, person NULLS LAST, occurred_at, sequence, event_id

-- walk_no_account: touches without an account have no path of an account
INSERT INTO touch
SELECT NULL, person, occurred_at, precision_day, sequence, event_id, source, event, touchpoint, phase, channel,
    value_minor, currency, session, person_position, person_previous, person_gap, NULL, NULL, NULL
FROM walked WHERE account IS NULL
ORDER BY person NULLS LAST, occurred_at, sequence, event_id

-- sort: the whole table in path order again
CREATE OR REPLACE TABLE touch AS SELECT * FROM touch
ORDER BY account NULLS LAST, person NULLS LAST, occurred_at, sequence, event_id
