-- stated: the newest value of some properties by time, of each person or account; a hyphen says that there is none any more
SELECT unit AS subject, {columns} FROM (
    SELECT {unit} AS unit, properties, (occurred_at, sequence, event_id) AS path FROM events
    WHERE list_contains(string_split($names, ','), name) AND {unit} IS NOT NULL AND {wanted}
) GROUP BY unit

-- stated_names: which properties such events have
SELECT DISTINCT unnest(map_keys(properties)) AS name FROM events
WHERE list_contains(string_split($names, ','), name) ORDER BY name

-- stated_values: values that several persons or accounts share, of each property, those of most first
SELECT name, value FROM (
    SELECT stated.key AS name, trim(stated.value) AS value,
           row_number() OVER (PARTITION BY stated.key ORDER BY count(DISTINCT unit) DESC, trim(stated.value)) AS place
    FROM (
        SELECT {unit} AS unit, unnest(map_entries(properties)) AS stated FROM events
        WHERE list_contains(string_split($names, ','), name) AND {unit} IS NOT NULL
    ) GROUP BY stated.key, trim(stated.value)
    HAVING count(DISTINCT unit) > 1 AND trim(stated.value) NOT IN ('', '-') AND length(trim(stated.value)) <= 80
) WHERE place <= $most ORDER BY name, place

-- touched_person: what the paths of persons have come to
SELECT person AS subject, coalesce(position, 0)::BIGINT AS touches, recognised_at AS last_touch_at FROM person_end
WHERE {wanted}

-- touched_account: the same of accounts
SELECT account AS subject, position::BIGINT AS touches, recognised_at AS last_touch_at FROM account_end WHERE {wanted}

-- opportunities: of each account, several values at once
SELECT account AS subject, count(*) FILTER (outcome = 'open')::BIGINT AS open,
       list(stage ORDER BY source, opportunity) AS stage,
       list(stage ORDER BY source, opportunity) FILTER (outcome = 'open') AS open_stage,
       list(outcome ORDER BY source, opportunity) AS outcome,
       list(amount ORDER BY source, opportunity) AS amount,
       list(amount ORDER BY source, opportunity) FILTER (outcome = 'open') AS open_amount,
       list(currency ORDER BY source, opportunity) AS currency,
       list(solution ORDER BY source, opportunity) AS solution,
       list(source ORDER BY source, opportunity) AS source,
       list(close_date ORDER BY source, opportunity) AS close_date,
       list(created_at ORDER BY source, opportunity) AS created_at,
       list(closed_at ORDER BY source, opportunity) AS closed_at,
       list(changed_at ORDER BY source, opportunity) AS changed_at
FROM lent WHERE account IS NOT NULL GROUP BY account ORDER BY account

-- stages_of_opportunities: of each account, and since when
SELECT o.account AS subject, list(s.stage ORDER BY o.source, o.opportunity) AS stage,
       list(make_timestamp(s.entered_at) ORDER BY o.source, o.opportunity) AS since
FROM lent o JOIN stays s ON s.subject = o.opportunity WHERE o.account IS NOT NULL GROUP BY o.account ORDER BY o.account
