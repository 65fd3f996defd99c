-- The newest fix of each device, by name.
-- Parameters: devices (names, NULL for all), classes (NULL for all).
-- Columns: device, device_class, lon, lat (degrees, CGCS2000), fixed_at, speed_kmh, course.
SELECT device.name AS device, device.device_class, lon_e7 / 1e7::float8 AS lon,
    lat_e7 / 1e7::float8 AS lat, fixed_at, speed_kmh, course
FROM device_latest AS latest JOIN device ON device.id = latest.device_id
WHERE (CAST(:devices AS text[]) IS NULL OR device.name = ANY(:devices))
    AND (CAST(:classes AS text[]) IS NULL OR device.device_class = ANY(:classes))
ORDER BY device.name COLLATE "C"
