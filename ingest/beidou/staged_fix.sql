-- The temporary table through which hot fixes come, one for a connection. No parameters.
CREATE TEMPORARY TABLE IF NOT EXISTS staged_fix (
    device_id integer NOT NULL, fixed_at timestamptz NOT NULL, fix_key bigint NOT NULL,
    lon_e7 integer NOT NULL, lat_e7 integer NOT NULL, flags integer NOT NULL,
    alarm integer NOT NULL,
    altitude_m real NOT NULL, speed_kmh real NOT NULL, course real NOT NULL,
    received_at timestamptz NOT NULL, extras bytea NOT NULL
) ON COMMIT DELETE ROWS
