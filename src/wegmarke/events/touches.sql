-- nobody_again: no identifier changed hands
CREATE OR REPLACE TEMP TABLE again (person BIGINT)

-- again: persons whose touches are derived anew from their first on, because identifiers changed hands
CREATE OR REPLACE TEMP TABLE again AS
SELECT owner AS person FROM moved WHERE subject = 'person'
UNION
SELECT person FROM events
WHERE person IS NOT NULL AND stated_account IN (SELECT owner FROM moved WHERE subject = 'account')
UNION
SELECT person FROM touch
WHERE person IS NOT NULL AND account IN (SELECT owner FROM moved WHERE subject = 'account')

-- only_new: condition on events that have no touch yet
   batch > $touched

-- new_or_moved: the same, and those whose touches are derived anew
   batch > $touched
OR person IN (SELECT person FROM again)
OR (person IS NULL AND stated_account IN (SELECT owner FROM moved WHERE subject = 'account'))

-- recognise: events in scope with their touchpoint and phase ({recognised} gives column touchpoint)
CREATE OR REPLACE TEMP TABLE arrived AS
SELECT r.person, r.stated_account, r.occurred_at, r.precision_day, r.automated, r.says_internal, r.sequence, r.event_id,
       r.source_code AS source, r.event_code AS event, r.touchpoint::USMALLINT AS touchpoint, p.phase,
       r.channel_code AS channel, r.value_minor, r.currency
FROM ({recognised}) r LEFT JOIN touchpoint_phase p ON p.touchpoint = r.touchpoint
WHERE {scope}

-- asked: persons with new events: when the first of them happened, whether one states an account, whether one ends a
-- membership; and what the path had come to so far
CREATE OR REPLACE TEMP TABLE asked AS
SELECT a.*, e.* EXCLUDE (person) FROM (
    SELECT person, min(occurred_at) AS since, bool_or(stated_account IS NOT NULL) AS states,
           bool_or(stated_account IS NOT NULL AND event IN (
               SELECT code FROM code WHERE kind = 'event' AND text = 'membership_ended'
           )) AS leaves
    FROM arrived WHERE person IS NOT NULL AND person NOT IN (SELECT person FROM again) GROUP BY person
) a LEFT JOIN person_end e ON e.person = a.person

-- of_asked: is there a path that already goes further than its first new event, and a person who has left an account?
SELECT coalesce(bool_or(occurred_at >= since), false) AS is_late,
       coalesce(bool_or(open_accounts IS NOT NULL), false) OR EXISTS (
           FROM arrived JOIN code c ON c.kind = 'event' AND c.text = 'membership_ended' AND c.code = arrived.event
       ) AS is_left
FROM asked

-- seen_before: state of each path in front of the first new event: its end
CREATE OR REPLACE TEMP TABLE seen_before AS
SELECT * EXCLUDE (since, states, leaves) FROM asked WHERE occurred_at < since

-- seen_before_late: the same; where the path goes further, its touches say what it had come to
CREATE OR REPLACE TEMP TABLE seen_before AS
SELECT * EXCLUDE (since, states, leaves) FROM asked WHERE occurred_at < since
UNION ALL
SELECT t.person, arg_max(t.stated_account, (t.occurred_at, t.sequence, t.event_id))
           FILTER (t.stated_account IS NOT NULL), NULL,
       any_value(t.account), max(t.session), max(t.occurred_at), max(t.person_position),
       arg_max(t.touchpoint, t.person_position), max(t.occurred_at) FILTER (t.touchpoint IS NOT NULL)
FROM touch t JOIN asked a ON a.person = t.person
WHERE a.occurred_at >= a.since AND a.open_accounts IS NULL AND t.occurred_at < a.since GROUP BY t.person

-- cut: from when on each person's touches are derived again: from the first new event, and from the beginning where
-- touches had no account or one that was stated later, and a new event states one; and where a membership ends, or
-- one did and the new event came late
CREATE OR REPLACE TEMP TABLE cut AS
SELECT a.person, CASE WHEN a.states AND s.person IS NOT NULL AND s.stated_account IS NULL AND s.open_accounts IS NULL
                      OR a.leaves OR a.open_accounts IS NOT NULL AND a.occurred_at >= a.since
                 THEN TIMESTAMP '-infinity' ELSE a.since END AS since
FROM asked a LEFT JOIN seen_before s ON s.person = a.person
UNION ALL
SELECT person, TIMESTAMP '-infinity' FROM again

-- person_start: what each path has come to before its cut
CREATE OR REPLACE TEMP TABLE person_start AS
SELECT s.* FROM seen_before s JOIN cut c ON c.person = s.person WHERE c.since > TIMESTAMP '-infinity'

-- old: touches behind the cuts, which will be derived again
CREATE OR REPLACE TEMP TABLE old AS
SELECT t.rowid AS place, t.* FROM touch t JOIN cut c ON c.person = t.person
WHERE t.occurred_at >= $earliest::TIMESTAMP AND t.occurred_at >= c.since

-- old_and_moved: the same, and those of nobody at an account whose identifiers changed hands
CREATE OR REPLACE TEMP TABLE old AS
SELECT t.rowid AS place, t.* FROM touch t JOIN cut c ON c.person = t.person WHERE t.occurred_at >= c.since
UNION ALL
SELECT t.rowid, t.* FROM touch t
WHERE t.person IS NULL AND t.account IN (SELECT owner FROM moved WHERE subject = 'account')

-- drop_old: take them out of the touches
DELETE FROM touch WHERE rowid IN (SELECT place FROM old)

-- recognised: what is walked, new events and old touches; those derived anew come as events
CREATE OR REPLACE TEMP TABLE recognised AS
SELECT * FROM arrived
UNION ALL
SELECT person, stated_account, occurred_at, precision_day, automated, says_internal, sequence, event_id, source, event,
       touchpoint, phase, channel, value_minor, currency
FROM old WHERE person IS NOT NULL AND person NOT IN (SELECT person FROM again)

-- no_starts: every path begins anew
CREATE OR REPLACE TEMP TABLE person_start (
    person BIGINT, stated_account BIGINT, open_accounts BIGINT[], account BIGINT, session INTEGER,
    occurred_at TIMESTAMP, position INTEGER, touchpoint USMALLINT, recognised_at TIMESTAMP
)

-- no_account_starts: every path begins anew
CREATE OR REPLACE TEMP TABLE account_start (
    account BIGINT, touches BIGINT, position INTEGER, touchpoint USMALLINT, recognised_at TIMESTAMP
)

-- walked_table: touches along the paths of persons (written out: DuckDB 2.0 loses values inserted into a table made by SELECT … LIMIT 0)
CREATE OR REPLACE TEMP TABLE walked (
    person BIGINT, stated_account BIGINT, occurred_at TIMESTAMP, precision_day BOOLEAN, automated BOOLEAN,
    says_internal BOOLEAN, sequence BIGINT, event_id UUID, source USMALLINT, event USMALLINT, touchpoint USMALLINT, phase USMALLINT, channel USMALLINT, value_minor BIGINT,
    currency VARCHAR, account BIGINT, session INTEGER, person_position INTEGER, person_previous USMALLINT,
    person_gap BIGINT, internal BOOLEAN
)

-- walk_persons: along each person's path: account at the time, session, neighbours
INSERT INTO walked
SELECT person, stated_account, occurred_at, precision_day, automated, says_internal, sequence, event_id, source, event,
    touchpoint, phase, channel, value_minor, currency, account, coalesce(start_session, 0) + CAST(sum(opens) OVER path AS INTEGER),
    CASE WHEN touchpoint IS NOT NULL THEN coalesce(start_position, 0) + CAST(count(touchpoint) OVER path AS INTEGER) END,
    CASE WHEN touchpoint IS NOT NULL
         THEN coalesce(lag(touchpoint IGNORE NULLS) OVER path, start_touchpoint, 0) END,
    CASE WHEN touchpoint IS NOT NULL
         THEN epoch_us(occurred_at) - coalesce(lag(before IGNORE NULLS) OVER path, start_before) END,
    says_internal
FROM (
    SELECT r.*,
        coalesce(
            last_value(r.stated_account IGNORE NULLS) OVER (PARTITION BY r.person
                ORDER BY r.occurred_at, r.sequence, r.event_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
            s.stated_account, s.account,
            first_value(r.stated_account IGNORE NULLS) OVER (PARTITION BY r.person
                ORDER BY r.occurred_at, r.sequence, r.event_id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
        ) AS account,
        CASE WHEN r.occurred_at - coalesce(lag(r.occurred_at) OVER (PARTITION BY r.person
                ORDER BY r.occurred_at, r.sequence, r.event_id), s.occurred_at)
             <= INTERVAL 30 MINUTE THEN 0 ELSE 1 END AS opens,
        CASE WHEN r.touchpoint IS NOT NULL THEN epoch_us(r.occurred_at) END AS before,
        s.session AS start_session, s.position AS start_position, s.touchpoint AS start_touchpoint,
        epoch_us(s.recognised_at) AS start_before
    FROM recognised r LEFT JOIN person_start s ON s.person = r.person WHERE r.person BETWEEN $low AND $high
)
WINDOW path AS (PARTITION BY person ORDER BY occurred_at, sequence, event_id)

-- open_accounts: since which place of the path each account of a person who left one is open, touch by touch; NULL
-- where it is not, 0 and below where it was before the cut
CREATE OR REPLACE TEMP TABLE open_account AS
WITH begun AS (
    SELECT person, unnest(open_accounts) AS account, generate_subscripts(open_accounts, 1) - len(open_accounts) AS place
    FROM person_start WHERE open_accounts IS NOT NULL
),
leaves AS ({leaving}),
stepped AS (
    SELECT r.person, r.event_id, r.stated_account, l.event_id IS NOT NULL AS ends,
           s.open_accounts IS NOT NULL OR count(r.stated_account) OVER path > 0 AS is_known,
           first_value(r.stated_account IGNORE NULLS) OVER (path ROWS BETWEEN UNBOUNDED PRECEDING
                                                            AND UNBOUNDED FOLLOWING) AS first_stated,
           row_number() OVER path AS place
    FROM recognised r LEFT JOIN leaves l ON l.event_id = r.event_id LEFT JOIN person_start s ON s.person = r.person
    WHERE s.open_accounts IS NOT NULL OR r.person IN (SELECT person FROM leaves)
    WINDOW path AS (PARTITION BY r.person ORDER BY r.occurred_at, ends DESC, r.sequence, r.event_id)
),
named AS (
    SELECT person, stated_account AS account FROM stepped WHERE stated_account IS NOT NULL
    UNION
    SELECT person, account FROM begun
)
SELECT s.person, s.event_id, s.place, s.is_known, s.first_stated, n.account,
       nullif(coalesce(last_value(CASE WHEN s.stated_account = n.account
                                  THEN CASE WHEN s.ends THEN {never} ELSE s.place END END IGNORE NULLS) OVER (
                           PARTITION BY s.person, n.account ORDER BY s.place),
                       b.place, {never}), {never}) AS open_since
FROM stepped s
LEFT JOIN named n ON n.person = s.person
LEFT JOIN begun b ON b.person = s.person AND b.account = n.account

-- leave: what happened between two memberships belongs to no account, what happened after one of several ended to
-- that which was stated last of those that are open, and what happened before any to the first
UPDATE walked SET account = o.account FROM (
    SELECT event_id, CASE WHEN any_value(is_known) THEN arg_max(account, open_since) ELSE any_value(first_stated) END
               AS account
    FROM open_account GROUP BY event_id
) o WHERE o.event_id = walked.event_id AND walked.stated_account IS NULL

-- walk_nobody: events without a person have no path of a person
INSERT INTO walked SELECT *, stated_account, NULL, NULL, NULL, NULL, says_internal FROM recognised WHERE person IS NULL

-- internal: what somebody of our own did, or what happened at an account of our own
UPDATE walked SET internal = true
WHERE NOT internal
  AND (   person IN (SELECT owner FROM internal_identifier WHERE subject = 'person')
       OR account IN (SELECT owner FROM internal_identifier WHERE subject = 'account'))

-- account_cut: from when on each account's touches are derived again
CREATE OR REPLACE TEMP TABLE account_cut AS
SELECT account, min(occurred_at) AS since FROM (
    SELECT account, occurred_at FROM walked UNION ALL SELECT account, occurred_at FROM old
) WHERE account IS NOT NULL GROUP BY account

-- others: touches of other persons behind the cuts; only their places at the account change
CREATE OR REPLACE TEMP TABLE others AS
SELECT t.rowid AS place, t.* FROM touch t JOIN account_cut c ON c.account = t.account
WHERE t.occurred_at >= $earliest::TIMESTAMP AND t.occurred_at >= c.since

-- account_start: what each account's path has come to before its cut: as the first touch behind it remembers, or its end
CREATE OR REPLACE TEMP TABLE account_start AS
WITH behind AS (
    SELECT account, count(*) AS touches, min(account_position) AS position,
           arg_min(account_previous, account_position) AS previous,
           arg_min(occurred_at - to_microseconds(account_gap), account_position) AS recognised_at
    FROM (
        SELECT account, occurred_at, account_position, account_previous, account_gap FROM old
        UNION ALL
        SELECT account, occurred_at, account_position, account_previous, account_gap FROM others
    ) GROUP BY account
)
SELECT e.account, e.touches - coalesce(b.touches, 0) AS touches, coalesce(b.position - 1, e.position) AS position,
       CASE WHEN b.position IS NULL THEN e.touchpoint WHEN b.position > 1 THEN b.previous END AS touchpoint,
       CASE WHEN b.position IS NULL THEN e.recognised_at WHEN b.position > 1 THEN b.recognised_at END AS recognised_at
FROM account_end e JOIN account_cut c ON c.account = e.account LEFT JOIN behind b ON b.account = e.account

-- drop_others: take them out of the touches
DELETE FROM touch WHERE rowid IN (SELECT place FROM others)

-- walk_others: as they were along the paths of their persons
INSERT INTO walked
SELECT person, stated_account, occurred_at, precision_day, automated, says_internal, sequence, event_id, source, event,
       touchpoint, phase, channel, value_minor, currency, account, session, person_position, person_previous, person_gap,
       internal
FROM others

-- walk_accounts: along each account's path: neighbours; written in path order
INSERT INTO touch
SELECT account, person, stated_account, occurred_at, precision_day, automated, internal, says_internal, sequence, event_id, source,
    event, touchpoint, phase, channel, value_minor, currency, session, person_position, person_previous, person_gap,
    CASE WHEN touchpoint IS NOT NULL
         THEN coalesce(start_position, 0) + CAST(count(touchpoint) OVER path AS INTEGER) END,
    CASE WHEN touchpoint IS NOT NULL
         THEN coalesce(lag(touchpoint IGNORE NULLS) OVER path, start_touchpoint, 0) END,
    CASE WHEN touchpoint IS NOT NULL
         THEN epoch_us(occurred_at) - coalesce(lag(before IGNORE NULLS) OVER path, start_before) END
FROM (
    SELECT w.*, CASE WHEN w.touchpoint IS NOT NULL THEN epoch_us(w.occurred_at) END AS before,
        s.position AS start_position, s.touchpoint AS start_touchpoint, epoch_us(s.recognised_at) AS start_before
    FROM walked w LEFT JOIN account_start s ON s.account = w.account WHERE w.account BETWEEN $low AND $high
)
WINDOW path AS (PARTITION BY account ORDER BY occurred_at, sequence, event_id)
ORDER BY account, person NULLS LAST, occurred_at, sequence, event_id

-- walk_no_account: touches without an account have no path of an account
INSERT INTO touch
SELECT NULL, person, stated_account, occurred_at, precision_day, automated, internal, says_internal, sequence, event_id, source,
    event, touchpoint, phase, channel, value_minor, currency, session, person_position, person_previous, person_gap, NULL, NULL, NULL
FROM walked WHERE account IS NULL
ORDER BY person NULLS LAST, occurred_at, sequence, event_id

-- new_person_end: what the paths that were walked have come to now
CREATE OR REPLACE TEMP TABLE new_person_end AS
SELECT w.person,
       coalesce(arg_max(w.stated_account, (w.occurred_at, w.sequence, w.event_id))
                    FILTER (w.stated_account IS NOT NULL), any_value(s.stated_account)) AS stated_account,
       NULL::BIGINT[] AS open_accounts,
       arg_max_null(w.account, (w.occurred_at, w.sequence, w.event_id)) AS account,
       max(w.session) AS session, max(w.occurred_at) AS occurred_at,
       coalesce(max(w.person_position), any_value(s.position)) AS position,
       coalesce(arg_max(w.touchpoint, w.person_position), any_value(s.touchpoint)) AS touchpoint,
       coalesce(max(w.occurred_at) FILTER (w.touchpoint IS NOT NULL), any_value(s.recognised_at)) AS recognised_at
FROM walked w LEFT JOIN person_start s ON s.person = w.person
WHERE w.person IS NOT NULL GROUP BY w.person

-- left_person_end: of persons who left an account, those that are open and the one that was stated last of them
UPDATE new_person_end SET stated_account = o.open_accounts[-1], open_accounts = o.open_accounts FROM (
    SELECT person, coalesce(list(account ORDER BY open_since) FILTER (open_since IS NOT NULL), []) AS open_accounts
    FROM (SELECT *, max(place) OVER (PARTITION BY person) AS last FROM open_account) WHERE place = last GROUP BY person
) o WHERE o.person = new_person_end.person

-- new_account_end: the same of accounts
CREATE OR REPLACE TEMP TABLE new_account_end AS
SELECT w.account, coalesce(any_value(s.touches), 0) + count(*) AS touches,
       coalesce(any_value(s.position), 0) + count(w.touchpoint)::INTEGER AS position,
       coalesce(arg_max(w.touchpoint, (w.occurred_at, w.sequence, w.event_id)) FILTER (w.touchpoint IS NOT NULL),
                any_value(s.touchpoint)) AS touchpoint,
       coalesce(max(w.occurred_at) FILTER (w.touchpoint IS NOT NULL), any_value(s.recognised_at)) AS recognised_at
FROM walked w LEFT JOIN account_start s ON s.account = w.account WHERE w.account IS NOT NULL GROUP BY w.account

-- drop_person_ends: forget what the paths behind the cuts had come to
DELETE FROM person_end WHERE person IN (SELECT person FROM cut)

-- drop_account_ends: the same of accounts
DELETE FROM account_end WHERE account IN (SELECT account FROM account_cut)

-- kept_account_end: accounts whose touches behind the cut are gone end where they began
INSERT INTO new_account_end
SELECT account, touches, position, touchpoint, recognised_at FROM account_start
WHERE touches > 0 AND account NOT IN (SELECT account FROM new_account_end)

-- all_totals: how many events of each name were recognised as what, and when the first and the last happened
INSERT INTO event_total
SELECT event, touchpoint, count(*), min(occurred_at), max(occurred_at) FROM recognised GROUP BY event, touchpoint

-- new_totals: the same with what arrived; events that are derived anew were counted before
CREATE OR REPLACE TEMP TABLE new_total AS
SELECT event, touchpoint, sum(touches)::BIGINT AS touches, min(first_at) AS first_at, max(last_at) AS last_at FROM (
    SELECT event, touchpoint, touches, first_at, last_at FROM event_total
    UNION ALL
    SELECT event, touchpoint, count(*), min(occurred_at), max(occurred_at) FROM arrived GROUP BY event, touchpoint
    UNION ALL
    SELECT event, touchpoint, -count(*), NULL, NULL FROM old
    WHERE person IS NULL OR person IN (SELECT person FROM again) GROUP BY event, touchpoint
) GROUP BY event, touchpoint

-- drop_totals: forget what was counted before
DELETE FROM event_total

-- keep_totals: and write down what is counted now
INSERT INTO event_total SELECT * FROM new_total
