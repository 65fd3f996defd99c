-- Events of geofences that were written or withdrawn since a state of the database, within a day.
-- Parameters: devices (ids), classes, fences (ids): an event is chosen by any of them; since (xid8
-- as text). Columns: device_id, written (its transaction), and those of geofence_events.sql.
-- Transactions of the future are those of another cluster, from which this one was copied.
-- Index relied on: geofence_event_written.
SELECT event.device_id, CAST(CAST(event.written AS text) AS bigint) AS written, event.id, fence_id, fence.name AS fence, device.name AS device,
    device.device_class, event.kind, event.at, event.known, event.fixed_before,
    event.fixed_after, event.computed_at, event.withdrawn_at
FROM geofence_event AS event
JOIN geofence AS fence ON fence.id = event.fence_id
JOIN device ON device.id = event.device_id
WHERE event.written >= CAST(CAST(:since AS text) AS xid8)
    AND event.written < pg_snapshot_xmax(pg_current_snapshot())
    AND coalesce(event.withdrawn_at, event.computed_at) > now() - interval '1 day'
    AND (event.device_id = ANY(CAST(:devices AS integer[]))
        OR event.fence_id = ANY(CAST(:fences AS bigint[]))
        OR device.device_class = ANY(CAST(:classes AS text[])))
ORDER BY event.id
