"""Who may send positions and how: identities of devices, what unknown ones sent, what was refused,
and the frames that are evidence."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(_SCHEMA)


_SCHEMA = r"""
-- status: what a blocked device sends is refused. owner_code: of the division whose bureau owns it
-- (a device that stays in the office of the county has the county's), as the office gives it.
ALTER TABLE device
    ADD COLUMN status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'blocked')),
    ADD COLUMN owner_code text CHECK (owner_code ~ '^[0-9]{6,12}$');

-- What a device is called in a protocol: the phone number of a terminal (jt808, without leading
-- zeros), the plate (jt809), the card (beidou-message), a name (nmea, osmand, mqtt). One device may
-- have several, and its history is one.
-- key_sha256: of a key that was given to the device by hand; null where the gateway's own key
-- stands. key_version: raised to make earlier keys worthless. terminal: what it said of itself
-- when it registered first; another that says otherwise is refused.
CREATE TABLE device_identity (
    protocol text NOT NULL CHECK (protocol <> ''),
    identifier text NOT NULL CHECK (length(identifier) BETWEEN 1 AND 128),
    device_id integer NOT NULL REFERENCES device,
    key_version integer NOT NULL DEFAULT 0,
    key_sha256 bytea CHECK (length(key_sha256) = 32),
    terminal jsonb,
    PRIMARY KEY (protocol, identifier)
);
CREATE INDEX device_identity_device ON device_identity (device_id);

INSERT INTO device_identity (protocol, identifier, device_id)
SELECT 'jt808', name, id FROM device WHERE source = 'jt808-frames';

-- Gateways remember the register, and are told when it is another.
CREATE FUNCTION device_register_changed() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    NOTIFY device_register;
    RETURN NULL;
END
$function$;
CREATE TRIGGER device_register_changed AFTER INSERT OR UPDATE OR DELETE ON device_identity
    FOR EACH STATEMENT EXECUTE FUNCTION device_register_changed();
CREATE TRIGGER device_register_changed AFTER UPDATE OR DELETE ON device
    FOR EACH STATEMENT EXECUTE FUNCTION device_register_changed();

-- Platforms that hand positions on by JT/T 809 (下级平台). password_sha256: of their password.
-- device_class: their vehicles that are unknown become devices of this class; null lets them wait
-- for adoption. cipher: the constants M1, IA1, IC1 agreed with them, null where nothing is
-- encrypted.
CREATE TABLE peer_platform (
    platform_id bigint PRIMARY KEY CHECK (platform_id BETWEEN 0 AND 4294967295),
    name text NOT NULL CHECK (name <> ''),
    user_id bigint NOT NULL CHECK (user_id BETWEEN 0 AND 4294967295),
    password_sha256 bytea NOT NULL CHECK (length(password_sha256) = 32),
    device_class text CHECK (device_class IN ('vehicle', 'patrol', 'personal', 'marker')),
    cipher bigint[] CHECK (array_length(cipher, 1) = 3),
    blocked boolean NOT NULL DEFAULT false
);

-- Devices that nobody has registered. What they send waits for adoption, up to a number.
CREATE TABLE unknown_device (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    protocol text NOT NULL,
    identifier text NOT NULL CHECK (length(identifier) BETWEEN 1 AND 128),
    peer text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    messages bigint NOT NULL DEFAULT 0,
    turned_away bigint NOT NULL DEFAULT 0,
    terminal jsonb,
    UNIQUE (protocol, identifier)
);

-- payload: the message as it was sent; digest: its SHA-256. A message that comes twice waits once.
CREATE TABLE unknown_message (
    unknown_id bigint NOT NULL REFERENCES unknown_device ON DELETE CASCADE,
    received_at timestamptz NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    peer text NOT NULL,
    payload bytea NOT NULL,
    PRIMARY KEY (unknown_id, digest)
);

-- What came over a protocol and is not in the history, or not as it came, with the reason.
-- place: of the position within the message, from 1; 0 is the message. times: how often it came.
CREATE TABLE message_remark (
    protocol text NOT NULL,
    identifier text NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    place integer NOT NULL,
    disposition text NOT NULL CHECK (disposition IN ('refused', 'repaired')),
    reason text NOT NULL,
    peer text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    times bigint NOT NULL DEFAULT 1,
    payload bytea NOT NULL,
    PRIMARY KEY (protocol, identifier, digest, place, disposition)
);
CREATE INDEX message_remark_time ON message_remark (last_at);

-- The same in numbers, by the sender and the reason.
CREATE TABLE message_remark_count (
    protocol text NOT NULL,
    identifier text NOT NULL,
    disposition text NOT NULL,
    reason text NOT NULL,
    times bigint NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (protocol, identifier, disposition, reason)
);

-- The messages of patrols and markers as they were sent, of the last days: evidence.
-- fixed_at, fix_keys: the fixes that a message told, by their instants and keys; a fix finds its
-- frame by device, the second in which it came, and its key.
CREATE TABLE frame (
    received_at timestamptz NOT NULL,
    device_id integer NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    protocol text NOT NULL,
    peer text NOT NULL,
    payload bytea NOT NULL,
    fixed_at timestamptz[] NOT NULL,
    fix_keys bigint[] NOT NULL,
    CHECK (array_length(fixed_at, 1) IS NOT DISTINCT FROM array_length(fix_keys, 1)),
    PRIMARY KEY (device_id, received_at, digest)
) PARTITION BY RANGE (received_at);

-- The partition frame_YYYY_MM_DD of the day (UTC) that holds the instant.
CREATE FUNCTION frame_partition(instant timestamptz) RETURNS text
LANGUAGE plpgsql VOLATILE STRICT AS $function$
DECLARE
    starts timestamp := date_trunc('day', instant AT TIME ZONE 'UTC');
    partition text := 'frame_' || to_char(starts, 'YYYY_MM_DD');
BEGIN
    IF to_regclass(partition) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('frame_partition', 0));
    END IF;
    IF to_regclass(partition) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE frame INCLUDING ALL)', partition);
        EXECUTE format(
            'ALTER TABLE frame ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            partition,
            starts AT TIME ZONE 'UTC',
            (starts + interval '1 day') AT TIME ZONE 'UTC'
        );
    END IF;
    RETURN partition;
END
$function$;

-- The same of former days, packed (spatial/locations/frames.py): of one device and day (UTC) the
-- heads (when it came, digest, protocol, peer, fixes) and the payloads. told: from the first to the
-- last of these times, those of the fixes and those at which it came. Payloads are taken off when
-- their time is over; heads with the digests stay.
CREATE TABLE frame_block (
    id bigint GENERATED ALWAYS AS IDENTITY,
    device_id integer NOT NULL,
    starts timestamptz NOT NULL,
    ends timestamptz NOT NULL CHECK (ends >= starts),
    told tstzrange NOT NULL,
    frames integer NOT NULL CHECK (frames > 0),
    heads bytea NOT NULL,
    payloads bytea,
    PRIMARY KEY (device_id, starts, id)
) PARTITION BY RANGE (starts);
ALTER TABLE frame_block ALTER COLUMN heads SET STORAGE EXTERNAL;
ALTER TABLE frame_block ALTER COLUMN payloads SET STORAGE EXTERNAL;

-- The partition frame_block_YYYY_MM of the month (UTC) that holds the instant.
CREATE FUNCTION frame_block_partition(instant timestamptz) RETURNS text
LANGUAGE plpgsql VOLATILE STRICT AS $function$
DECLARE
    starts timestamp := date_trunc('month', instant AT TIME ZONE 'UTC');
    partition text := 'frame_block_' || to_char(starts, 'YYYY_MM');
BEGIN
    IF to_regclass(partition) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('frame_block_partition', 0));
    END IF;
    IF to_regclass(partition) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE frame_block INCLUDING ALL)', partition);
        EXECUTE format(
            'ALTER TABLE frame_block ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            partition,
            starts AT TIME ZONE 'UTC',
            (starts + interval '1 month') AT TIME ZONE 'UTC'
        );
    END IF;
    RETURN partition;
END
$function$;

-- Frames are only added: hot ones go with their whole partition when they are packed, and of blocks
-- the payloads may be taken off.
CREATE FUNCTION frame_stays() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_ARGV[0] = 'block' THEN
        IF NEW.payloads IS NULL AND (
            NEW.id, NEW.device_id, NEW.starts, NEW.ends, NEW.told, NEW.frames, NEW.heads
        ) = (
            OLD.id, OLD.device_id, OLD.starts, OLD.ends, OLD.told, OLD.frames, OLD.heads
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'frames are evidence: they are added and never changed'
        USING ERRCODE = 'integrity_constraint_violation';
END
$function$;
CREATE TRIGGER frame_stays BEFORE UPDATE OR DELETE ON frame
    FOR EACH ROW EXECUTE FUNCTION frame_stays('row');
CREATE TRIGGER frame_stays BEFORE UPDATE OR DELETE ON frame_block
    FOR EACH ROW EXECUTE FUNCTION frame_stays('block');
"""
