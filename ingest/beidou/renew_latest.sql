-- Renews device_latest for the devices of the temporary table touched_hour, after storing.
-- No parameters. Read from the history, so that a late fix never replaces a newer one (R4.5).
-- Index relied on: the key of position_fix, read from both its ends.
INSERT INTO device_latest AS latest (
    device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, altitude_m, speed_kmh, course,
    first_at, fixes
)
SELECT added.device_id, newest.*, oldest.fixed_at, added.fixes
FROM (SELECT device_id, sum(fixes)::bigint AS fixes FROM touched_hour GROUP BY device_id) AS added
CROSS JOIN LATERAL (
    SELECT fixed_at, fix_key, lon_e7, lat_e7, flags, altitude_m, speed_kmh, course
    FROM position_fix AS fix
    WHERE fix.device_id = added.device_id
    ORDER BY fix.device_id DESC, fix.fixed_at DESC, fix.fix_key DESC
    LIMIT 1
) AS newest
CROSS JOIN LATERAL (
    SELECT fixed_at
    FROM position_fix AS fix
    WHERE fix.device_id = added.device_id
    ORDER BY fix.device_id, fix.fixed_at
    LIMIT 1
) AS oldest
ON CONFLICT (device_id) DO UPDATE SET
    fixed_at = excluded.fixed_at,
    fix_key = excluded.fix_key,
    lon_e7 = excluded.lon_e7,
    lat_e7 = excluded.lat_e7,
    flags = excluded.flags,
    altitude_m = excluded.altitude_m,
    speed_kmh = excluded.speed_kmh,
    course = excluded.course,
    first_at = excluded.first_at,
    fixes = latest.fixes + excluded.fixes
