-- order_units: one row per order; its account is the one that the last of its touches has
SELECT {by_number} AS unit, any_value(n.source) AS source, any_value(n.number) AS number,
       arg_max(t.account, (t.occurred_at, t.sequence, t.event_id)) FILTER (t.account IS NOT NULL) AS account,
       NULL::VARCHAR AS solution
FROM ({named_orders}) n JOIN touch t ON t.event_id = n.event_id GROUP BY ALL

-- order_touches: touches of an order are those whose events name it
SELECT {by_number} AS unit, t.* FROM ({named_orders}) n JOIN touch t ON t.event_id = n.event_id

-- opportunity_units: one row per opportunity
SELECT {by_number} AS unit, n.*
FROM (
    SELECT source, opportunity AS number, account, solution, created_at, closed_at FROM ({opportunities})
) n

-- opportunity_touches: touches whose events name it; and those of its account from the look-back before it was created until it was closed, unless their events name another
WITH known AS MATERIALIZED ({opportunity_units}),
told AS MATERIALIZED (
    SELECT k.unit, n.event_id FROM ({named_opportunities}) n JOIN known k ON k.source = n.source AND k.number = n.number
)
SELECT n.unit, t.* FROM told n JOIN touch t ON t.event_id = n.event_id
UNION ALL
SELECT k.unit, t.* FROM known k JOIN touch t ON t.account = k.account
    AND t.occurred_at >= k.created_at - to_microseconds($lookback) AND t.occurred_at <= coalesce(k.closed_at, 'infinity')
WHERE t.event_id NOT IN (SELECT event_id FROM told)

-- group_units: one row per buying group: where an opportunity or a role names an account and a solution
SELECT DISTINCT {by_solution} AS unit, NULL::VARCHAR AS source, NULL::VARCHAR AS number, n.account, n.solution
FROM (
    SELECT account, solution FROM ({opportunities}) UNION SELECT account, solution FROM ({placed})
) n WHERE n.account IS NOT NULL AND n.solution IS NOT NULL

-- held: from when until when somebody held a role in a group; at one instant a removal stands before an assignment
SELECT {by_solution} AS unit, n.account, n.person, n.since, coalesce(n.until, 'infinity') AS until FROM (
    SELECT account, solution, person, assigns, occurred_at AS since, lead(occurred_at) OVER (
               PARTITION BY account, solution, person, role, opportunity
               ORDER BY occurred_at, assigns, sequence, event_id) AS until
    FROM placed
    WHERE person IS NOT NULL AND account IS NOT NULL AND solution IS NOT NULL AND role IS NOT NULL
) n WHERE n.assigns

-- group_touches: touches at the group's account whose events name its solution, touches whose events name an opportunity with it, and touches of persons at that account while they hold a role in it
WITH opportunity AS MATERIALIZED ({opportunities}),
placed AS MATERIALIZED ({placed_of_known}),
known AS MATERIALIZED (
    SELECT {by_solution} AS unit, n.account, n.solution FROM (
        SELECT account, solution FROM opportunity UNION SELECT account, solution FROM placed
    ) n WHERE n.account IS NOT NULL AND n.solution IS NOT NULL
),
told AS (
    SELECT k.unit, t.event_id FROM event e JOIN touch t ON t.event_id = e.event_id
    JOIN known k ON k.account = t.account AND k.solution = trim(e.properties['solution'])
    WHERE e.properties['solution'] IS NOT NULL
    UNION
    SELECT k.unit, n.event_id FROM ({named_opportunities}) n
    JOIN opportunity o ON o.source = n.source AND o.opportunity = n.number
    JOIN known k ON k.account = o.account AND k.solution = o.solution
    UNION
    SELECT h.unit, t.event_id FROM ({held}) h JOIN touch t ON t.person = h.person AND t.account = h.account
        AND t.occurred_at >= h.since AND t.occurred_at < h.until
)
SELECT n.unit, t.* FROM told n JOIN touch t ON t.event_id = n.event_id
