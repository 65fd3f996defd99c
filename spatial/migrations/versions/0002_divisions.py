"""Divisions with their lists and shapes, boundary lines and markers."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- The days whose end a published list describes; the first and last bound the record.
        CREATE TABLE division_list (
            list_date date PRIMARY KEY
        );

        -- One row per version: code, name, level and parent that held through `valid`.
        CREATE TABLE division (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            scheme text NOT NULL DEFAULT 'mca',
            code text NOT NULL CHECK (code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'),
            name text NOT NULL CHECK (name <> ''),
            level text NOT NULL
                CHECK (level IN ('province', 'prefecture', 'county', 'township', 'village')),
            parent_code text,
            valid daterange NOT NULL CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
            run_id bigint NOT NULL REFERENCES ingest_run,
            EXCLUDE USING gist (scheme WITH =, code WITH =, valid WITH &&)
        );
        CREATE INDEX division_level_code ON division (level, code);
        CREATE INDEX division_parent ON division (parent_code, code);

        -- What became of a version. whole: all of it became part of that one successor.
        CREATE TABLE division_succession (
            division_id bigint NOT NULL REFERENCES division ON DELETE CASCADE,
            successor_code text NOT NULL,
            list_year integer NOT NULL,
            whole boolean NOT NULL,
            PRIMARY KEY (division_id, successor_code, list_year)
        );
        CREATE INDEX division_succession_successor
            ON division_succession (successor_code, list_year);

        -- A set of polygons drawn for some day; `base` ones give the atoms, `second` ones cuts.
        CREATE TABLE shape_vintage (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text NOT NULL UNIQUE,
            level text NOT NULL
                CHECK (level IN ('province', 'prefecture', 'county', 'township', 'village')),
            drawn_as_of date NOT NULL,
            source_crs text NOT NULL,
            role text NOT NULL CHECK (role IN ('base', 'second')),
            run_id bigint NOT NULL REFERENCES ingest_run
        );

        -- Atoms come from one vintage only.
        CREATE UNIQUE INDEX shape_vintage_base ON shape_vintage (level) WHERE role = 'base';

        -- Shapes as they came, in CGCS2000; unpublished ones are never shown as divisions.
        CREATE TABLE division_shape (
            vintage_id bigint NOT NULL REFERENCES shape_vintage ON DELETE CASCADE,
            code text NOT NULL,
            name text NOT NULL,
            published boolean NOT NULL,
            remark text,
            geom geometry(MultiPolygon, 4490) NOT NULL,
            PRIMARY KEY (vintage_id, code)
        );
        CREATE INDEX division_shape_geom ON division_shape USING gist (geom);

        -- What is drawn and answered: at every day the rows of a level are a full coverage.
        CREATE TABLE division_area (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            level text NOT NULL
                CHECK (level IN ('province', 'prefecture', 'county', 'township', 'village')),
            division_id bigint REFERENCES division,
            code text NOT NULL,
            name text NOT NULL,
            parent_code text,
            valid daterange NOT NULL CHECK (NOT isempty(valid)),
            grade text NOT NULL CHECK (
                grade IN ('held', 'derived', 'approximate', 'cut', 'unknown', 'no_data')),
            flag text CHECK (
                flag IN ('no_lower_levels', 'no_prefecture', 'no_data', 'no_geometry',
                         'doubly_covered')),
            note text,
            geom geometry(MultiPolygon, 4490) NOT NULL,
            label_point geometry(Point, 4490) NOT NULL
        );
        CREATE INDEX division_area_level_valid ON division_area USING gist (level, valid);
        CREATE INDEX division_area_valid_geom ON division_area USING gist (valid, geom);
        CREATE INDEX division_area_label ON division_area USING gist (label_point);
        CREATE INDEX division_area_division ON division_area (division_id);

        -- The units among which nobody knows the limits inside an area of flag no_geometry.
        CREATE TABLE division_area_candidate (
            area_id bigint NOT NULL REFERENCES division_area ON DELETE CASCADE,
            division_id bigint NOT NULL REFERENCES division,
            PRIMARY KEY (area_id, division_id)
        );
        CREATE INDEX division_area_candidate_division ON division_area_candidate (division_id);

        -- Generalised copies; `band` is the smallest zoom that a copy serves.
        CREATE TABLE division_area_drawing (
            area_id bigint NOT NULL REFERENCES division_area ON DELETE CASCADE,
            band smallint NOT NULL CHECK (band IN (0, 3, 5, 7, 9, 11)),
            geom geometry(MultiPolygon, 3857) NOT NULL,
            PRIMARY KEY (area_id, band)
        );
        CREATE INDEX division_area_drawing_band_geom
            ON division_area_drawing USING gist (band, geom);

        CREATE TABLE boundary_line (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            kind text NOT NULL CHECK (
                kind IN ('national', 'province', 'sar', 'dashed_line', 'undetermined',
                         'prefecture', 'county')),
            name text NOT NULL,
            valid daterange NOT NULL CHECK (NOT isempty(valid)),
            run_id bigint NOT NULL REFERENCES ingest_run,
            geom geometry(MultiLineString, 4490) NOT NULL
        );
        CREATE INDEX boundary_line_geom ON boundary_line USING gist (geom);

        CREATE TABLE boundary_line_drawing (
            line_id bigint NOT NULL REFERENCES boundary_line ON DELETE CASCADE,
            band smallint NOT NULL CHECK (band IN (0, 3, 5, 7, 9, 11)),
            geom geometry(MultiLineString, 3857) NOT NULL,
            PRIMARY KEY (line_id, band)
        );
        CREATE INDEX boundary_line_drawing_band_geom
            ON boundary_line_drawing USING gist (band, geom);

        CREATE TABLE boundary_marker (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            number text NOT NULL CHECK (number <> ''),
            line_name text NOT NULL,
            valid daterange NOT NULL CHECK (NOT isempty(valid)),
            state text NOT NULL,
            run_id bigint NOT NULL REFERENCES ingest_run,
            geom geometry(Point, 4490) NOT NULL,
            EXCLUDE USING gist (line_name WITH =, number WITH =, valid WITH &&)
        );
        CREATE INDEX boundary_marker_geom ON boundary_marker USING gist (geom);

        -- Every day on which the content of a layer changes; between two of them it is one edition.
        CREATE TABLE layer_edition (
            layer text NOT NULL,
            starts date NOT NULL,
            PRIMARY KEY (layer, starts)
        );

        -- From which loaded runs the areas, drawings and editions were derived.
        CREATE TABLE division_build (
            only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
            fingerprint text NOT NULL,
            built_at timestamptz NOT NULL
        );
        """
    )
