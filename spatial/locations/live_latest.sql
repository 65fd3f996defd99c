-- The newest fix of each chosen device, of those that got one since a state of the database.
-- Parameters: devices (ids), classes, fences (ids): a device is chosen by any of them; since (xid8
-- as text: the oldest transaction under way then; NULL for all).
-- Columns: device_id, device, device_class, fences (those of the parameter that watch it), lon, lat
-- (degrees, CGCS2000), fixed_at, fix_key, speed_kmh, course.
-- A row that was written since is told by its transaction (xmin); one more than needed does no
-- harm. Indexes relied on: the keys of device_latest and geofence_device.
WITH chosen AS MATERIALIZED (
    SELECT unnest(CAST(:devices AS integer[])) AS device_id
    UNION
    SELECT device_id FROM geofence_device WHERE fence_id = ANY(CAST(:fences AS bigint[]))
    UNION
    SELECT id FROM device WHERE device_class = ANY(CAST(:classes AS text[]))
)
SELECT device.id AS device_id, device.name AS device, device.device_class,
    ARRAY(
        SELECT fence_id FROM geofence_device AS watching
        WHERE watching.device_id = device.id AND fence_id = ANY(CAST(:fences AS bigint[]))
    ) AS fences,
    lon_e7 / 1e7::float8 AS lon, lat_e7 / 1e7::float8 AS lat, fixed_at, fix_key, speed_kmh, course
FROM chosen
JOIN device_latest AS latest USING (device_id)
JOIN device ON device.id = latest.device_id
WHERE CAST(:since AS text) IS NULL
    OR age(latest.xmin) <= age(CAST(CAST(CAST(:since AS text) AS xid8) AS xid))
ORDER BY device.id
