-- totals: touches by event name and touchpoint, most first
SELECT n.text AS name, p.text AS touchpoint, t.touches, t.first_at, t.last_at
FROM event_total t
JOIN code n ON n.kind = 'event' AND n.code = t.event
LEFT JOIN code p ON p.kind = 'touchpoint' AND p.code = t.touchpoint
WHERE t.touches > 0 ORDER BY t.touches DESC, name, touchpoint
