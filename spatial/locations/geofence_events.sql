-- Events of a fence in a span, in order of time.
-- Parameters: fence, starts, ends (timestamptz; half open), device (name, NULL for all), withdrawn
-- (whether with those that do not stand any more), after_at, after_id (the last one that was given;
-- NULL for the first page), rows.
-- Columns: id, fence_id, fence, device, device_class, kind, at, known, fixed_before, fixed_after,
-- computed_at, withdrawn_at. Index relied on: geofence_event_time.
SELECT event.id, fence_id, fence.name AS fence, device.name AS device, device.device_class,
    event.kind, event.at, event.known, event.fixed_before, event.fixed_after, event.computed_at,
    event.withdrawn_at
FROM geofence_event AS event
JOIN geofence AS fence ON fence.id = event.fence_id
JOIN device ON device.id = event.device_id
WHERE event.fence_id = :fence AND event.at >= :starts AND event.at < :ends
    AND (CAST(:after_id AS bigint) IS NULL OR (event.at, event.id) > (:after_at, :after_id))
    AND (CAST(:device AS text) IS NULL OR device.name = :device)
    AND (:withdrawn OR event.withdrawn_at IS NULL)
ORDER BY event.at, event.id
LIMIT :rows
