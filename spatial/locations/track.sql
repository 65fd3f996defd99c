-- The hot fixes of one device within a span, in order of time.
-- Parameters: device_id, starts, ends (timestamptz; half open), rows (at most so many).
-- Columns: device_id, time_us (microseconds since 1970-01-01 UTC), lon_e7, lat_e7 (1e-7 degree,
--   CGCS2000).
-- Index relied on: the key of position_fix, which also gives the order.
SELECT device_id, (extract(epoch FROM fixed_at) * 1000000)::bigint AS time_us, lon_e7, lat_e7
FROM position_fix
WHERE device_id = :device_id AND fixed_at >= :starts AND fixed_at < :ends
ORDER BY device_id, fixed_at, fix_key
LIMIT :rows
