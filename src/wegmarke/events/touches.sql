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
SELECT r.person, r.stated_account, r.occurred_at, r.precision_day, r.sequence, r.event_id, r.source_code AS source,
       r.event_code AS event, r.touchpoint::USMALLINT AS touchpoint, p.phase, r.channel_code AS channel, r.value_minor,
       r.currency
FROM ({recognised}) r LEFT JOIN touchpoint_phase p ON p.touchpoint = r.touchpoint
WHERE {scope}

-- seen_before: state of each path in front of the first new event ('-infinity' has nothing in front of it)
CREATE OR REPLACE TEMP TABLE seen_before AS
WITH asked AS (
    SELECT person, min(occurred_at) AS since FROM arrived
    WHERE person IS NOT NULL AND person NOT IN (SELECT person FROM again) GROUP BY person
)
SELECT t.person, arg_max(t.stated_account, (t.occurred_at, t.sequence, t.event_id))
           FILTER (t.stated_account IS NOT NULL) AS stated_account,
       any_value(t.account) AS account, max(t.session) AS session, max(t.occurred_at) AS occurred_at,
       max(t.person_position) AS position, arg_max(t.touchpoint, t.person_position) AS touchpoint,
       max(t.occurred_at) FILTER (t.touchpoint IS NOT NULL) AS recognised_at
FROM touch t JOIN asked a ON a.person = t.person WHERE t.occurred_at < a.since GROUP BY t.person

-- cut: from when on each person's touches are derived again: from the first new event, and from the beginning where
-- touches had no account or one that was stated later, and a new event states one
CREATE OR REPLACE TEMP TABLE cut AS
SELECT f.person, CASE WHEN f.states AND s.person IS NOT NULL AND s.stated_account IS NULL
                 THEN TIMESTAMP '-infinity' ELSE f.since END AS since
FROM (
    SELECT person, min(occurred_at) AS since, bool_or(stated_account IS NOT NULL) AS states FROM arrived
    WHERE person IS NOT NULL AND person NOT IN (SELECT person FROM again) GROUP BY person
) f LEFT JOIN seen_before s ON s.person = f.person
UNION ALL
SELECT person, TIMESTAMP '-infinity' FROM again

-- person_start: what each path has come to before its cut
CREATE OR REPLACE TEMP TABLE person_start AS
SELECT s.person, coalesce(s.stated_account, s.account) AS account, s.session, s.occurred_at, s.position, s.touchpoint,
       s.recognised_at
FROM seen_before s JOIN cut c ON c.person = s.person WHERE c.since > TIMESTAMP '-infinity'

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
SELECT person, stated_account, occurred_at, precision_day, sequence, event_id, source, event, touchpoint, phase,
       channel, value_minor, currency
FROM old WHERE person IS NOT NULL AND person NOT IN (SELECT person FROM again)

-- no_starts: every path begins anew
CREATE OR REPLACE TEMP TABLE person_start (
    person BIGINT, account BIGINT, session INTEGER, occurred_at TIMESTAMP, position INTEGER, touchpoint USMALLINT,
    recognised_at TIMESTAMP
)

-- no_account_starts: every path begins anew
CREATE OR REPLACE TEMP TABLE account_start (
    account BIGINT, position INTEGER, touchpoint USMALLINT, recognised_at TIMESTAMP
)

-- walked_table: touches along the paths of persons (written out: DuckDB 2.0 loses values inserted into a table made by SELECT … LIMIT 0)
CREATE OR REPLACE TEMP TABLE walked (
    person BIGINT, stated_account BIGINT, occurred_at TIMESTAMP, precision_day BOOLEAN, sequence BIGINT, event_id UUID,
    source USMALLINT, event USMALLINT, touchpoint USMALLINT, phase USMALLINT, channel USMALLINT, value_minor BIGINT,
    currency VARCHAR, account BIGINT, session INTEGER, person_position INTEGER, person_previous USMALLINT,
    person_gap BIGINT
)

-- walk_persons: along each person's path: account at the time, session, neighbours
INSERT INTO walked
SELECT person, stated_account, occurred_at, precision_day, sequence, event_id, source, event, touchpoint, phase, channel,
    value_minor, currency, account, coalesce(start_session, 0) + CAST(sum(opens) OVER path AS INTEGER),
    CASE WHEN touchpoint IS NOT NULL THEN coalesce(start_position, 0) + CAST(count(touchpoint) OVER path AS INTEGER) END,
    CASE WHEN touchpoint IS NOT NULL
         THEN coalesce(lag(touchpoint IGNORE NULLS) OVER path, start_touchpoint, 0) END,
    CASE WHEN touchpoint IS NOT NULL
         THEN epoch_us(occurred_at) - coalesce(lag(before IGNORE NULLS) OVER path, start_before) END
FROM (
    SELECT r.*,
        coalesce(
            last_value(r.stated_account IGNORE NULLS) OVER (PARTITION BY r.person
                ORDER BY r.occurred_at, r.sequence, r.event_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
            s.account,
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

-- walk_nobody: events without a person have no path of a person
INSERT INTO walked SELECT *, stated_account, NULL, NULL, NULL, NULL FROM recognised WHERE person IS NULL

-- account_cut: from when on each account's touches are derived again
CREATE OR REPLACE TEMP TABLE account_cut AS
SELECT account, min(occurred_at) AS since FROM (
    SELECT account, occurred_at FROM walked UNION ALL SELECT account, occurred_at FROM old
) WHERE account IS NOT NULL GROUP BY account

-- account_start: what each account's path has come to before its cut
CREATE OR REPLACE TEMP TABLE account_start AS
SELECT t.account, max(t.account_position) AS position, arg_max(t.touchpoint, t.account_position) AS touchpoint,
       max(t.occurred_at) FILTER (t.touchpoint IS NOT NULL) AS recognised_at
FROM touch t JOIN account_cut c ON c.account = t.account WHERE t.occurred_at < c.since GROUP BY t.account

-- others: touches of other persons behind the cuts; only their places at the account change
CREATE OR REPLACE TEMP TABLE others AS
SELECT t.rowid AS place, t.* FROM touch t JOIN account_cut c ON c.account = t.account
WHERE t.occurred_at >= $earliest::TIMESTAMP AND t.occurred_at >= c.since

-- drop_others: take them out of the touches
DELETE FROM touch WHERE rowid IN (SELECT place FROM others)

-- walk_others: as they were along the paths of their persons
INSERT INTO walked
SELECT person, stated_account, occurred_at, precision_day, sequence, event_id, source, event, touchpoint, phase,
       channel, value_minor, currency, account, session, person_position, person_previous, person_gap
FROM others

-- walk_accounts: along each account's path: neighbours; written in path order
INSERT INTO touch
SELECT account, person, stated_account, occurred_at, precision_day, sequence, event_id, source, event, touchpoint, phase,
    channel, value_minor, currency, session, person_position, person_previous, person_gap,
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
SELECT NULL, person, stated_account, occurred_at, precision_day, sequence, event_id, source, event, touchpoint, phase,
    channel, value_minor, currency, session, person_position, person_previous, person_gap, NULL, NULL, NULL
FROM walked WHERE account IS NULL
ORDER BY person NULLS LAST, occurred_at, sequence, event_id
