"""Datasets, indicators and facilities of the business lines."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- What one owner of a business line reports together.
        CREATE TABLE dataset (
            id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9_]*$'),
            title text NOT NULL CHECK (title <> ''),
            line text NOT NULL CHECK (line <> ''),
            owner text NOT NULL CHECK (owner <> ''),
            run_id bigint NOT NULL REFERENCES ingest_run
        );

        -- What a number means (R8.2): without it no value is stored.
        CREATE TABLE indicator (
            id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9_]*$'),
            dataset_id text NOT NULL REFERENCES dataset,
            title text NOT NULL CHECK (title <> ''),
            unit text NOT NULL CHECK (unit <> ''),
            kind text NOT NULL CHECK (kind IN ('stock', 'flow', 'year_to_date')),
            additive_space boolean NOT NULL,
            additive_time boolean NOT NULL,
            numerator text,
            denominator text,
            grade text NOT NULL CHECK (grade IN ('open', 'internal', 'personal', 'sensitive')),
            minimum_cell integer NOT NULL CHECK (minimum_cell >= 0),
            run_id bigint NOT NULL REFERENCES ingest_run,
            -- Stocks and cumulative figures of several months add up to nothing.
            CHECK (kind = 'flow' OR NOT additive_time),
            CHECK ((numerator IS NULL) = (denominator IS NULL))
        );
        CREATE INDEX indicator_dataset ON indicator (dataset_id, id);

        -- month: its first day. division_code: as reported, of scheme mca.
        CREATE TABLE observation (
            indicator_id text NOT NULL REFERENCES indicator,
            division_code text NOT NULL,
            month date NOT NULL CHECK (extract(day FROM month) = 1),
            value numeric NOT NULL CHECK (value >= 0 AND value < 'infinity'),
            run_id bigint NOT NULL REFERENCES ingest_run,
            PRIMARY KEY (indicator_id, division_code, month)
        );
        CREATE INDEX observation_month ON observation (indicator_id, month);

        CREATE TABLE facility_kind (
            id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9_]*$'),
            title text NOT NULL
        );
        INSERT INTO facility_kind (id, title) VALUES
            ('care_institution', '养老机构'),
            ('day_care', '日间照料中心'),
            ('rescue_station', '救助管理站');

        -- One row per version of a facility.
        CREATE TABLE facility (
            id text NOT NULL CHECK (id <> ''),
            name text NOT NULL CHECK (name <> ''),
            kind text NOT NULL REFERENCES facility_kind,
            address text,
            beds integer CHECK (beds >= 0),
            valid daterange NOT NULL CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
            geom geometry(Point, 4490) NOT NULL,
            run_id bigint NOT NULL REFERENCES ingest_run,
            EXCLUDE USING gist (id WITH =, valid WITH &&)
        );
        CREATE INDEX facility_geom ON facility USING gist (geom);
        -- Nearest of a kind on a day: the two conditions first, then the order by distance.
        CREATE INDEX facility_nearest ON facility USING gist (kind, valid, geography(geom));
        -- First and last day of which the register of a kind speaks.
        CREATE INDEX facility_opening ON facility (kind, lower(valid));
        CREATE INDEX facility_closing ON facility (kind, upper(valid));
        """
    )
