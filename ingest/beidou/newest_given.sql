-- The rows `newest` for renew_latest.sql, as they are given.
-- Parameters, arrays of one length: devices; times, keys, lons, lats, flags, altitudes, speeds,
-- courses of the newest of the new fixes of each; firsts (the oldest instant among them), counts.
WITH newest AS (
    SELECT *
    FROM unnest(
        CAST(:devices AS integer[]), CAST(:times AS timestamptz[]), CAST(:keys AS bigint[]),
        CAST(:lons AS integer[]), CAST(:lats AS integer[]), CAST(:flags AS integer[]),
        CAST(:altitudes AS real[]), CAST(:speeds AS real[]), CAST(:courses AS real[]),
        CAST(:firsts AS timestamptz[]), CAST(:counts AS bigint[])
    ) AS given (
        device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, altitude_m, speed_kmh, course,
        first_at, fixes
    )
)
