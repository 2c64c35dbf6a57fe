-- all_persons: everybody, with the account that the last touch belongs to
SELECT person, coalesce(account, -1) AS account FROM person_end ORDER BY person

-- all_accounts: every account with touches
SELECT account FROM account_end WHERE touches > 0 ORDER BY account

-- some_persons: those of `asked` that exist, and whoever is at one of `near`
SELECT person, coalesce(account, -1) AS account FROM person_end
WHERE person IN (SELECT number FROM asked) OR account IN (SELECT number FROM near)
ORDER BY person

-- some_accounts: those of `asked` that exist
SELECT account FROM account_end WHERE touches > 0 AND account IN (SELECT number FROM asked) ORDER BY account

-- in_minutes: persons and accounts with touches in some minutes since 1970, each counted from behind its beginning to its end
SELECT DISTINCT person, account FROM touch
WHERE (epoch_us(occurred_at) + 59999999) // 60000000 IN (SELECT minute FROM asked)

-- arrived: names of the events of the batches behind one
SELECT DISTINCT c.text AS name FROM event e JOIN code c ON c.kind = 'event' AND c.code = e.event WHERE e.batch > $batch
