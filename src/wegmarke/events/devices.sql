-- logins: who used devices, in order of time, as far as their links are not said to be wrong
CREATE OR REPLACE TEMP TABLE login AS
SELECT e.device_identifier AS device, e.occurred_at, e.sequence, e.event_id, e.person_identifier AS person
FROM event e
WHERE e.device_identifier IN (SELECT device FROM kept)
  AND NOT EXISTS (SELECT 1 FROM void v WHERE v.device = e.device_identifier AND v.person = e.person_identifier)

-- device_split: from each login on, the device is used by whoever logged in; before the first one by the first, within the look-back
CREATE OR REPLACE TEMP TABLE claimed AS
SELECT device, CASE WHEN previous IS NULL THEN occurred_at - INTERVAL {days} DAY ELSE occurred_at END AS since,
       coalesce(lead(occurred_at) OVER path, TIMESTAMP 'infinity') AS until, person
FROM (
    SELECT *, lag(person) OVER (PARTITION BY device ORDER BY occurred_at, sequence, event_id) AS previous FROM login
)
WHERE previous IS DISTINCT FROM person
WINDOW path AS (PARTITION BY device ORDER BY occurred_at, sequence, event_id)

-- last_auth: all of it, from the look-back before the first login on, by whoever logged in last
CREATE OR REPLACE TEMP TABLE claimed AS
SELECT device, min(occurred_at) - INTERVAL {days} DAY AS since, TIMESTAMP 'infinity' AS until,
       arg_max(person, (occurred_at, sequence, event_id)) AS person
FROM login GROUP BY device

-- reset: before each login by whoever logs in, back to the login before and not beyond the look-back; stretches of one in a row are one
CREATE OR REPLACE TEMP TABLE claimed AS
SELECT device, min(since) AS since, max(until) AS until, any_value(person) AS person
FROM (
    SELECT *, sum(begins) OVER (PARTITION BY device ORDER BY since) AS stretch FROM (
        SELECT *, CASE WHEN since = lag(until) OVER path AND person = lag(person) OVER path THEN 0 ELSE 1 END AS begins
        FROM (
            SELECT device, person, occurred_at + INTERVAL 1 MICROSECOND AS until,
                   greatest(occurred_at - INTERVAL {days} DAY,
                            coalesce(lag(occurred_at) OVER (PARTITION BY device ORDER BY occurred_at, sequence, event_id)
                                     + INTERVAL 1 MICROSECOND, TIMESTAMP '-infinity')) AS since
            FROM login
        ) WHERE since < until
        WINDOW path AS (PARTITION BY device ORDER BY since)
    )
) GROUP BY device, stretch

-- spans: what is claimed, and the rest, which is nobody's who is known
CREATE OR REPLACE TEMP TABLE new_span AS
SELECT device, since, until, person AS person_identifier FROM claimed
UNION ALL
SELECT c.device, c.since, c.until, k.earlier FROM (
    SELECT device, TIMESTAMP '-infinity' AS since, min(since) AS until FROM claimed GROUP BY device
    UNION ALL
    SELECT device, until, coalesce(lead(since) OVER (PARTITION BY device ORDER BY since), TIMESTAMP 'infinity')
    FROM claimed
) c JOIN kept k ON k.device = c.device WHERE c.since < c.until

-- differing: devices whose time is somebody else's now
CREATE OR REPLACE TEMP TABLE differing AS
WITH former AS (SELECT * FROM device_span WHERE device IN (SELECT device FROM asked))
SELECT DISTINCT device FROM (
    (SELECT * FROM new_span EXCEPT SELECT * FROM former) UNION ALL (SELECT * FROM former EXCEPT SELECT * FROM new_span)
)

-- moved: everybody whose touches may lie on one of these devices, before and after
INSERT INTO moved
SELECT DISTINCT 'person', o.owner FROM (
    SELECT person_identifier AS identifier FROM new_span WHERE device IN (SELECT device FROM differing)
    UNION ALL
    SELECT device FROM differing
    UNION ALL
    SELECT person_identifier FROM device_span WHERE device IN (SELECT device FROM differing)
) JOIN person_owner o USING (identifier)

-- drop: forget who was taken to use them
DELETE FROM device_span WHERE device IN (SELECT device FROM differing)

-- keep: and write down who is now
INSERT INTO device_span SELECT * FROM new_span WHERE device IN (SELECT device FROM differing)

-- differences: devices whose time would be somebody else's, and events without a name that would be
SELECT (SELECT count(*) FROM differing) AS devices, count(*) FILTER (former IS DISTINCT FROM later) AS events
FROM (
    SELECT coalesce(fo.owner, own.owner) AS former, coalesce(lo.owner, n.person_identifier, own.owner) AS later
    FROM event e
    LEFT JOIN person_owner own ON own.identifier = e.person_identifier
    LEFT JOIN device_span f ON f.device = e.person_identifier AND e.occurred_at >= f.since AND e.occurred_at < f.until
    LEFT JOIN person_owner fo ON fo.identifier = f.person_identifier
    LEFT JOIN new_span n ON n.device = e.person_identifier AND e.occurred_at >= n.since AND e.occurred_at < n.until
    LEFT JOIN person_owner lo ON lo.identifier = n.person_identifier
    WHERE e.person_identifier IN (SELECT device FROM differing)
)
