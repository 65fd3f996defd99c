"""Devices and position history: fixes by month, the newest fix of each device, track pieces."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(_SCHEMA)


_SCHEMA = r"""
-- A thing that reports where it is. name is its public identifier, as in an URL.
CREATE TABLE device (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
    -- Personal trackers (elderly, children) and work devices differ in rights (R4.9): the class is
    -- said once, at the first load, and never changed by a later one.
    device_class text NOT NULL CHECK (device_class IN ('vehicle', 'patrol', 'personal', 'marker')),
    source text NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now()
);

-- One fix: where a device said it was at an instant of its own clock (UTC).
-- lon_e7, lat_e7: 1e-7 degree, CGCS2000. fix_key: hash of the decoded values
-- (spatial/locations/fixes.py), so that two positions of one second are both kept and an exact
-- repeat is stored once. flags: the status word of JT/T 808 as sent, 0 for other sources.
-- No spatial index: it costs three quarters of the writing rate; track_piece serves questions of
-- place. No foreign key to device either, for the same reason; the loader registers devices first
-- and nothing deletes them.
CREATE TABLE position_fix (
    fixed_at timestamptz NOT NULL,
    fix_key bigint NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    device_id integer NOT NULL,
    lon_e7 integer NOT NULL CHECK (lon_e7 BETWEEN -1800000000 AND 1800000000),
    lat_e7 integer NOT NULL CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
    flags integer NOT NULL DEFAULT 0,
    altitude_m real CHECK (altitude_m BETWEEN -100000 AND 100000),
    speed_kmh real CHECK (speed_kmh BETWEEN 0 AND 10000),
    course real CHECK (course >= 0 AND course < 360),
    PRIMARY KEY (device_id, fixed_at, fix_key)
) PARTITION BY RANGE (fixed_at);

-- For questions of all devices in a span; the key serves those of one device.
CREATE INDEX position_fix_time ON position_fix USING brin (fixed_at) WITH (pages_per_range = 32);

-- The partition position_fix_YYYY_MM of the month (UTC) that holds the instant, made where there
-- is none. Attached, not created in place: attaching lets readers go on.
CREATE FUNCTION position_fix_partition(instant timestamptz) RETURNS text
LANGUAGE plpgsql VOLATILE STRICT AS $function$
DECLARE
    starts timestamp := date_trunc('month', instant AT TIME ZONE 'UTC');
    partition text := 'position_fix_' || to_char(starts, 'YYYY_MM');
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
            (starts + interval '1 month') AT TIME ZONE 'UTC'
        );
    END IF;
    RETURN partition;
END
$function$;

-- The newest fix of each device, and what the register says of its history; kept in the same
-- transaction as the fixes.
CREATE TABLE device_latest (
    device_id integer PRIMARY KEY REFERENCES device,
    fixed_at timestamptz NOT NULL,
    fix_key bigint NOT NULL,
    lon_e7 integer NOT NULL,
    lat_e7 integer NOT NULL,
    flags integer NOT NULL,
    altitude_m real,
    speed_kmh real,
    course real,
    first_at timestamptz NOT NULL,
    fixes bigint NOT NULL CHECK (fixes > 0)
);

-- Gap-free pieces of a device's track, each within one clock hour (UTC), so that late fixes
-- rebuild their own hours only. Every fix is in a piece; a lone one is a point.
-- during: from the first fix to the last, or up to (not with) the first fix of the next hour where
-- the track goes on without a gap: the line then ends there.
-- geom: EPSG:3857, M = seconds since 1970-01-01 UTC; geom_low: the same, generalised for zooms
-- up to 10. n: fixes of this hour in it.
CREATE TABLE track_piece (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id integer NOT NULL REFERENCES device,
    hour timestamptz NOT NULL,
    during tstzrange NOT NULL CHECK (NOT isempty(during)),
    n integer NOT NULL CHECK (n > 0),
    geom geometry(GeometryM, 3857) NOT NULL
        CHECK (GeometryType(geom) IN ('LINESTRINGM', 'POINTM')),
    geom_low geometry(GeometryM, 3857) NOT NULL
);
CREATE INDEX track_piece_hour ON track_piece (device_id, hour);
CREATE INDEX track_piece_where_when ON track_piece USING gist (geom, during);

-- What may become tiles: tracks of work devices. Tile queries read this view and never the table.
CREATE VIEW work_track_piece AS
SELECT piece.id, device.name AS device, device.device_class, piece.hour, piece.during, piece.n,
    piece.geom, piece.geom_low
FROM track_piece AS piece JOIN device ON device.id = piece.device_id
WHERE device.device_class IN ('vehicle', 'patrol');
"""
