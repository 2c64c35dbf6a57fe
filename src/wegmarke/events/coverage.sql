-- seen_events: stored events by name, and when one last arrived
SELECT c.text AS name, e.events, e.last_at
FROM (SELECT event, count(*) AS events, max(received_at) AS last_at FROM event GROUP BY event) e
JOIN code c ON c.kind = 'event' AND c.code = e.event
ORDER BY e.events DESC, name

-- seen_properties: stored events by name and property, and when one last arrived
SELECT c.text AS event, p.property AS name, p.events, p.last_at
FROM (
    SELECT event, property, count(*) AS events, max(received_at) AS last_at
    FROM (SELECT event, received_at, unnest(map_keys(properties)) AS property FROM event)
    GROUP BY event, property
) p
JOIN code c ON c.kind = 'event' AND c.code = p.event
ORDER BY event, p.events DESC, name

-- property_kinds: whether all values of a property read as number, boolean or date, by event name
SELECT c.text AS event, p.property AS name, p.numbers, p.booleans, p.dates
FROM (
    SELECT event, property.key AS property,
           coalesce(bool_and(regexp_matches(property.value, $number)), false) AS numbers,
           coalesce(bool_and(regexp_matches(property.value, $boolean)), false) AS booleans,
           coalesce(bool_and(regexp_matches(property.value, $date)), false) AS dates
    FROM (SELECT DISTINCT event, unnest(map_entries(properties)) AS property FROM event)
    GROUP BY event, property.key
) p
JOIN code c ON c.kind = 'event' AND c.code = p.event
