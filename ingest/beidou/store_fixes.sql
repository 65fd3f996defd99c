-- Moves the temporary table staged_fix, whose rows are in order and each there once, into the hot
-- rows; what is there already stays.
-- No parameters. The devices are locked by the caller (register_devices), so nobody else stores
-- fixes of theirs meanwhile.
-- Columns of the rows that are new: device_id, time_us (microseconds since 1970-01-01 UTC), fix_key.
-- Index relied on: the key of position_fix, which grows at its end.
INSERT INTO position_fix (
    device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, alarm, altitude_m, speed_kmh, course,
    received_at, extras
)
SELECT device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, alarm,
    nullif(altitude_m, 'NaN'), nullif(speed_kmh, 'NaN'), nullif(course, 'NaN'),
    received_at, extras
FROM staged_fix
ON CONFLICT DO NOTHING
RETURNING device_id, (extract(epoch FROM fixed_at) * 1000000)::bigint AS time_us, fix_key
