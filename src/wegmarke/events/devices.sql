-- logins: who used shared devices, in order of time
CREATE OR REPLACE TEMP TABLE login AS
SELECT device_identifier AS device, occurred_at, sequence, event_id, person_identifier
FROM event WHERE device_identifier IN (SELECT device FROM shared)

-- moved: everybody whose touches may lie on one of these devices, before and after
INSERT INTO moved
SELECT DISTINCT 'person', o.owner FROM (
    SELECT person_identifier AS identifier FROM login
    UNION ALL
    SELECT device FROM shared
    UNION ALL
    SELECT person_identifier FROM device_span WHERE device IN (SELECT device FROM shared)
) JOIN person_owner o USING (identifier)

-- drop: forget who was taken to use them
DELETE FROM device_span WHERE device IN (SELECT device FROM shared)

-- spans: from each login on, the device is used by whoever logged in; what lies up to 30 days before the first belongs to that one
INSERT INTO device_span
SELECT device, CASE WHEN previous IS NULL THEN occurred_at - INTERVAL 30 DAY ELSE occurred_at END,
       coalesce(lead(occurred_at) OVER path, TIMESTAMP 'infinity'), person_identifier
FROM (
    SELECT *, lag(person_identifier) OVER (PARTITION BY device ORDER BY occurred_at, sequence, event_id) AS previous
    FROM login
)
WHERE previous IS DISTINCT FROM person_identifier
WINDOW path AS (PARTITION BY device ORDER BY occurred_at, sequence, event_id)
