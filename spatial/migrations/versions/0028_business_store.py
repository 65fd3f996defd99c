"""One generic store of the business lines: declared datasets, figures and records with history."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(_DATASETS)
    op.execute(_FIGURES)
    op.execute(_RECORDS)
    op.execute(_FACILITIES)


_DATASETS = """
-- What a dataset holds. declaration: the whole of it, as spatial.business.declarations writes it;
-- version: of the declaration, from 1. grade: of its single records. minimum_cell: the least count
-- that is shown. retention_months: how long single records are kept, NULL for ever. What was
-- declared by a datasets.toml of an older release has indicators only, and an empty declaration.
-- declared_by: by whom; empty for an older release.
ALTER TABLE dataset
    ALTER COLUMN run_id DROP NOT NULL,
    ADD COLUMN holds text[] NOT NULL DEFAULT '{indicators}'
        CHECK (holds <@ ARRAY['facilities', 'cases', 'areas', 'indicators'] AND holds <> '{}'),
    ADD COLUMN declaration jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD COLUMN grade text NOT NULL DEFAULT 'internal'
        CHECK (grade IN ('open', 'internal', 'personal', 'sensitive')),
    ADD COLUMN minimum_cell integer NOT NULL DEFAULT 0 CHECK (minimum_cell >= 0),
    ADD COLUMN retention_months integer CHECK (retention_months > 0),
    ADD COLUMN declared_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN declared_by text NOT NULL DEFAULT '';

-- Declarations as they were before they were replaced.
CREATE TABLE dataset_declaration (
    dataset_id text NOT NULL REFERENCES dataset,
    version integer NOT NULL CHECK (version > 0),
    declaration jsonb NOT NULL,
    declared_at timestamptz NOT NULL,
    declared_by text NOT NULL,
    PRIMARY KEY (dataset_id, version)
);

-- What went because its time was over: how many single records of a dataset, of which days. Nothing
-- else is left of them.
CREATE TABLE record_expiry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dataset_id text NOT NULL REFERENCES dataset,
    expired_at timestamptz NOT NULL DEFAULT now(),
    before date NOT NULL,
    records bigint NOT NULL CHECK (records > 0),
    first_day date NOT NULL,
    last_day date NOT NULL
);
CREATE INDEX record_expiry_dataset ON record_expiry (dataset_id, expired_at);

-- period: of which length its values are. nature: how values go over to other divisions:
-- extensive (counts, sums), intensive (densities, means), rate (made anew from numerator and
-- denominator), other (medians, indices: to no other division at all); NULL where nobody declared
-- it. factor: of a rate, what the quotient is multiplied with (100 for per cent). weight: the
-- indicator with which an intensive one is averaged, NULL for the area. signed: values may be
-- negative.
ALTER TABLE indicator
    ALTER COLUMN run_id DROP NOT NULL,
    ADD COLUMN period text NOT NULL DEFAULT 'month'
        CHECK (period IN ('day', 'week', 'month', 'quarter', 'half_year', 'year')),
    ADD COLUMN nature text CHECK (nature IN ('extensive', 'intensive', 'rate', 'other')),
    ADD COLUMN factor numeric NOT NULL DEFAULT 1 CHECK (factor > 0),
    ADD COLUMN weight text,
    ADD COLUMN signed boolean NOT NULL DEFAULT false,
    ADD CHECK (nature <> 'rate' OR numerator IS NOT NULL),
    ADD CHECK (nature <> 'extensive' OR additive_space);
UPDATE indicator SET nature = CASE
    WHEN numerator IS NOT NULL THEN 'rate' WHEN additive_space THEN 'extensive' END;
"""

_FIGURES = """
-- A figure of a division in a period [starts, ends). What was corrected keeps its row, with an end
-- of what was known. division_code: as reported, of scheme mca. push_id: of the push that brought
-- it, where no run did.
ALTER TABLE observation RENAME COLUMN month TO starts;
ALTER TABLE observation
    DROP CONSTRAINT observation_month_check,
    DROP CONSTRAINT observation_value_check,
    DROP CONSTRAINT observation_pkey,
    ALTER COLUMN run_id DROP NOT NULL,
    ADD COLUMN push_id bigint,
    ADD COLUMN ends date,
    ADD COLUMN known_from timestamptz,
    ADD COLUMN known_until timestamptz NOT NULL DEFAULT 'infinity';
UPDATE observation SET
    ends = (starts + interval '1 month')::date,
    known_from = (SELECT finished_at FROM ingest_run WHERE ingest_run.id = observation.run_id);
ALTER TABLE observation
    ALTER COLUMN ends SET NOT NULL,
    ALTER COLUMN known_from SET NOT NULL,
    ALTER COLUMN known_from SET DEFAULT now(),
    ADD CHECK (starts < ends),
    ADD CHECK (known_from < known_until),
    ADD CHECK (value > '-infinity' AND value < 'infinity'),
    ADD PRIMARY KEY (indicator_id, division_code, starts, known_from);
DROP INDEX observation_month;
CREATE UNIQUE INDEX observation_now ON observation (indicator_id, division_code, starts)
    INCLUDE (ends, value) WHERE known_until = 'infinity';
CREATE INDEX observation_period ON observation (indicator_id, starts);
-- The latest change of what is known of an indicator: the cut-off of its data.
CREATE INDEX observation_known ON observation (indicator_id, known_from);
CREATE INDEX observation_corrected ON observation (indicator_id, known_until)
    WHERE known_until < 'infinity';
"""

_RECORDS = """
-- A single record: a facility or an area as it stood through `valid`, or a case that happened on
-- `day`. key: of the owner, one of the dataset. geom: a point, or a polygon; NULL where only
-- the division is told. division_code: the most detailed division of scheme mca in which it was
-- found on its day (`day`, or the first of `valid`); division_by: by what. told: what the source
-- says of its place, as it came. attributes: the declared fields, typed by the declaration. What
-- was corrected or taken back keeps its row, with an end of what was known.
CREATE TABLE record (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dataset_id text NOT NULL REFERENCES dataset,
    holds text NOT NULL CHECK (holds IN ('facilities', 'cases', 'areas')),
    key text NOT NULL CHECK (key <> ''),
    day date,
    at timestamptz,
    valid daterange,
    geom geometry(Geometry, 4490),
    division_code text,
    division_by text CHECK (division_by IN ('code', 'name', 'point')),
    told jsonb NOT NULL DEFAULT '{}',
    attributes jsonb NOT NULL DEFAULT '{}',
    known_from timestamptz NOT NULL DEFAULT now(),
    known_until timestamptz NOT NULL DEFAULT 'infinity',
    run_id bigint REFERENCES ingest_run,
    push_id bigint,
    CHECK (known_from < known_until),
    CHECK ((holds = 'cases') = (day IS NOT NULL)),
    CHECK ((holds = 'cases') = (valid IS NULL)),
    CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    CHECK ((division_code IS NULL) = (division_by IS NULL)),
    CHECK (geom IS NOT NULL OR division_code IS NOT NULL)
);
CREATE UNIQUE INDEX record_case_now ON record (dataset_id, key)
    WHERE holds = 'cases' AND known_until = 'infinity';
ALTER TABLE record ADD CONSTRAINT record_version_once
    EXCLUDE USING gist (dataset_id WITH =, key WITH =, valid WITH &&)
    WHERE (holds <> 'cases' AND known_until = 'infinity');
CREATE INDEX record_key ON record (dataset_id, key);
CREATE INDEX record_day ON record (dataset_id, day) WHERE holds = 'cases';
CREATE INDEX record_known ON record (dataset_id, known_from);
CREATE INDEX record_corrected ON record (dataset_id, known_until) WHERE known_until < 'infinity';
CREATE INDEX record_geom ON record USING gist (geom) WHERE holds <> 'cases';
-- Nearest of a dataset on a day: the two conditions first, then the order by distance.
CREATE INDEX record_nearest ON record USING gist (dataset_id, valid, geography(geom))
    WHERE holds = 'facilities' AND known_until = 'infinity';
CREATE INDEX record_opening ON record (dataset_id, lower(valid)) WHERE holds = 'facilities';
CREATE INDEX record_closing ON record (dataset_id, upper(valid)) WHERE holds = 'facilities';
"""

_FACILITIES = """
-- Facilities become records of datasets that bear the names of their kinds.
INSERT INTO dataset (id, title, line, owner, holds, grade)
SELECT kind.id, kind.title, CASE kind.id WHEN 'rescue_station' THEN '流浪乞讨救助' ELSE '养老' END,
    '未申报', '{facilities}', 'open'
FROM facility_kind AS kind
WHERE EXISTS (SELECT FROM facility WHERE facility.kind = kind.id)
ON CONFLICT (id) DO NOTHING;
INSERT INTO record (dataset_id, holds, key, valid, geom, attributes, known_from, run_id)
SELECT facility.kind, 'facilities', facility.id, facility.valid, facility.geom,
    jsonb_strip_nulls(jsonb_build_object(
        'name', facility.name, 'address', facility.address, 'beds', facility.beds)),
    run.finished_at, facility.run_id
FROM facility JOIN ingest_run AS run ON run.id = facility.run_id;
DROP TABLE facility;
DROP TABLE facility_kind;
"""
