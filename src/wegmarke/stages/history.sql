-- subject_of_unit: events of a span with the account or person they belong to ({matched} gives column place)
SELECT t.{unit} AS subject, m.occurred_at, m.sequence, m.event_id, m.source_code, m.event_code, m.place
FROM ({matched}) m JOIN touch t ON t.event_id = m.event_id
WHERE m.place IS NOT NULL AND t.{unit} IS NOT NULL AND {within} AND {wanted}

-- subject_of_opportunity: events of a span with the opportunity they name
SELECT m.properties['opportunity'] AS subject, m.occurred_at, m.sequence, m.event_id, m.source_code, m.event_code,
       m.place
FROM ({matched}) m
WHERE m.place IS NOT NULL AND m.name = 'opportunity_changed' AND m.properties['opportunity'] != '' AND {within}
  AND {wanted}

-- signals: events of all spans in path order, without those that say what the one before said
WITH labelled AS ({labelled}),
placed AS (
    SELECT *, lag((span, place)) OVER path AS before FROM labelled
    WINDOW path AS (PARTITION BY subject ORDER BY occurred_at, sequence, event_id)
)
SELECT subject, epoch_us(occurred_at) AS occurred_at, event_id::VARCHAR AS event_id, source_code, event_code,
       span::SMALLINT AS span, place::SMALLINT AS place
FROM placed WHERE before IS DISTINCT FROM (span, place)
ORDER BY subject, placed.occurred_at, sequence, placed.event_id

-- codes: texts of sources and event names by code
SELECT kind, code, text FROM code WHERE kind IN ('source', 'event')

-- unknown_stages: names of stages that no stage of the model knows, in the events of a span
SELECT m.properties['opportunity'] AS subject, m.properties['stage'] AS stage, epoch_us(m.occurred_at) AS occurred_at,
       m.event_id::VARCHAR AS event_id, m.source, m.name AS event
FROM ({matched}) m
WHERE m.name = 'opportunity_changed' AND m.place IS NULL AND {within} AND {wanted}

-- no_opportunities: events of the CRM that do not say which opportunity they mean
SELECT epoch_us(occurred_at) AS occurred_at, event_id::VARCHAR AS event_id, source, name AS event
FROM events
WHERE name = 'opportunity_changed' AND coalesce(properties['opportunity'], '') = ''
ORDER BY 1 DESC, 2
