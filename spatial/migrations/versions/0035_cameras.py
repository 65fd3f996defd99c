"""The register of cameras, with its history."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(_REGISTER)
    op.execute(_STATES)
    op.execute(_LINKS)
    op.execute(_SHOWN)


_REGISTER = r"""
-- A table of cameras that was sent to us, and what became of its rows. refused: an array of place,
-- reason and, unless the row was of a sensitive camera, the row as it came.
CREATE TABLE camera_push (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    received_at timestamptz NOT NULL DEFAULT now(),
    new integer NOT NULL,
    replaced integer NOT NULL,
    unchanged integer NOT NULL,
    refused jsonb NOT NULL
);

-- A camera through a period. number: 20 digits of GB/T 28181. known: since when, and until when, we
-- held it for true (our clock). geom: CGCS2000, source_*: the point as it came. bearing_deg: from
-- true north; angle_deg: 360 all round; reach_m: 0 and NULL are not known. sector: what it sees at
-- most, NULL where that is not known (spatial/cameras/sectors.py).
CREATE TABLE camera (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number text NOT NULL CHECK (number ~ '^[0-9]{20}$'),
    valid daterange NOT NULL CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(known)),
    name text NOT NULL CHECK (name <> ''),
    owner text,
    lon float8 GENERATED ALWAYS AS (ST_X(geom)) STORED,
    lat float8 GENERATED ALWAYS AS (ST_Y(geom)) STORED,
    source_crs text NOT NULL,
    source_x float8 NOT NULL,
    source_y float8 NOT NULL,
    kind text CHECK (kind IN ('ball', 'dome', 'fixed', 'remote')),
    bearing_deg float8 CHECK (bearing_deg >= 0 AND bearing_deg < 360),
    bearing_by text CHECK (bearing_by IN ('measured', 'named')),
    angle_deg float8 CHECK (angle_deg > 0 AND angle_deg <= 360),
    reach_m float8 CHECK (reach_m >= 0 AND reach_m <= 50000),
    height_m float8,
    indoor boolean,
    facility_dataset text,
    facility_key text,
    civil_code text,
    live_template text,
    playback_template text,
    note text,
    grade text NOT NULL CHECK (grade IN ('internal', 'sensitive')),
    run_id bigint REFERENCES ingest_run,
    push_id bigint REFERENCES camera_push,
    geom geometry(Point, 4490) NOT NULL,
    sector geometry(Geometry, 4490),
    CHECK ((bearing_deg IS NULL) = (bearing_by IS NULL)),
    EXCLUDE USING gist (number WITH =, valid WITH &&, known WITH &&)
);
CREATE INDEX camera_number ON camera (number);
CREATE INDEX camera_sensitive ON camera (number) WHERE grade = 'sensitive' AND upper_inf(known);
CREATE INDEX camera_sector ON camera USING gist (sector);
CREATE INDEX camera_place ON camera USING gist (geography(geom));
CREATE INDEX camera_geom ON camera USING gist (geom);

-- The grade of a version: one that is held for sensitive now is so for whoever asks what was known
-- before, too.
CREATE FUNCTION camera_grade(asked text, days daterange, held text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $function$
    SELECT CASE
        WHEN held = 'internal' AND EXISTS (
            SELECT FROM camera AS now
            WHERE now.number = asked AND now.grade = 'sensitive' AND upper_inf(now.known)
                AND now.valid && days
        ) THEN 'sensitive'
        ELSE held
    END
$function$;
"""

_STATES = r"""
-- That a camera began to be in a state. Of several at one instant the last one counts.
CREATE TABLE camera_state (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number text NOT NULL CHECK (number ~ '^[0-9]{20}$'),
    state text NOT NULL CHECK (state IN ('online', 'offline', 'fault', 'removed')),
    since timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    run_id bigint REFERENCES ingest_run,
    push_id bigint REFERENCES camera_push
);
CREATE INDEX camera_state_of ON camera_state (number, since, id);
"""

_LINKS = r"""
-- With what links are signed: one row, made when the first link is.
CREATE TABLE camera_link_secret (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    secret bytea NOT NULL CHECK (length(secret) = 32),
    made_at timestamptz NOT NULL DEFAULT now()
);

-- A link that was made for somebody. starts, ends: of a playback. target is not kept: it is filled
-- when the link is opened. Rows are only added.
CREATE TABLE camera_link (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number text NOT NULL,
    user_name text NOT NULL CHECK (user_name <> ''),
    purpose text NOT NULL CHECK (purpose <> ''),
    kind text NOT NULL CHECK (kind IN ('live', 'playback')),
    starts timestamptz,
    ends timestamptz,
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CHECK (expires_at > made_at),
    CHECK ((kind = 'playback') = (starts IS NOT NULL AND ends IS NOT NULL)),
    CHECK (ends > starts)
);
CREATE INDEX camera_link_of ON camera_link (number, id);

-- That a link was opened, or that somebody tried to. Rows are only added.
CREATE TABLE camera_link_use (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    link_id bigint NOT NULL REFERENCES camera_link,
    at timestamptz NOT NULL DEFAULT now(),
    outcome text NOT NULL CHECK (outcome IN (
        'opened', 'expired', 'forged', 'withdrawn', 'not_shown', 'no_template'))
);
CREATE INDEX camera_link_use_of ON camera_link_use (link_id, id);

-- That a link was taken back before its time.
CREATE TABLE camera_link_withdrawal (
    link_id bigint PRIMARY KEY REFERENCES camera_link,
    user_name text NOT NULL CHECK (user_name <> ''),
    at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION camera_links_stay() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$function$;
CREATE TRIGGER camera_link_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON camera_link
    FOR EACH STATEMENT EXECUTE FUNCTION camera_links_stay();
CREATE TRIGGER camera_link_use_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON camera_link_use
    FOR EACH STATEMENT EXECUTE FUNCTION camera_links_stay();
CREATE TRIGGER camera_link_withdrawal_stays
    BEFORE UPDATE OR DELETE OR TRUNCATE ON camera_link_withdrawal
    FOR EACH STATEMENT EXECUTE FUNCTION camera_links_stay();
"""

_SHOWN = r"""
-- The cameras that may be shown one by one, as points and as what they see: what tiles and
-- collections of features are made of. Sensitive ones are only counted.
CREATE VIEW camera_shown AS
SELECT
    id, number, name, owner, kind, bearing_deg, bearing_by, angle_deg, reach_m, height_m, indoor,
    sector IS NOT NULL AS sector_known, valid, known, geom
FROM camera
WHERE camera_grade(number, valid, grade) = 'internal';

CREATE VIEW camera_sector_shown AS
SELECT id, number, name, kind, valid, known, sector AS geom
FROM camera
WHERE camera_grade(number, valid, grade) = 'internal' AND sector IS NOT NULL;
"""
