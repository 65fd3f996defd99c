-- Fences by id, without their shapes.
-- Parameters: fence (id, NULL for all), device (name; those that watch it; NULL for all),
-- with_shape, rows, skip.
-- Columns: id, name, scheme, division_code, division_date, valid_from, valid_to, overstay_s,
-- device_names, device_class, owner_code, created_at, devices (how many it watches),
-- geometry (GeoJSON, CGCS2000; null without with_shape).
SELECT id, name, scheme, division_code, division_date, valid_from, valid_to, overstay_s,
    device_names, device_class, owner_code, created_at,
    (SELECT count(*) FROM geofence_device WHERE fence_id = id) AS devices,
    CASE WHEN :with_shape THEN ST_AsGeoJSON(geom, 7, 0) END AS geometry
FROM geofence
WHERE (CAST(:fence AS bigint) IS NULL OR id = :fence)
    AND (CAST(:device AS text) IS NULL OR EXISTS (
        SELECT FROM geofence_device JOIN device ON device.id = device_id
        WHERE fence_id = geofence.id AND device.name = :device))
ORDER BY id
LIMIT :rows OFFSET :skip
