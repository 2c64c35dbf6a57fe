-- stated: what events say about accounts
SELECT stated_account AS account, account_identifier AS identifier, occurred_at, sequence, event_id,
       properties['domain'] AS domain, properties['debtor_number'] AS debtor_number,
       properties['legal_entity'] AS legal_entity, nullif(trim(properties['parent']), '') AS parent
FROM events WHERE name = 'account_described' AND stated_account IS NOT NULL

-- descriptions: the newest value of each of them; a hyphen says that there is none any more
SELECT account, nullif(lower(arg_max(nullif(trim(domain), ''), path)), '-') AS domain,
       nullif(arg_max(nullif(trim(debtor_number), ''), path), '-') AS debtor_number,
       nullif(arg_max(nullif(trim(legal_entity), ''), path), '-') AS legal_entity,
       arg_max(parent, path) AS parent_text, arg_max(identifier, path) FILTER (parent IS NOT NULL) AS parent_said_by,
       arg_max(event_id::VARCHAR, path) FILTER (parent IS NOT NULL) AS parent_event
FROM (SELECT *, (occurred_at, sequence, event_id) AS path FROM ({stated})) GROUP BY account

-- all_descriptions: in the order of accounts
SELECT * FROM ({descriptions}) ORDER BY account

-- properties: the newest value of every property of a description, in the order of accounts
SELECT account, entry.key AS name, arg_max(entry.value, path) AS value
FROM (SELECT stated_account AS account, unnest(map_entries(properties)) AS entry,
             (occurred_at, sequence, event_id) AS path
      FROM events WHERE name = 'account_described' AND stated_account IS NOT NULL)
GROUP BY account, entry.key ORDER BY account, entry.key
