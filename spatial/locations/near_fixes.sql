-- The hot fixes in a span, of the hours in which their device was in a box.
-- Parameters: west, south, east, north (1e-7 degree, edges included); starts, ends (timestamptz,
--   half open); classes (of devices, NULL for all).
-- Columns: device_id, time_us (microseconds since 1970-01-01 UTC), lon_e7, lat_e7; in order of
--   device and time.
-- Indexes relied on: position_fix_time finds the span in the few hot hours, the key of position_fix
-- the rest of an hour.
SELECT fix.device_id, (extract(epoch FROM fix.fixed_at) * 1000000)::bigint AS time_us,
    fix.lon_e7, fix.lat_e7
FROM (
    SELECT DISTINCT device_id, date_trunc('hour', fixed_at, 'UTC') AS hour
    FROM position_fix
    WHERE fixed_at >= :starts AND fixed_at < :ends
        AND lon_e7 BETWEEN :west AND :east
        AND lat_e7 BETWEEN :south AND :north
        AND (
            CAST(:classes AS text[]) IS NULL
            OR device_id IN (SELECT id FROM device WHERE device_class = ANY(:classes))
        )
) AS near
JOIN position_fix AS fix ON fix.device_id = near.device_id
    AND fix.fixed_at >= near.hour AND fix.fixed_at < near.hour + interval '1 hour'
    AND fix.fixed_at >= :starts AND fix.fixed_at < :ends
ORDER BY fix.device_id, fix.fixed_at, fix.fix_key
