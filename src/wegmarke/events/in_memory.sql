-- arrived_named: the same as the next; person and stated_account are numbers of identifiers ({events} gives them)
WITH events AS ({events} WHERE e.batch > $touched)
SELECT r.person, r.stated_account, r.occurred_at, r.precision_day, r.automated, r.says_internal, r.sequence, r.event_id,
       r.source_code AS source, r.event_code AS event, r.touchpoint::USMALLINT AS touchpoint, r.channel_code AS channel, r.value_minor,
       r.currency, r.name = 'membership_ended' AS ends
FROM ({recognised}) r

-- arrived: new events with their touchpoint ({recognised} gives that column); do they end a membership?
SELECT r.person, r.stated_account, r.occurred_at, r.precision_day, r.automated, r.says_internal, r.sequence, r.event_id,
       r.source_code AS source, r.event_code AS event, r.touchpoint::USMALLINT AS touchpoint, r.channel_code AS channel, r.value_minor,
       r.currency, r.name = 'membership_ended' AS ends
FROM ({recognised}) r WHERE r.batch > $touched

-- person_ends: what the paths of persons with new events had come to
SELECT e.* FROM person_end e JOIN persons_asked a ON a.person = e.person

-- of_persons: all touches of persons whose paths are walked anew
SELECT t.rowid AS place, t.* FROM touch t WHERE t.person IN (SELECT person FROM persons_again) LIMIT $most

-- account_ends: what the paths of accounts had come to
SELECT e.* FROM account_end e JOIN accounts_asked a ON a.account = e.account

-- of_accounts: touches at accounts from when on they are walked again
SELECT t.rowid AS place, t.* FROM touch t JOIN accounts_asked a ON a.account = t.account
WHERE t.occurred_at >= $earliest::TIMESTAMP AND t.occurred_at >= a.since LIMIT $most

-- drop_touches: take out what is walked again
DELETE FROM touch WHERE rowid IN (SELECT place FROM touches_again)

-- keep_touches: written in path order
INSERT INTO touch
SELECT account, person, stated_account, occurred_at, precision_day, automated, internal, says_internal, sequence, event_id::UUID,
       source, event, touchpoint, phase, channel, value_minor, currency, session, person_position, person_previous, person_gap, account_position,
       account_previous, account_gap
FROM touches_walked ORDER BY account, person NULLS LAST, occurred_at, sequence, event_id

-- drop_person_ends: forget what the paths had come to
DELETE FROM person_end WHERE person IN (SELECT person FROM person_ends_now)

-- keep_person_ends: and write down what they come to now
INSERT INTO person_end
SELECT person, nullif(stated_account, 0), NULL, nullif(account, 0), session, occurred_at, nullif(position, 0),
       nullif(touchpoint, 0), recognised_at
FROM person_ends_now

-- drop_account_ends: the same of accounts
DELETE FROM account_end WHERE account IN (SELECT account FROM account_ends_now)

-- keep_account_ends: those that have touches
INSERT INTO account_end
SELECT account, touches, position, nullif(touchpoint, 0), recognised_at FROM account_ends_now WHERE touches > 0

-- totals: how many events of each name were recognised as what, so far
SELECT event, touchpoint, touches, first_at, last_at FROM event_total

-- drop_totals: forget that
DELETE FROM event_total

-- keep_totals: and write down what is counted now
INSERT INTO event_total SELECT event, touchpoint, touches, first_at, last_at FROM totals_now
