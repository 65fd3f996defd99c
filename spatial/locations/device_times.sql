-- The instants of the hot fixes of some devices within a span.
-- Parameters: devices (ids), starts, ends (timestamptz; half open).
-- Columns: device_id, time_us (microseconds since 1970-01-01 UTC); in order of device and time.
-- Index relied on: the key of position_fix.
SELECT device_id, (extract(epoch FROM fixed_at) * 1000000)::bigint AS time_us
FROM position_fix
WHERE device_id = ANY(:devices) AND fixed_at >= :starts AND fixed_at < :ends
ORDER BY device_id, fixed_at
