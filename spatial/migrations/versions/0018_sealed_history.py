"""The position history in two parts that answer as one: hot rows by the hour, sealed chunks."""

from alembic import op
from sqlalchemy import text

from spatial.locations.rows import columns_of
from spatial.locations.sealing import seal

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(_SCHEMA)
    _seal_what_was_there()
    op.execute("DROP TABLE position_fix_by_month")


def _seal_what_was_there() -> None:
    """All of it is history: whatever of it lies in the last hours is sealed as well."""
    connection = op.get_bind()
    devices = connection.execute(text("SELECT DISTINCT device_id FROM position_fix_by_month"))
    for device in devices.scalars().all():
        rows = connection.execute(text(_MONTHLY), {"device": device}).all()
        seal(connection, columns_of(rows))


_MONTHLY = """
SELECT device_id, (extract(epoch FROM fixed_at) * 1000000)::bigint AS time_us, lon_e7, lat_e7,
    altitude_m, speed_kmh, course, flags, 0 AS alarm,
    extract(epoch FROM received_at)::bigint AS received_s,
    ''::bytea AS extras
FROM position_fix_by_month WHERE device_id = :device
"""


_SCHEMA = r"""
DROP VIEW work_track_piece;
DROP TABLE track_piece;
ALTER TABLE position_fix RENAME TO position_fix_by_month;
ALTER INDEX position_fix_pkey RENAME TO position_fix_by_month_pkey;
ALTER INDEX position_fix_time RENAME TO position_fix_by_month_time;
DROP FUNCTION position_fix_partition(timestamptz);

-- A fix of the last hours: where a device said it was at an instant of its own clock (UTC).
-- lon_e7, lat_e7: 1e-7 degree, CGCS2000. fix_key: hash of the decoded values
-- (spatial/locations/fixes.py), so that two positions of one second are both kept and an exact
-- repeat is stored once. flags, alarm: the status and the alarm word of JT/T 808 as sent,
-- 0 for other sources.
-- received_at: whole seconds of our clock. extras: what else the source told, as it packs it.
-- No spatial index: it costs three quarters of the writing rate, and hours are sealed soon.
-- No foreign key to device for the same reason; the loader registers devices first.
CREATE TABLE position_fix (
    fixed_at timestamptz NOT NULL,
    fix_key bigint NOT NULL,
    received_at timestamptz NOT NULL,
    device_id integer NOT NULL,
    lon_e7 integer NOT NULL CHECK (lon_e7 BETWEEN -1800000000 AND 1800000000),
    lat_e7 integer NOT NULL CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
    flags integer NOT NULL,
    alarm integer NOT NULL,
    altitude_m real CHECK (altitude_m BETWEEN -100000 AND 100000),
    speed_kmh real CHECK (speed_kmh BETWEEN 0 AND 10000),
    course real CHECK (course >= 0 AND course < 360),
    extras bytea NOT NULL DEFAULT '',
    PRIMARY KEY (device_id, fixed_at, fix_key)
) PARTITION BY RANGE (fixed_at);

-- For questions of all devices in a span; the key serves those of one device.
CREATE INDEX position_fix_time ON position_fix USING brin (fixed_at) WITH (pages_per_range = 32);

-- The partition position_fix_YYYY_MM_DD_HH of the hour (UTC) that holds the instant, made where
-- there is none. Attached, not created in place: attaching lets readers go on.
CREATE FUNCTION position_fix_partition(instant timestamptz) RETURNS text
LANGUAGE plpgsql VOLATILE STRICT AS $function$
DECLARE
    starts timestamp := date_trunc('hour', instant AT TIME ZONE 'UTC');
    partition text := 'position_fix_' || to_char(starts, 'YYYY_MM_DD_HH24');
BEGIN
    IF to_regclass(partition) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('position_fix_partition', 0));
    END IF;
    IF to_regclass(partition) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE position_fix INCLUDING ALL)', partition);
        EXECUTE format(
            'ALTER TABLE position_fix ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            partition,
            starts AT TIME ZONE 'UTC',
            (starts + interval '1 hour') AT TIME ZONE 'UTC'
        );
    END IF;
    RETURN partition;
END
$function$;

-- The fixes of one device in whole clock hours [starts, ends) of one day (UTC), packed
-- (spatial/locations/chunk_codec.py). Chunks of one device never share an hour.
-- They are body || tail: the body holds whole pieces of TOAST.
-- place: the box around its fixes, x longitude and y latitude in 1e-7 degree, CGCS2000.
CREATE TABLE position_chunk (
    device_id integer NOT NULL,
    fixes integer NOT NULL CHECK (fixes > 0),
    starts timestamptz NOT NULL,
    ends timestamptz NOT NULL CHECK (ends > starts),
    place box NOT NULL,
    body bytea NOT NULL,
    tail bytea NOT NULL DEFAULT '',
    PRIMARY KEY (device_id, starts)
) PARTITION BY RANGE (starts);
-- It is packed already.
ALTER TABLE position_chunk ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE position_chunk ALTER COLUMN tail SET STORAGE PLAIN;
CREATE INDEX position_chunk_where_when
    ON position_chunk USING gist (place, tstzrange(starts, ends));

-- The partition position_chunk_YYYY of the year (UTC) that holds the instant.
CREATE FUNCTION position_chunk_partition(instant timestamptz) RETURNS text
LANGUAGE plpgsql VOLATILE STRICT AS $function$
DECLARE
    starts timestamp := date_trunc('year', instant AT TIME ZONE 'UTC');
    partition text := 'position_chunk_' || to_char(starts, 'YYYY');
BEGIN
    IF to_regclass(partition) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('position_chunk_partition', 0));
    END IF;
    IF to_regclass(partition) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE position_chunk INCLUDING ALL)', partition);
        EXECUTE format(
            'ALTER TABLE position_chunk ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            partition,
            starts AT TIME ZONE 'UTC',
            (starts + interval '1 year') AT TIME ZONE 'UTC'
        );
    END IF;
    RETURN partition;
END
$function$;

-- What was done to the history beside adding to it. fixes: for each fix its instant and what was
-- other before.
CREATE TABLE position_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    logged_at timestamptz NOT NULL DEFAULT now(),
    device_id integer NOT NULL,
    what text NOT NULL CHECK (what IN ('enriched')),
    fixes jsonb NOT NULL
);
CREATE INDEX position_log_device ON position_log (device_id, logged_at);
"""
