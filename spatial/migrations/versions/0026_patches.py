"""Suspected patches (疑似图斑): where they came from, the divisions of the day, and their steps."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(_PATCHES)
    op.execute(_STEPS)
    for table in ("patch_source", "patch", "patch_division", "patch_step"):
        op.execute(_guard(table))


def _guard(table: str) -> str:
    kind = table.replace("_", "-")
    return f"""
        CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION evidence_guard('{kind}', '');
        CREATE TRIGGER evidence_note AFTER INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION evidence_guard('{kind}', '');
        CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION evidence_stays();
    """


_PATCHES = """
-- What patches were found in. digest: of the file as it came, or of the parameters of a difference:
-- the same source counts once. details: of an upload the name of the file, its layer, its system of
-- coordinates and what was refused; of a difference all parameters, both images, the limits and the
-- share that could be compared.
CREATE TABLE patch_source (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('upload', 'difference')),
    digest bytea NOT NULL CHECK (length(digest) = 32),
    details jsonb NOT NULL,
    office text NOT NULL,
    person text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kind, digest)
);

-- A place where something may have changed unlawfully. number: of the record in its source, from
-- 1. kind: a free term (散埋乱葬, 公墓扩建 ...). found_on: the day in Beijing on which it is to be
-- seen, of the later image, or as the sender says; its divisions are those of that day. area_m2:
-- geodesic. notes: what was repaired. attributes: as the source has them.
CREATE TABLE patch (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id bigint NOT NULL REFERENCES patch_source,
    number integer NOT NULL CHECK (number > 0),
    kind text NOT NULL,
    found_on date NOT NULL,
    area_m2 double precision NOT NULL CHECK (area_m2 > 0),
    notes text[] NOT NULL,
    attributes jsonb NOT NULL,
    geom geometry(MultiPolygon, 4490) NOT NULL CHECK (NOT ST_IsEmpty(geom)),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (source_id, number)
);
CREATE INDEX patch_geom ON patch USING gist (geom);
CREATE INDEX patch_found_on ON patch (found_on);

-- The divisions of the day of finding in which a patch lies. version: of `division`, without a
-- foreign key: the registry may learn better and the link stays what it was. share: of the patch's
-- area, geodesic.
CREATE TABLE patch_division (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    patch_id bigint NOT NULL REFERENCES patch,
    level text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    version bigint,
    identity text,
    grade text,
    share double precision NOT NULL CHECK (share > 0 AND share <= 1),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (patch_id, level, code)
);
CREATE INDEX patch_division_code ON patch_division (code text_pattern_ops);
"""

_STEPS = """
-- Which state may follow which; patch_step obeys. Spelled again in states.py, and compared there.
CREATE TABLE patch_state_rule (
    before text NOT NULL,
    after text NOT NULL,
    PRIMARY KEY (before, after)
);
INSERT INTO patch_state_rule VALUES
    ('found', 'assigned'),
    ('assigned', 'assigned'), ('assigned', 'checked'),
    ('checked', 'assigned'), ('checked', 'confirmed'), ('checked', 'dismissed'),
    ('confirmed', 'rechecked'),
    ('dismissed', 'rechecked'),
    ('rechecked', 'confirmed'), ('rechecked', 'dismissed');

-- What happened to a patch: only added to. number: 1 is `found`. at: when it happened. assignee:
-- who checks, of an office; due: until the end of that day in Beijing. device_id, photo, geom
-- (where the checker stood) and judged (what photo, place and track say to each other): of a check.
CREATE TABLE patch_step (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    patch_id bigint NOT NULL REFERENCES patch,
    number integer NOT NULL CHECK (number > 0),
    before text CHECK ((before IS NULL) = (number = 1)),
    state text NOT NULL,
    at timestamptz NOT NULL,
    office text NOT NULL,
    person text NOT NULL,
    note text,
    assignee_office text,
    assignee text,
    due date,
    device_id integer REFERENCES device,
    photo bytea REFERENCES deposited_file (sha256),
    geom geometry(Point, 4490),
    judged jsonb,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (patch_id, number),
    FOREIGN KEY (before, state) REFERENCES patch_state_rule (before, after),
    CHECK (number > 1 OR state = 'found'),
    CHECK (state <> 'assigned' OR num_nulls(assignee_office, assignee, due) = 0),
    CHECK (state NOT IN ('checked', 'rechecked') OR num_nulls(photo, geom, judged) = 0),
    CHECK (state NOT IN ('confirmed', 'dismissed') OR note IS NOT NULL)
);

-- The state in which a patch stands, derived from its last step by the trigger alone.
CREATE TABLE patch_standing (
    patch_id bigint PRIMARY KEY REFERENCES patch ON DELETE CASCADE,
    steps integer NOT NULL,
    state text NOT NULL,
    since timestamptz NOT NULL,
    assignee_office text,
    assignee text,
    due date
);
CREATE INDEX patch_standing_state ON patch_standing (state);
CREATE INDEX patch_standing_due ON patch_standing (due) WHERE state = 'assigned';

CREATE FUNCTION patch_stands() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF NEW.number = 1 THEN
        INSERT INTO patch_standing (patch_id, steps, state, since)
        VALUES (NEW.patch_id, 1, NEW.state, NEW.at);
        RETURN NEW;
    END IF;
    UPDATE patch_standing SET steps = NEW.number, state = NEW.state, since = NEW.at,
        assignee_office = coalesce(NEW.assignee_office, assignee_office),
        assignee = coalesce(NEW.assignee, assignee), due = coalesce(NEW.due, due)
    WHERE patch_id = NEW.patch_id AND state = NEW.before AND steps = NEW.number - 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'step % of patch % does not follow its last one', NEW.number, NEW.patch_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$function$;
CREATE TRIGGER patch_stands AFTER INSERT ON patch_step
    FOR EACH ROW EXECUTE FUNCTION patch_stands();
"""
