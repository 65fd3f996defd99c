"""Boundaries: the register, proposals, inspections, coverage, visits, alerts and the evidence."""

from alembic import op

from spatial.boundaries.evidence.stored_frames import promise_stored_frames

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(_REGISTER)
    op.execute(_MARKERS)
    op.execute(_FILES)
    op.execute(_INSPECTIONS)
    op.execute(_RESULTS)
    op.execute(_EVIDENCE)
    for table, ends in _GUARDED.items():
        op.execute(_guard(table, ends))
    promise_stored_frames(op.get_bind())


_GUARDED = {
    "boundary": False,
    "boundary_fact": True,
    "boundary_segment": True,
    "tripoint": True,
    "boundary_marker": True,
    "boundary_reference": True,
    "deposited_file": False,
    "inspection_round": False,
    "inspection": False,
    "inspection_step": False,
    "inspection_party": False,
    "inspection_record": False,
    "inspection_finding": False,
    "inspection_photo": False,
    "coverage_result": False,
    "visit_result": False,
    "marker_device": False,
    "boundary_alert": False,
    "frame_batch": False,
    "evidence_erasure": False,
}
"""Tables whose rows are evidence; whether the time that a row is known may end."""


def _guard(table: str, ends: bool) -> str:
    kind = table.replace("_", "-")
    ended = f"{kind}-end" if ends else ""
    return f"""
        INSERT INTO evidence_pending (kind, subject) SELECT '{kind}', id FROM {table} ORDER BY id;
        CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION evidence_guard('{kind}', '{ended}');
        CREATE TRIGGER evidence_note AFTER INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION evidence_guard('{kind}', '{ended}');
        CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION evidence_stays();
    """  # noqa: S608


_REGISTER = r"""
-- A legal line between two jurisdictions (行政区域界线): its identity. number: as its keeper
-- numbers it; of provincial lines four characters, which begin the numbers of its markers
-- (GB/T 17796).
CREATE TABLE boundary (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number text NOT NULL UNIQUE CHECK (number <> ''),
    registered_at timestamptz NOT NULL DEFAULT now()
);

-- What is registered of a line for a period. known: since when, and until when, we held it for true
-- (our clock). left_code, right_code: the units on both sides, seen from its beginning to its end.
-- agreement: 协议书, by title or number. document: SHA-256 of a deposited file. stated_m: its
-- length as the agreement states it; computed lengths are not stored.
CREATE TABLE boundary_fact (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    boundary_id bigint NOT NULL REFERENCES boundary,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(known)),
    name text NOT NULL CHECK (name <> ''),
    level text NOT NULL CHECK (level IN ('province', 'prefecture', 'county', 'township')),
    left_code text NOT NULL,
    right_code text NOT NULL CHECK (left_code <> right_code),
    approved_by text,
    agreement text,
    agreed_on date,
    document bytea CHECK (length(document) = 32),
    stated_m float8 CHECK (stated_m > 0),
    note text,
    run_id bigint REFERENCES ingest_run,
    EXCLUDE USING gist (boundary_id WITH =, valid WITH &&, known WITH &&)
);
CREATE INDEX boundary_fact_left ON boundary_fact (left_code text_pattern_ops);
CREATE INDEX boundary_fact_right ON boundary_fact (right_code text_pattern_ops);

-- The course of a line, in segments from its beginning to its end, each as it came in CGCS2000.
-- feature: what the line follows (河流, 山脊, 道路, 直线 …). accuracy_m, source_crs: of the survey.
CREATE TABLE boundary_segment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    boundary_id bigint NOT NULL REFERENCES boundary,
    ordinal smallint NOT NULL CHECK (ordinal > 0),
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(known)),
    feature text,
    description text,
    from_marker text,
    to_marker text,
    accuracy_m float8 CHECK (accuracy_m > 0),
    source_crs text NOT NULL,
    run_id bigint REFERENCES ingest_run,
    geom geometry(LineString, 4490) NOT NULL,
    EXCLUDE USING gist (boundary_id WITH =, ordinal WITH =, valid WITH &&, known WITH &&)
);
CREATE INDEX boundary_segment_geom ON boundary_segment USING gist (geom);

-- The registered lines as a map draws them: each segment with what is said of its line, for the
-- days and the span of knowledge that both have in common.
CREATE VIEW registered_boundary AS
SELECT
    segment.id AS segment_id, fact.id AS fact_id, line.number, fact.name, fact.level,
    fact.left_code, fact.right_code, segment.ordinal, segment.feature,
    segment.valid * fact.valid AS valid, segment.known * fact.known AS known, segment.geom
FROM boundary_segment AS segment
JOIN boundary AS line ON line.id = segment.boundary_id
JOIN boundary_fact AS fact
    ON fact.boundary_id = segment.boundary_id
    AND fact.valid && segment.valid
    AND fact.known && segment.known;

-- Where three units meet (三交点). codes: in order. monument: the number of the marker that stands
-- there, if one does.
CREATE TABLE tripoint (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(known)),
    codes text[] NOT NULL CHECK (cardinality(codes) >= 3),
    lines text[] NOT NULL DEFAULT '{}',
    monument text,
    accuracy_m float8 CHECK (accuracy_m > 0),
    source_crs text NOT NULL,
    run_id bigint REFERENCES ingest_run,
    geom geometry(Point, 4490) NOT NULL,
    EXCLUDE USING gist (name WITH =, valid WITH &&, known WITH &&)
);
CREATE INDEX tripoint_geom ON tripoint USING gist (geom);

-- A line that the polygons of a day would give: a proposal for those who register, never law.
CREATE TABLE boundary_proposal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    level text NOT NULL CHECK (level IN ('province', 'prefecture', 'county', 'township')),
    day date NOT NULL,
    left_code text NOT NULL,
    right_code text NOT NULL CHECK (left_code < right_code),
    length_m float8 NOT NULL CHECK (length_m > 0),
    derived_at timestamptz NOT NULL DEFAULT now(),
    geom geometry(MultiLineString, 4490) NOT NULL,
    UNIQUE (level, day, left_code, right_code)
);
CREATE INDEX boundary_proposal_geom ON boundary_proposal USING gist (geom);
"""

_MARKERS = r"""
-- A marker (界桩) through a period: line_name and number are who it is. boundary_id: null where the
-- line is not registered. serial, kind: of its number, null where that is none of the standard.
-- kind: Q single, A/B double, C/D/E triple. in_charge: code of the unit that keeps it.
ALTER TABLE boundary_marker
    ADD COLUMN boundary_id bigint REFERENCES boundary,
    ADD COLUMN known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL)
        CHECK (NOT isempty(known)),
    ADD COLUMN serial smallint CHECK (serial > 0),
    ADD COLUMN kind text CHECK (kind IN ('Q', 'A', 'B', 'C', 'D', 'E')),
    ADD COLUMN in_charge text,
    ADD COLUMN material text,
    ADD COLUMN height_m float8,
    ADD COLUMN accuracy_m float8 CHECK (accuracy_m > 0),
    ADD COLUMN source_crs text NOT NULL DEFAULT 'EPSG:4490',
    ADD COLUMN note text,
    ALTER COLUMN run_id DROP NOT NULL,
    DROP CONSTRAINT boundary_marker_line_name_number_valid_excl,
    ADD EXCLUDE USING gist (line_name WITH =, number WITH =, valid WITH &&, known WITH &&);
CREATE INDEX boundary_marker_of ON boundary_marker (boundary_id, serial);

-- What a marker is found again by (方位物): bearing from the marker, degrees from true north, and
-- distance.
CREATE TABLE boundary_reference (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    boundary_id bigint NOT NULL REFERENCES boundary,
    marker_number text NOT NULL,
    ordinal smallint NOT NULL CHECK (ordinal > 0),
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(known)),
    name text NOT NULL CHECK (name <> ''),
    bearing_deg float8 NOT NULL CHECK (bearing_deg >= 0 AND bearing_deg < 360),
    distance_m float8 NOT NULL CHECK (distance_m >= 0),
    run_id bigint REFERENCES ingest_run,
    EXCLUDE USING gist (
        boundary_id WITH =, marker_number WITH =, ordinal WITH =, valid WITH &&, known WITH &&)
);
"""

_FILES = r"""
-- A file that was deposited: photos, documents, whatever evidence consists of. Its bytes lie in the
-- store of files under their SHA-256. Where they were erased by law, the row stays.
CREATE TABLE deposited_file (
    id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    sha256 bytea PRIMARY KEY CHECK (length(sha256) = 32),
    media_type text NOT NULL,
    bytes bigint NOT NULL CHECK (bytes >= 0),
    deposited_at timestamptz NOT NULL DEFAULT now()
);
"""

_INSPECTIONS = r"""
-- A round (轮) of joint inspections: five years, in which every line is inspected.
CREATE TABLE inspection_round (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number smallint NOT NULL UNIQUE CHECK (number > 0),
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    name text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    EXCLUDE USING gist (valid WITH &&)
);

-- A joint inspection (联合检查) of a line. kind: of the round, or an extra one for a reason
-- (flood, shifted river, road). plan_year: of the yearly plan. left_office, right_office: codes of
-- those who do it. lead: which of them leads. within_m: how near a track must come to the line.
-- radius_m, dwell_s: how near and how long a visit of a marker is. gap_s: beyond it a device is
-- not known.
CREATE TABLE inspection (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    boundary_id bigint NOT NULL REFERENCES boundary,
    round_id bigint REFERENCES inspection_round,
    kind text NOT NULL CHECK (kind IN ('regular', 'extra')),
    reason text,
    plan_year smallint NOT NULL CHECK (plan_year BETWEEN 1949 AND 2200),
    left_office text NOT NULL,
    right_office text NOT NULL CHECK (left_office <> right_office),
    lead text NOT NULL CHECK (lead IN ('left', 'right')),
    within_m float8 NOT NULL CHECK (within_m > 0),
    radius_m float8 NOT NULL CHECK (radius_m > 0),
    dwell_s float8 NOT NULL CHECK (dwell_s >= 0),
    gap_s float8 NOT NULL CHECK (gap_s > 0),
    person text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((kind = 'regular') = (round_id IS NOT NULL)),
    CHECK (kind = 'regular' OR reason IS NOT NULL)
);
-- Not unique: a line is planned anew, for another year, after its inspection was cancelled.
CREATE INDEX inspection_of_round ON inspection (round_id, boundary_id);
CREATE INDEX inspection_of_line ON inspection (boundary_id);

-- The states that an inspection went through, in order of id (which may follow which:
-- spatial/boundaries/inspections/states.py). day: on which it happened, as the office says.
CREATE TABLE inspection_step (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inspection_id bigint NOT NULL REFERENCES inspection,
    state text NOT NULL CHECK (state IN (
        'planned', 'desk_check', 'field_check', 'remedy', 'reported', 'filed', 'cancelled')),
    day date NOT NULL,
    office text NOT NULL,
    person text NOT NULL,
    note text,
    document bytea REFERENCES deposited_file,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inspection_step_of ON inspection_step (inspection_id, id);

-- Whose tracks count for a side, and when. ends: null while the inspection runs. withdraws: an
-- earlier row that was wrong.
CREATE TABLE inspection_party (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inspection_id bigint NOT NULL REFERENCES inspection,
    side text NOT NULL CHECK (side IN ('left', 'right')),
    device_id integer NOT NULL REFERENCES device,
    bearer text,
    starts timestamptz NOT NULL,
    ends timestamptz CHECK (ends > starts),
    withdraws bigint UNIQUE REFERENCES inspection_party,
    person text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inspection_party_of ON inspection_party (inspection_id, side);

-- A record sheet of an inspection: what was checked, where, by whom, how it was found. condition:
-- of a marker. from_m, to_m: chainage of a part of the line. corrects: an earlier row that this one
-- stands for.
CREATE TABLE inspection_record (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inspection_id bigint NOT NULL REFERENCES inspection,
    side text NOT NULL CHECK (side IN ('left', 'right', 'both')),
    subject text NOT NULL CHECK (subject IN (
        'marker', 'reference', 'segment', 'feature', 'building', 'sign', 'management', 'other')),
    marker_number text,
    from_m float8 CHECK (from_m >= 0),
    to_m float8 CHECK (to_m >= from_m),
    checked_at timestamptz NOT NULL,
    device_id integer REFERENCES device,
    office text NOT NULL,
    person text NOT NULL,
    condition text CHECK (condition IN (
        'intact', 'worn', 'damaged', 'moved', 'missing', 'reset', 'changed', 'not_reached')),
    text text NOT NULL DEFAULT '',
    details jsonb NOT NULL DEFAULT '{}',
    corrects bigint UNIQUE REFERENCES inspection_record,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    geom geometry(Point, 4490),
    CHECK (subject NOT IN ('marker', 'reference') OR marker_number IS NOT NULL),
    CHECK (subject <> 'segment' OR (from_m IS NOT NULL AND to_m IS NOT NULL))
);
CREATE INDEX inspection_record_of ON inspection_record (inspection_id, id);

-- A problem that a record found, and what became of it: rows of one number, the last one counts.
CREATE TABLE inspection_finding (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id bigint NOT NULL REFERENCES inspection_record,
    number smallint NOT NULL CHECK (number > 0),
    category text NOT NULL CHECK (category IN (
        'marker_damaged', 'marker_missing', 'marker_moved', 'reference_changed', 'terrain_changed',
        'line_not_kept', 'building_across', 'one_sided_sign', 'management', 'other')),
    state text NOT NULL CHECK (state IN ('open', 'remedied', 'deferred', 'passed_on')),
    text text NOT NULL DEFAULT '',
    office text NOT NULL,
    person text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inspection_finding_of ON inspection_finding (record_id, number, id);

-- A photo of an inspection. taken_at, geom, bearing_deg: as the file says of itself (EXIF), null
-- where it does not. judged: what comparing it with the track of the device told.
CREATE TABLE inspection_photo (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inspection_id bigint NOT NULL REFERENCES inspection,
    record_id bigint REFERENCES inspection_record,
    sha256 bytea NOT NULL REFERENCES deposited_file,
    side text NOT NULL CHECK (side IN ('left', 'right', 'both')),
    device_id integer REFERENCES device,
    taken_at timestamptz,
    bearing_deg float8 CHECK (bearing_deg >= 0 AND bearing_deg < 360),
    caption text NOT NULL DEFAULT '',
    judged jsonb NOT NULL DEFAULT '{}',
    office text NOT NULL,
    person text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    geom geometry(Point, 4490)
);
CREATE INDEX inspection_photo_of ON inspection_photo (inspection_id, id);
"""

_RESULTS = r"""
-- How much of a line was walked, as computed at an instant. side: whose tracks; both: where each
-- side came near; either: where one did. parameters: all that the answer depends on. parts: what
-- was not walked, as JSON. replaces: the result that late data made old.
CREATE TABLE coverage_result (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inspection_id bigint NOT NULL REFERENCES inspection,
    side text NOT NULL CHECK (side IN ('left', 'right', 'both', 'either')),
    starts timestamptz NOT NULL,
    ends timestamptz NOT NULL CHECK (ends > starts),
    parameters jsonb NOT NULL,
    length_m float8 NOT NULL CHECK (length_m >= 0),
    walked_m float8 NOT NULL CHECK (walked_m >= 0),
    parts jsonb NOT NULL,
    sources jsonb NOT NULL,
    replaces bigint UNIQUE REFERENCES coverage_result,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX coverage_result_of ON coverage_result (inspection_id, side, id);

-- The visits of the markers of a line, as computed at an instant; as coverage_result.
CREATE TABLE visit_result (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inspection_id bigint NOT NULL REFERENCES inspection,
    side text NOT NULL CHECK (side IN ('left', 'right', 'either')),
    starts timestamptz NOT NULL,
    ends timestamptz NOT NULL CHECK (ends > starts),
    parameters jsonb NOT NULL,
    markers jsonb NOT NULL,
    sources jsonb NOT NULL,
    replaces bigint UNIQUE REFERENCES visit_result,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX visit_result_of ON visit_result (inspection_id, side, id);

-- How many fixes a device had in all when the results of an inspection were last looked at: a note
-- for the worker that finds late data, and no evidence.
CREATE TABLE coverage_watch (
    inspection_id bigint NOT NULL REFERENCES inspection ON DELETE CASCADE,
    device_id integer NOT NULL REFERENCES device,
    held bigint NOT NULL,
    PRIMARY KEY (inspection_id, device_id)
);

-- Which device stands at a marker (a smart marker: BeiDou receiver on it), and when. ends: null
-- while it does. withdraws: an earlier row that was wrong, or that ended otherwise; the row that
-- withdraws binds nothing itself.
CREATE TABLE marker_device (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    boundary_id bigint NOT NULL REFERENCES boundary,
    marker_number text NOT NULL CHECK (marker_number <> ''),
    device_id integer NOT NULL REFERENCES device,
    starts timestamptz NOT NULL,
    ends timestamptz CHECK (ends > starts),
    withdraws bigint UNIQUE REFERENCES marker_device,
    person text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX marker_device_of ON marker_device (boundary_id, marker_number);

-- Something that somebody has to look at. kind: a marker displaced, late positions that changed a
-- result, a line due. key: what it is about; it is raised once while it lasts.
CREATE TABLE boundary_alert (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN (
        'marker_displaced', 'marker_silent', 'result_changed', 'inspection_due',
        'building_across')),
    key text NOT NULL,
    boundary_id bigint REFERENCES boundary,
    marker_number text,
    device_id integer REFERENCES device,
    details jsonb NOT NULL,
    ends bigint UNIQUE REFERENCES boundary_alert,
    person text,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    geom geometry(Point, 4490)
);
CREATE INDEX boundary_alert_of ON boundary_alert (boundary_id, id);
CREATE INDEX boundary_alert_key ON boundary_alert (kind, key, id);
"""

_EVIDENCE = r"""
-- The messages that one transaction of the gateway stored in the frame store: the same place in
-- each array is one message. received_us: microseconds since 1970-01-01 UTC. digests: of all that
-- is stored of each (spatial/boundaries/evidence/frame_records.py), SHA-256, 32 bytes each, one
-- after the other.
CREATE TABLE frame_batch (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_ids integer[] NOT NULL,
    received_us bigint[] NOT NULL,
    digests bytea NOT NULL CHECK (length(digests) = 32 * cardinality(device_ids)),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CHECK (cardinality(device_ids) = cardinality(received_us))
);

-- What was taken away by law: a tombstone. kind, subject: as in evidence_entry; of a deposited file
-- the bytes went, and of a frame-block (the id of frame_block) the payloads.
CREATE TABLE evidence_erasure (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    subject bigint NOT NULL,
    rule text NOT NULL CHECK (rule <> ''),
    office text NOT NULL,
    person text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kind, subject)
);

-- What is not in the chain yet: a trigger notes each new row, in its own transaction.
CREATE TABLE evidence_pending (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    subject bigint NOT NULL
);

-- The chain: one link after the other, without a hole. digest: of what the row says
-- (spatial/boundaries/evidence/kinds.py). link: hash of all the others and of the link before.
CREATE TABLE evidence_entry (
    seq bigint PRIMARY KEY CHECK (seq > 0),
    at timestamptz NOT NULL,
    algorithm text NOT NULL CHECK (algorithm IN ('sha256', 'sm3')),
    kind text NOT NULL,
    subject bigint NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    link bytea NOT NULL UNIQUE CHECK (length(link) = 32)
);
CREATE UNIQUE INDEX evidence_entry_subject ON evidence_entry (kind, subject);

-- Notes a new row to be chained, of the kind of the first argument; and the end of its `known`, of
-- the kind of the second. Nothing else of a row is changed, and only what was erased is deleted.
CREATE FUNCTION evidence_guard() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
    noted text := TG_ARGV[0];
    ended text := nullif(TG_ARGV[1], '');
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO evidence_pending (kind, subject) VALUES (noted, NEW.id);
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (
            SELECT FROM evidence_erasure AS erasure
            WHERE erasure.kind = noted AND erasure.subject = OLD.id
        ) THEN
            RETURN OLD;
        END IF;
    ELSIF ended IS NOT NULL THEN
        -- Apart: a table without `known` has no such field.
        IF upper_inf(OLD.known) AND NOT upper_inf(NEW.known)
            AND lower(OLD.known) = lower(NEW.known)
            AND to_jsonb(OLD) - 'known' = to_jsonb(NEW) - 'known'
        THEN
            INSERT INTO evidence_pending (kind, subject) VALUES (ended, NEW.id);
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% of % is evidence: corrections are new rows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$function$;

CREATE FUNCTION evidence_stays() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    RAISE EXCEPTION 'the chain of evidence is only added to'
        USING ERRCODE = 'integrity_constraint_violation';
END
$function$;
CREATE TRIGGER evidence_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_entry
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_stays();
"""
