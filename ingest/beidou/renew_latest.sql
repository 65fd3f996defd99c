-- Renews device_latest: one row for each device that got new fixes. A late fix never replaces a
-- newer one (R4.5). The end of a statement that names the rows `newest` before: device_id, the
-- columns of the newest of its new fixes, first_at (the oldest instant among them), fixes (how many
-- are new).
INSERT INTO device_latest AS latest (
    device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, altitude_m, speed_kmh, course,
    first_at, fixes
)
SELECT device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, altitude_m, speed_kmh, course,
    first_at, fixes
FROM newest
ORDER BY device_id
ON CONFLICT (device_id) DO UPDATE SET
    fixed_at = CASE WHEN (excluded.fixed_at, excluded.fix_key) > (latest.fixed_at, latest.fix_key)
        THEN excluded.fixed_at ELSE latest.fixed_at END,
    fix_key = CASE WHEN (excluded.fixed_at, excluded.fix_key) > (latest.fixed_at, latest.fix_key)
        THEN excluded.fix_key ELSE latest.fix_key END,
    lon_e7 = CASE WHEN (excluded.fixed_at, excluded.fix_key) > (latest.fixed_at, latest.fix_key)
        THEN excluded.lon_e7 ELSE latest.lon_e7 END,
    lat_e7 = CASE WHEN (excluded.fixed_at, excluded.fix_key) > (latest.fixed_at, latest.fix_key)
        THEN excluded.lat_e7 ELSE latest.lat_e7 END,
    flags = CASE WHEN (excluded.fixed_at, excluded.fix_key) > (latest.fixed_at, latest.fix_key)
        THEN excluded.flags ELSE latest.flags END,
    altitude_m = CASE WHEN (excluded.fixed_at, excluded.fix_key) > (latest.fixed_at, latest.fix_key)
        THEN excluded.altitude_m ELSE latest.altitude_m END,
    speed_kmh = CASE WHEN (excluded.fixed_at, excluded.fix_key) > (latest.fixed_at, latest.fix_key)
        THEN excluded.speed_kmh ELSE latest.speed_kmh END,
    course = CASE WHEN (excluded.fixed_at, excluded.fix_key) > (latest.fixed_at, latest.fix_key)
        THEN excluded.course ELSE latest.course END,
    first_at = least(latest.first_at, excluded.first_at),
    fixes = latest.fixes + excluded.fixes
