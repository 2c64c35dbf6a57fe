-- persons: one row per person: where it is now, recognised touches, sessions, last touch
SELECT person, coalesce(account, 0) AS account, coalesce(position, 0)::BIGINT AS touches,
       epoch_us(occurred_at) AS last_at
FROM person_end ORDER BY person

-- owners: identifier and person of all identifiers
SELECT identifier, owner FROM person_owner

-- beginnings: the first touch of every person
SELECT person, epoch_us(min(occurred_at)) AS first_at FROM touch WHERE person IS NOT NULL GROUP BY person ORDER BY person

-- some_persons: first touch and accounts of some persons
SELECT person, min(occurred_at) AS first_at, count(DISTINCT account) AS accounts
FROM touch WHERE person IN (SELECT person FROM wanted) GROUP BY person

-- persons_at: persons with touches at an account
SELECT DISTINCT person FROM touch WHERE account = $account AND person IS NOT NULL

-- at_account: persons at an account with what they did there, last touch first
SELECT person, count(touchpoint) AS touches, min(occurred_at) AS first_at, max(occurred_at) AS last_at,
       count(*) OVER () AS total
FROM touch WHERE account = $account AND person IS NOT NULL GROUP BY person
ORDER BY last_at DESC, person LIMIT $size OFFSET $skipped

-- spells: stretches of a person's path at one account, in order
SELECT any_value(account) AS account, min(occurred_at) AS first_at, max(occurred_at) AS last_at,
       count(touchpoint) AS touches, count(*) AS events, max(session) AS sessions
FROM (
    SELECT *, sum(begins) OVER (ORDER BY occurred_at, sequence, event_id) AS spell FROM (
        SELECT account, touchpoint, session, occurred_at, sequence, event_id,
               CASE WHEN row_number() OVER path = 1 OR account IS DISTINCT FROM lag(account) OVER path
                    THEN 1 ELSE 0 END AS begins
        FROM touch WHERE person = $person WINDOW path AS (ORDER BY occurred_at, sequence, event_id)
    )
) GROUP BY spell ORDER BY spell

-- person_timeline: events of one person in path order
SELECT t.occurred_at, t.precision_day, n.text AS event, p.text AS touchpoint, t.phase, c.text AS channel, t.person,
       t.account, t.value_minor, t.currency, t.session, e.properties
FROM (
    SELECT * FROM touch WHERE person = $person
    ORDER BY occurred_at, sequence, event_id LIMIT $size OFFSET $skipped
) t
JOIN event e USING (event_id)
JOIN code n ON n.kind = 'event' AND n.code = t.event
LEFT JOIN code p ON p.kind = 'touchpoint' AND p.code = t.touchpoint
LEFT JOIN code c ON c.kind = 'channel' AND c.code = t.channel
ORDER BY t.occurred_at, t.sequence, t.event_id

-- stated_path: which accounts events of one person name or leave, and which they belong to
WITH path AS (SELECT * FROM touch WHERE person = $person)
SELECT occurred_at, sequence, stated_account, account, touchpoint IS NOT NULL AS is_recognised,
       event_id IN (SELECT event_id FROM ({leaving})) AS leaves
FROM path ORDER BY occurred_at, sequence, event_id

-- last_touch_at: the last recognised touch of a person at an account
SELECT max(occurred_at) AS last_at FROM touch
WHERE person = $person AND account = $account AND touchpoint IS NOT NULL

-- identified: how many events each of some identifiers identified, and the first of them
SELECT person_identifier AS identifier, min(occurred_at) AS first_at, count(*) AS events
FROM event WHERE person_identifier IN (SELECT identifier FROM wanted) GROUP BY person_identifier

-- accounts_of: touches of some persons by person and account, last touch first
SELECT t.person, t.account, count(t.touchpoint) AS touches, min(t.occurred_at) AS first_at, max(t.occurred_at) AS last_at
FROM touch t WHERE t.person IN (SELECT person FROM wanted) GROUP BY ALL ORDER BY t.person, last_at DESC, t.account

-- persons_of: how many persons have touches at each of some accounts, and how many recognised touches
SELECT account, count(DISTINCT person) AS persons, count(touchpoint) AS touches
FROM touch WHERE account IN (SELECT account FROM wanted) GROUP BY account

-- touches_by_identifier: touches of a person by the identifier that named it, and account
SELECT e.person_identifier AS identifier, t.account, count(t.touchpoint) AS touches, min(t.occurred_at) AS first_at,
       max(t.occurred_at) AS last_at
FROM touch t JOIN event e USING (event_id) WHERE t.person = $person GROUP BY ALL ORDER BY ALL
