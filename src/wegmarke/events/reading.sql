-- totals: what the store holds
SELECT coalesce(sum(touches), 0)::BIGINT AS events,
       coalesce(sum(touches) FILTER (touchpoint IS NOT NULL), 0)::BIGINT AS touches,
       (SELECT count(*) FROM person_end) AS persons, (SELECT count(*) FROM account_end) AS accounts,
       min(first_at) AS first_at, max(last_at) AS last_at
FROM event_total

-- books: the sink's half of the books per source
SELECT source, sum(stored)::BIGINT AS stored, sum(duplicate)::BIGINT AS duplicate, sum(conflict)::BIGINT AS conflict
FROM tally GROUP BY source ORDER BY source

-- hourly_books: the sink's half of the books per source and hour of arrival, with its position; at least one row
SELECT m.position, t.source, t.hour, t.stored, t.duplicate, t.conflict
FROM (SELECT coalesce((SELECT value::BIGINT FROM marker WHERE name = 'sink'), 0) AS position) m
LEFT JOIN (
    SELECT source, hour, sum(stored)::BIGINT AS stored, sum(duplicate)::BIGINT AS duplicate,
           sum(conflict)::BIGINT AS conflict
    FROM tally GROUP BY source, hour
) t ON true
ORDER BY t.hour, t.source

-- last_received: when the youngest stored event was accepted
SELECT max(received_at) AS last_at FROM event

-- unrecognised: names of events that no touchpoint's rule recognised, most frequent first
SELECT c.text AS name, t.touches AS events
FROM event_total t JOIN code c ON c.kind = 'event' AND c.code = t.event
WHERE t.touchpoint IS NULL ORDER BY 2 DESC, 1 LIMIT $most

-- stored_names: stored events by name since a batch of the sink
SELECT c.text AS name, count(*) AS events
FROM event e JOIN code c ON c.kind = 'event' AND c.code = e.event
WHERE e.batch > $batch GROUP BY 1 ORDER BY 2 DESC, 1

-- accounts: one row per account; phase is that of the last recognised touch
SELECT account, count(touchpoint) AS touches, count(DISTINCT person) AS persons, min(occurred_at) AS first_at,
       max(occurred_at) AS last_at, arg_max(phase, occurred_at) AS phase
FROM touch WHERE account IS NOT NULL GROUP BY account ORDER BY account

-- account_values: sum of values per account and currency
SELECT account, currency, sum(value_minor)::BIGINT AS minor
FROM touch WHERE account IN (SELECT account FROM wanted) AND value_minor IS NOT NULL
GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2

-- timeline: events of one account in path order
SELECT t.occurred_at, t.precision_day, n.text AS event, p.text AS touchpoint, t.phase, c.text AS channel, t.person,
       t.value_minor, t.currency, t.session, e.properties
FROM (
    SELECT * FROM touch WHERE account = $account
    ORDER BY occurred_at, sequence, event_id LIMIT $size OFFSET $skipped
) t
JOIN event e USING (event_id)
JOIN code n ON n.kind = 'event' AND n.code = t.event
LEFT JOIN code p ON p.kind = 'touchpoint' AND p.code = t.touchpoint
LEFT JOIN code c ON c.kind = 'channel' AND c.code = t.channel
ORDER BY t.occurred_at, t.sequence, t.event_id
