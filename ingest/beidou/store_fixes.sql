-- Moves the temporary table staged_fix into the history, each fix once, and writes the hours that
-- got new ones into the temporary table touched_hour (device_id, hour, hour_end, fixes).
-- No parameters. The devices are locked by the caller (register_devices), so nobody else stores
-- fixes of theirs meanwhile.
-- Index relied on: the key of position_fix.
WITH span AS (
    SELECT device_id, min(fixed_at) AS first_at, max(fixed_at) AS last_at
    FROM staged_fix
    GROUP BY device_id
),
-- Devices that have no stored fix within the staged span: new ones, and those that go on. Their
-- rows repeat each other only, and a plain INSERT costs half of one that looks for conflicts.
apart AS MATERIALIZED (
    SELECT span.device_id
    FROM span LEFT JOIN device_latest AS latest USING (device_id)
    WHERE latest.device_id IS NULL
        OR span.first_at > latest.fixed_at
        OR span.last_at < latest.first_at
),
-- Both in the order of the key: the index grows at its end, and a device's hour lies together.
inserted_apart AS (
    INSERT INTO position_fix (
        device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, altitude_m, speed_kmh, course
    )
    SELECT DISTINCT ON (device_id, fixed_at, fix_key)
        device_id, fixed_at, fix_key, lon_e7, lat_e7, flags,
        nullif(altitude_m, 'NaN'), nullif(speed_kmh, 'NaN'), nullif(course, 'NaN')
    FROM staged_fix
    WHERE device_id IN (SELECT device_id FROM apart)
    ORDER BY device_id, fixed_at, fix_key
    RETURNING device_id, fixed_at
),
inserted_among AS (
    INSERT INTO position_fix (
        device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, altitude_m, speed_kmh, course
    )
    SELECT device_id, fixed_at, fix_key, lon_e7, lat_e7, flags,
        nullif(altitude_m, 'NaN'), nullif(speed_kmh, 'NaN'), nullif(course, 'NaN')
    FROM staged_fix
    WHERE device_id NOT IN (SELECT device_id FROM apart)
    ORDER BY device_id, fixed_at, fix_key
    ON CONFLICT DO NOTHING
    RETURNING device_id, fixed_at
)
INSERT INTO touched_hour (device_id, hour, hour_end, fixes)
SELECT device_id, hour, hour + interval '1 hour', count(*)
FROM (SELECT * FROM inserted_apart UNION ALL SELECT * FROM inserted_among) AS inserted
CROSS JOIN LATERAL (SELECT date_trunc('hour', fixed_at) AS hour) AS clock
GROUP BY device_id, hour
