-- Moves the temporary table staged_fix, whose rows are in order and each there once, into the hot
-- rows; what is there already stays. Names the rows `newest` for renew_latest.sql, which follows.
-- No parameters. The devices are locked by the caller (register_devices), so nobody else stores
-- fixes of theirs meanwhile.
-- Index relied on: the key of position_fix, which grows at its end.
WITH new AS (
    INSERT INTO position_fix (
        device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, alarm, altitude_m, speed_kmh, course,
        received_at, extras
    )
    SELECT device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, alarm,
        nullif(altitude_m, 'NaN'), nullif(speed_kmh, 'NaN'), nullif(course, 'NaN'),
        received_at, extras
    FROM staged_fix
    ON CONFLICT DO NOTHING
    RETURNING device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, altitude_m, speed_kmh, course
), newest AS (
    SELECT DISTINCT ON (device_id) device_id, fixed_at, fix_key, lon_e7, lat_e7, flags,
        altitude_m, speed_kmh, course,
        min(fixed_at) OVER device AS first_at, count(*) OVER device AS fixes
    FROM new
    WINDOW device AS (PARTITION BY device_id)
    ORDER BY device_id, fixed_at DESC, fix_key DESC
)
