-- stated: roles in buying groups as events state them
SELECT e.source, e.person, e.stated_account, e.name = 'buying_role_assigned' AS assigns, e.occurred_at, e.sequence,
       e.event_id, nullif(trim(e.properties['solution']), '') AS stated_solution,
       lower(nullif(trim(e.properties['role']), '')) AS role,
       nullif(trim(e.properties['opportunity']), '') AS opportunity
FROM events e WHERE e.name IN ('buying_role_assigned', 'buying_role_removed')

-- placed: an opportunity says for which account and solution, where the event does not
SELECT s.*, coalesce(s.stated_account, o.account) AS account, coalesce(s.stated_solution, o.solution) AS solution
FROM ({stated}) s
LEFT JOIN ({opportunities}) o ON o.source = s.source AND o.opportunity = s.opportunity

-- incomplete: events about roles that do not say who, where, for what or in which role
SELECT event_id::VARCHAR AS event_id, source, occurred_at, person, account, solution, role FROM ({placed})
WHERE person IS NULL OR account IS NULL OR solution IS NULL OR role IS NULL
ORDER BY occurred_at, sequence, event_id

-- holders: who holds which role now; at one instant a removal stands before an assignment
SELECT account, solution, person, role, opportunity, arg_max(source, path) AS source,
       arg_max(occurred_at, path) AS since, arg_max(event_id::VARCHAR, path) AS event_id
FROM (
    SELECT *, (occurred_at, assigns, sequence, event_id) AS path FROM ({placed})
    WHERE person IS NOT NULL AND account IS NOT NULL AND solution IS NOT NULL AND role IS NOT NULL
)
GROUP BY account, solution, person, role, opportunity HAVING arg_max(assigns, path)

-- touched: the last recognised touch of each of them at the account
SELECT t.person, t.account, max(t.occurred_at) AS last_touch_at
FROM touch t JOIN (SELECT DISTINCT person, account FROM ({holders})) m ON m.person = t.person AND m.account = t.account
WHERE t.touchpoint IS NOT NULL GROUP BY t.person, t.account

-- all_holders: with their last touch, oldest assignment first
SELECT m.*, t.last_touch_at
FROM ({holders}) m LEFT JOIN ({touched}) t ON t.person = m.person AND t.account = m.account
ORDER BY m.account, m.solution, m.role, m.since, m.person, m.opportunity NULLS FIRST

-- holders_of: those of one buying group
SELECT * FROM ({all_holders}) WHERE account = $account AND solution = $solution

-- groups: one row per account and solution, where an opportunity or a role names both
SELECT account, solution, max(opportunities) AS opportunities, max(open_opportunities) AS open_opportunities
FROM (
    SELECT account, solution, count(*) AS opportunities, count(*) FILTER (outcome = 'open') AS open_opportunities
    FROM ({opportunities}) WHERE account IS NOT NULL AND solution IS NOT NULL GROUP BY account, solution
    UNION ALL
    SELECT DISTINCT account, solution, 0, 0 FROM ({holders})
) GROUP BY account, solution ORDER BY account, solution
