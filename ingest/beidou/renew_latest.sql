-- Renews device_latest after storing: one row for each device that got new fixes.
-- Parameters, arrays of one length: devices; times, keys, lons, lats, flags, altitudes, speeds,
-- courses of the newest of its new fixes; firsts (the oldest instant among them), counts.
-- A late fix never replaces a newer one (R4.5).
INSERT INTO device_latest AS latest (
    device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, altitude_m, speed_kmh, course,
    first_at, fixes
)
SELECT *
FROM unnest(
    CAST(:devices AS integer[]), CAST(:times AS timestamptz[]), CAST(:keys AS bigint[]),
    CAST(:lons AS integer[]), CAST(:lats AS integer[]), CAST(:flags AS integer[]),
    CAST(:altitudes AS real[]), CAST(:speeds AS real[]), CAST(:courses AS real[]),
    CAST(:firsts AS timestamptz[]), CAST(:counts AS bigint[])
)
ON CONFLICT (device_id) DO UPDATE SET
    (fixed_at, fix_key, lon_e7, lat_e7, flags, altitude_m, speed_kmh, course) = (
        SELECT newer.fixed_at, newer.fix_key, newer.lon_e7, newer.lat_e7, newer.flags,
            newer.altitude_m, newer.speed_kmh, newer.course
        FROM (
            SELECT excluded.fixed_at, excluded.fix_key, excluded.lon_e7, excluded.lat_e7,
                excluded.flags, excluded.altitude_m, excluded.speed_kmh, excluded.course
            UNION ALL
            SELECT latest.fixed_at, latest.fix_key, latest.lon_e7, latest.lat_e7, latest.flags,
                latest.altitude_m, latest.speed_kmh, latest.course
        ) AS newer
        ORDER BY newer.fixed_at DESC, newer.fix_key DESC
        LIMIT 1
    ),
    first_at = least(latest.first_at, excluded.first_at),
    fixes = latest.fixes + excluded.fixes
