-- stated: changes of opportunities as events state them
SELECT source, nullif(trim(properties['opportunity']), '') AS opportunity, person, stated_account AS account,
       occurred_at, sequence, event_id, nullif(trim(properties['stage']), '') AS stage,
       nullif(trim(properties['solution']), '') AS solution, nullif(trim(properties['owner']), '') AS owner,
       nullif(trim(properties['close_date']), '') AS close_date, lower(trim(properties['is_won'])) AS is_won,
       lower(trim(properties['is_lost'])) AS is_lost, value_minor, currency, properties
FROM events WHERE name = 'opportunity_changed'

-- nameless: events about opportunities that do not say which
SELECT event_id, source, occurred_at, account FROM ({stated}) WHERE opportunity IS NULL
ORDER BY occurred_at, sequence, event_id

-- judged: what a change says about the outcome: its own word goes before the name of its stage
SELECT *, CASE WHEN is_won IN ('true', 'yes', '1') THEN 'won' WHEN is_lost IN ('true', 'yes', '1') THEN 'lost'
               WHEN list_contains(string_split($won, chr(31)), lower(stage)) THEN 'won'
               WHEN list_contains(string_split($lost, chr(31)), lower(stage)) THEN 'lost'
               WHEN stage IS NOT NULL THEN 'open' END AS said,
       row_number() OVER (PARTITION BY source, opportunity ORDER BY occurred_at, sequence, event_id) AS position
FROM ({stated}) WHERE opportunity IS NOT NULL

-- carried: what holds after each change: what it does not mention stays as it was
SELECT *, last_value(stage IGNORE NULLS) OVER path AS stage_now, coalesce(last_value(said IGNORE NULLS) OVER path,
              'open') AS outcome,
       last_value(value_minor IGNORE NULLS) OVER path AS amount_minor,
       last_value(CASE WHEN value_minor IS NOT NULL THEN currency END IGNORE NULLS) OVER path AS amount_currency
FROM ({judged})
WINDOW path AS (PARTITION BY source, opportunity ORDER BY position ROWS UNBOUNDED PRECEDING)

-- compared: with what held before it
SELECT *, lag(stage_now) OVER path AS previous_stage, lag(outcome) OVER path AS previous_outcome,
       count(*) OVER (PARTITION BY source, opportunity, stage_now ORDER BY position ROWS UNBOUNDED PRECEDING) > 1
           AS was_seen,
       list_position(string_split($order, chr(31)), lower(stage_now)) AS rank,
       list_position(string_split($order, chr(31)), lower(lag(stage_now) OVER path)) AS previous_rank
FROM ({carried})
WINDOW path AS (PARTITION BY source, opportunity ORDER BY position)

-- history: one row per change; back is one that was closed and is open again, one in an earlier stage of the given order, and without an order one in a stage where it was before
SELECT source, opportunity, occurred_at, stage_now AS stage, outcome, amount_minor, amount_currency AS currency,
       previous_stage, event_id::VARCHAR AS event_id, account, position,
       coalesce(previous_outcome != 'open' AND outcome = 'open', false)
           OR coalesce(stage_now != previous_stage AND outcome = 'open'
                       AND coalesce(rank < previous_rank, was_seen), false) AS went_back,
       outcome != 'open' AND previous_outcome IS DISTINCT FROM outcome AS closes,
       person, solution, owner, close_date
FROM ({compared})

-- opportunities: one row per opportunity as it is after its last change
SELECT source, opportunity, arg_max(account, position) AS account, arg_max(person, position) AS person,
       arg_max(solution, position) AS solution, arg_max(owner, position) AS owner, arg_max(stage, position) AS stage,
       arg_max(outcome, position) AS outcome, arg_max(amount_minor, position) AS amount_minor,
       arg_max(currency, position) AS currency, arg_max(close_date, position) AS close_date, min(occurred_at) AS created_at,
       CASE WHEN arg_max(outcome, position) != 'open' THEN arg_max(occurred_at, position) FILTER (closes) END AS closed_at,
       max(occurred_at) AS changed_at, count(*) AS changes, count(*) FILTER (went_back) AS times_back
FROM ({history}) GROUP BY source, opportunity

-- all_opportunities: latest change first
SELECT * FROM ({opportunities}) ORDER BY changed_at DESC, source, opportunity

-- one_history: changes of one opportunity, oldest first
SELECT occurred_at, stage, outcome, amount_minor, currency, previous_stage, went_back, event_id
FROM ({history}) WHERE source = $source AND opportunity = $opportunity ORDER BY position

-- steps_back: changes that went back
SELECT source, opportunity, occurred_at, stage, previous_stage, event_id FROM ({history}) WHERE went_back
ORDER BY occurred_at, source, opportunity

-- property: the latest value of one property of each opportunity
SELECT source, opportunity, arg_max(nullif(trim(properties[$name]), ''), (occurred_at, sequence, event_id)) AS value
FROM ({stated}) WHERE opportunity IS NOT NULL GROUP BY source, opportunity
