-- asked: whose paths have a touch that changes, and whether one comes that was not recognised before
SELECT t.{unit} AS unit, bool_or(m.before IS NULL) AS has_new
FROM touch t JOIN moved_touch m ON m.place = t.rowid WHERE t.{unit} IS NOT NULL GROUP BY 1 ORDER BY 1

-- sizes: how many touches these paths have
SELECT t.{unit} AS unit, count(*) AS touches
FROM touch t WHERE t.{unit} IN (SELECT unit FROM asked) GROUP BY 1 ORDER BY 1

-- paths: touches that are recognised now or were, of a range of these paths; the position is that of before
SELECT t.rowid AS place, t.{unit} AS unit, epoch_us(t.occurred_at) AS occurred_at, t.{unit}_position AS position,
       coalesce(t.touchpoint, 0)::INTEGER AS before,
       CASE WHEN m.place IS NULL THEN t.touchpoint ELSE coalesce(m.after, 0) END::INTEGER AS after
FROM touch t LEFT JOIN moved_touch m ON m.place = t.rowid
WHERE t.{unit} BETWEEN $low AND $high AND t.{unit} IN (SELECT unit FROM asked WHERE has_new = $has_new)
  AND (t.touchpoint IS NOT NULL OR m.after IS NOT NULL)

-- in_order: the same in path order
{paths} ORDER BY t.{unit}, t.occurred_at, t.sequence, t.event_id

-- neighbours: what stands before touches now
UPDATE touch SET {unit}_position = n.position, {unit}_previous = n.previous, {unit}_gap = n.gap
FROM neighbour n WHERE touch.rowid = n.place

-- previous: the same where nothing but the touchpoint before is another one
UPDATE touch SET {unit}_previous = n.previous FROM neighbour n WHERE touch.rowid = n.place

-- ends: what paths come to now
UPDATE {unit}_end SET position = n.position, touchpoint = n.touchpoint, recognised_at = n.recognised_at
FROM path_end n WHERE {unit}_end.{unit} = n.unit

-- touchpoints: the touches themselves
UPDATE touch SET touchpoint = d.after, phase = d.phase_after FROM differing_touch d WHERE touch.rowid = d.place

-- phases: the same where the touchpoint stays
UPDATE touch SET phase = d.phase_after FROM differing_touch d WHERE touch.rowid = d.place

-- drop_totals: forget what was counted before
DELETE FROM event_total

-- totals: and count anew
INSERT INTO event_total
SELECT event, touchpoint, count(*), min(occurred_at), max(occurred_at) FROM touch GROUP BY event, touchpoint
