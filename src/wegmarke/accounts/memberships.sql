-- stated: beginnings and ends of memberships as events state them; at one instant an end stands before a beginning
SELECT person, stated_account AS account, name = 'membership_started' AS begins, occurred_at, sequence, event_id, source,
       nullif(trim(properties['role']), '') AS role,
       coalesce(nullif(trim(properties['membership_source']), ''), source) || chr(31)
           || nullif(trim(properties['membership']), '') AS record
FROM events WHERE name IN ('membership_started', 'membership_ended')

-- incomplete: events about memberships that name nobody or no account
SELECT event_id, source, name, occurred_at, person, account
FROM (SELECT *, CASE WHEN begins THEN 'membership_started' ELSE 'membership_ended' END AS name FROM ({stated}))
WHERE person IS NULL OR account IS NULL
ORDER BY occurred_at, sequence, event_id

-- walked: along the path of a person at an account; a stint is what lies between two ends
SELECT *, coalesce(sum(CASE WHEN begins THEN 0 ELSE 1 END) OVER (path ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                   0)::BIGINT AS stint,
       row_number() OVER path AS position
FROM ({stated}) WHERE person IS NOT NULL AND account IS NOT NULL
WINDOW path AS (PARTITION BY person, account, record ORDER BY occurred_at, begins, sequence, event_id)

-- with_roles: the role held at each of them; it is known from when somebody states it
SELECT *, last_value(CASE WHEN begins THEN role END IGNORE NULLS) OVER (
              PARTITION BY person, account, record, stint ORDER BY position ROWS UNBOUNDED PRECEDING) AS held
FROM ({walked})

-- parted: a new part begins where somebody takes another role without leaving
SELECT *, sum(CASE WHEN held != before THEN 1 ELSE 0 END) OVER (
              PARTITION BY person, account, record, stint ORDER BY position ROWS UNBOUNDED PRECEDING)::BIGINT AS part
FROM (
    SELECT *, lag(held) OVER (PARTITION BY person, account, record, stint ORDER BY position) AS before
    FROM ({with_roles})
)

-- parts: one row per part; without from_at nobody said that it began, without to_at it lasts
SELECT *, coalesce(ended_at, lead(from_at) OVER (
              PARTITION BY person, account, record, stint ORDER BY part)) AS to_at
FROM (
    SELECT person, account, record, stint, part, arg_max(held, position) AS role, arg_min(source, position) AS source,
           min(occurred_at) FILTER (begins) AS from_at, max(occurred_at) FILTER (NOT begins) AS ended_at,
           list(event_id::VARCHAR ORDER BY position) AS evidence
    FROM ({parted}) GROUP BY person, account, record, stint, part
)

-- judged: an end that nothing began, and a beginning right behind it that nothing ends, are one record that contradicts itself
SELECT *, from_at IS NOT NULL AND to_at IS NULL AND part = 0 AND coalesce(
              lag(from_at IS NULL) OVER path, false) AS is_contradicted,
       from_at IS NULL AND coalesce(lead(from_at IS NOT NULL AND to_at IS NULL AND part = 0) OVER path,
                                    false) AS contradicts,
       lag(to_at) OVER path AS said_end, lag(evidence) OVER path AS said_by
FROM ({parts})
WINDOW path AS (PARTITION BY person, account, record ORDER BY stint, part)

-- memberships: one row per membership, with what is wrong about it
SELECT person, account, role, from_at, CASE WHEN is_contradicted THEN said_end ELSE to_at END AS to_at, source,
       string_split(record, chr(31))[2] AS record,
       CASE WHEN is_contradicted THEN list_concat(said_by, evidence) ELSE evidence END AS evidence,
       CASE WHEN is_contradicted THEN 'ends_before_start' WHEN from_at IS NULL THEN 'ends_without_start' END AS problem
FROM ({judged}) WHERE NOT contradicts

-- all_memberships: in the order of persons and times
SELECT * FROM ({memberships}) ORDER BY person, coalesce(from_at, to_at), account, evidence

-- valid_at: memberships that hold at an instant
SELECT * FROM ({memberships})
WHERE problem IS NULL AND from_at <= $at::TIMESTAMP AND (to_at IS NULL OR to_at > $at::TIMESTAMP)
ORDER BY person, from_at, account, evidence

-- accounts_at: the account of each person at an instant, and all of them where there are several
SELECT person, CASE WHEN len(accounts) = 1 THEN accounts[1] END AS account, accounts, len(accounts) > 1 AS is_ambiguous
FROM (
    SELECT person, list_sort(list(DISTINCT account)) AS accounts FROM ({valid_at}) GROUP BY person
) ORDER BY person

-- boundaries: at which accounts a person comes and goes, from `known`; other memberships at the same account are no change
SELECT person, account, since, open - coalesce(lag(open) OVER (PARTITION BY person, account ORDER BY since), 0) AS change
FROM (
    SELECT person, account, since, CASE WHEN sum(change) OVER (PARTITION BY person, account ORDER BY since) > 0
                                   THEN 1 ELSE 0 END AS open
    FROM (
        SELECT person, account, since, sum(change) AS change FROM (
            SELECT person, account, from_at AS since, 1 AS change FROM known
            UNION ALL
            SELECT person, account, to_at, -1 FROM known WHERE to_at IS NOT NULL
        ) GROUP BY person, account, since
    )
)

-- crowded: periods in which a person belongs to several accounts
SELECT person, since AS from_at, lead(since) OVER (PARTITION BY person ORDER BY since) AS to_at, is_several
FROM (
    SELECT *, lag(is_several) OVER (PARTITION BY person ORDER BY since) AS before FROM (
        SELECT person, since, sum(change) OVER (PARTITION BY person ORDER BY since) > 1 AS is_several
        FROM (SELECT person, since, sum(change) AS change FROM ({boundaries}) GROUP BY person, since)
    )
) WHERE is_several IS DISTINCT FROM coalesce(before, false)

-- ambiguities: the same with the accounts and what states them; memberships are derived once
WITH known AS MATERIALIZED (SELECT * FROM ({memberships}) WHERE problem IS NULL)
SELECT c.person, c.from_at, c.to_at, list_sort(list(DISTINCT m.account)) AS accounts,
       list_sort(list_distinct(flatten(list(m.evidence)))) AS evidence
FROM ({crowded}) c
JOIN known m ON m.person = c.person
    AND m.from_at < coalesce(c.to_at, TIMESTAMP 'infinity') AND coalesce(m.to_at, TIMESTAMP 'infinity') > c.from_at
WHERE c.is_several GROUP BY c.person, c.from_at, c.to_at ORDER BY c.person, c.from_at
