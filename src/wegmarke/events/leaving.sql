-- leaving: events of some rows that end the last membership of a person at an account; who has another there, by the
-- number of its record, stays (rows have person, stated_account, event, event_id, occurred_at, sequence)
SELECT event_id, person FROM (
    SELECT event_id, person, ends, sum(CASE WHEN ends THEN -was_open ELSE 1 - was_open END) OVER (
               PARTITION BY person, account ORDER BY occurred_at, ends DESC, sequence, event_id) AS still_open
    FROM (
        SELECT *, CASE WHEN lag(ends) OVER (PARTITION BY person, account, record
                                            ORDER BY occurred_at, ends DESC, sequence, event_id) = false
                  THEN 1 ELSE 0 END AS was_open
        FROM (
            SELECT r.person, r.stated_account AS account, r.occurred_at, r.sequence, r.event_id,
                   n.text = 'membership_ended' AS ends,
                   coalesce(nullif(trim(e.properties['membership_source']), ''), s.text) || chr(31)
                       || nullif(trim(e.properties['membership']), '') AS record
            FROM {rows} r
            JOIN code n ON n.kind = 'event' AND n.code = r.event
                AND n.text IN ('membership_started', 'membership_ended')
            JOIN event e ON e.event_id = r.event_id
            JOIN code s ON s.kind = 'source' AND s.code = e.source
            WHERE r.person IS NOT NULL AND r.stated_account IS NOT NULL
        )
    )
) WHERE ends AND still_open = 0
