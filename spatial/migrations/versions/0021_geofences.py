"""Geofences: which devices they watch, what happened at their limits, what is to be computed."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(_SCHEMA)


_SCHEMA = r"""
-- An area that watches devices in [valid_from, valid_to). geom: CGCS2000; never changed, for its
-- events stand on it. scheme, division_code, division_date: the unit whose limits of a day it is,
-- null for a drawn one. device_names, device_class, owner_code: which devices; each that is given
-- has to hold. settled: whether every transaction that was under way when it was made is over (what
-- those stored is computed then); settle_xid: the first one that began after it was seen.
CREATE TABLE geofence (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    geom geometry(MultiPolygon, 4490) NOT NULL CHECK (NOT ST_IsEmpty(geom)),
    scheme text,
    division_code text,
    division_date date,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz CHECK (valid_to >= valid_from),
    overstay_s integer CHECK (overstay_s > 0),
    device_names text[] CHECK (cardinality(device_names) > 0),
    device_class text CHECK (device_class IN ('vehicle', 'patrol', 'personal', 'marker')),
    owner_code text,
    created_at timestamptz NOT NULL DEFAULT now(),
    settle_xid xid8,
    settled boolean NOT NULL DEFAULT false,
    CHECK (num_nonnulls(device_names, device_class, owner_code) > 0),
    CHECK (num_nonnulls(scheme, division_code, division_date) IN (0, 3))
);
CREATE INDEX geofence_unsettled ON geofence (id) WHERE NOT settled;

-- Which devices the fences watch now, with their periods: what storing fixes asks. valid_to:
-- infinity where it has no end. No foreign key to device: nothing deletes devices.
CREATE TABLE geofence_device (
    device_id integer NOT NULL,
    fence_id bigint NOT NULL REFERENCES geofence,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz NOT NULL,
    PRIMARY KEY (device_id, fence_id)
);
CREATE INDEX geofence_device_fence ON geofence_device (fence_id);

-- The devices that a fence watches.
CREATE FUNCTION geofence_watches(fence geofence, watched device) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (fence.device_names IS NULL OR watched.name = ANY (fence.device_names))
    AND (fence.device_class IS NULL OR watched.device_class = fence.device_class)
    AND (fence.owner_code IS NULL OR watched.owner_code IS NOT DISTINCT FROM fence.owner_code);

-- A device that is new, or that another bureau owns now.
CREATE FUNCTION geofence_device_changed() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM geofence_device WHERE device_id = NEW.id;
    END IF;
    INSERT INTO geofence_device (device_id, fence_id, valid_from, valid_to)
    SELECT NEW.id, fence.id, fence.valid_from, coalesce(fence.valid_to, 'infinity')
    FROM geofence AS fence
    WHERE geofence_watches(fence, NEW)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$function$;
CREATE TRIGGER geofence_device_new AFTER INSERT ON device
    FOR EACH ROW EXECUTE FUNCTION geofence_device_changed();
CREATE TRIGGER geofence_device_changed AFTER UPDATE OF name, device_class, owner_code ON device
    FOR EACH ROW
    WHEN ((OLD.name, OLD.device_class, OLD.owner_code)
        IS DISTINCT FROM (NEW.name, NEW.device_class, NEW.owner_code))
    EXECUTE FUNCTION geofence_device_changed();

-- Fixes of a device from `starts` to `ends`, both included, are new: its events about them are to
-- be computed. Only added to and taken from, so that whoever stores fixes never waits.
CREATE TABLE geofence_due (
    device_id integer NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    starts timestamptz NOT NULL,
    ends timestamptz NOT NULL CHECK (ends >= starts),
    PRIMARY KEY (device_id, id)
);

-- What happened at a fence. at: the instant; of enter and leave by proportion of the way between
-- two fixes. known: whether the crossing lies between two fixes with a known way; false where the
-- state was first seen after a silence or a jump (at is then that of the fix; of an overstay:
-- whether the entering was known). fixed_before, fixed_after: the fixes on which it stands, from
-- the first to the last; null before the first fix in the period.
-- withdrawn_at: when later data said otherwise. A row is never changed else, and goes only when the
-- time is over for which positions of its device's class are kept.
-- written: the transaction that wrote or withdrew it.
CREATE TABLE geofence_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fence_id bigint NOT NULL REFERENCES geofence,
    device_id integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('enter', 'leave', 'overstay')),
    at timestamptz NOT NULL,
    known boolean NOT NULL,
    fixed_before timestamptz,
    fixed_after timestamptz NOT NULL CHECK (fixed_after >= at),
    computed_at timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz,
    written xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE UNIQUE INDEX geofence_event_once ON geofence_event (device_id, fence_id, kind, fixed_after)
    WHERE withdrawn_at IS NULL;
CREATE INDEX geofence_event_about ON geofence_event (device_id, fixed_after)
    WHERE withdrawn_at IS NULL;
CREATE INDEX geofence_event_time ON geofence_event (fence_id, at, id);
CREATE INDEX geofence_event_written ON geofence_event (written);

CREATE FUNCTION geofence_event_stays() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND (
        NEW.id, NEW.fence_id, NEW.device_id, NEW.kind, NEW.at, NEW.known, NEW.fixed_before,
        NEW.fixed_after, NEW.computed_at
    ) IS NOT DISTINCT FROM (
        OLD.id, OLD.fence_id, OLD.device_id, OLD.kind, OLD.at, OLD.known, OLD.fixed_before,
        OLD.fixed_after, OLD.computed_at
    ) THEN
        RETURN NEW;
    END IF;
    -- Retention by law (spatial/locations/retention.py) says so in its transaction.
    IF TG_OP = 'DELETE' AND current_setting('shikong.retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'events of geofences are withdrawn, never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END
$function$;
CREATE TRIGGER geofence_event_stays BEFORE UPDATE OR DELETE ON geofence_event
    FOR EACH ROW EXECUTE FUNCTION geofence_event_stays();
"""
