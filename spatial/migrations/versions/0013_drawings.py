"""Drawings on the pixels of each zoom, of both grids, shared by all areas of one outline."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        DROP TABLE division_area_drawing;

        -- What the union of some atoms looks like. Areas of many names and days share one.
        -- atoms: digest of the ids of the atoms.
        CREATE TABLE division_outline (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            atoms bytea NOT NULL UNIQUE
        );
        -- Areas keep their ids and history; the next build makes the drawings of their outlines.
        -- outline_id: NULL where the area is not drawn.
        CREATE TEMPORARY TABLE area_atoms ON COMMIT DROP AS
            SELECT area_id, sha256(convert_to(
                string_agg(atom_id::text, ',' ORDER BY atom_id), 'UTF8')) AS atoms
            FROM division_area_atom GROUP BY area_id;
        INSERT INTO division_outline (atoms) SELECT DISTINCT atoms FROM area_atoms;
        DELETE FROM division_area WHERE id NOT IN (SELECT area_id FROM area_atoms);
        ALTER TABLE division_area
            DROP COLUMN drawn,
            ADD COLUMN outline_id bigint REFERENCES division_outline;
        UPDATE division_area AS area SET outline_id = outline.id
            FROM area_atoms JOIN division_outline AS outline USING (atoms)
            WHERE area.id = area_atoms.area_id;
        CREATE INDEX division_area_outline ON division_area (outline_id);
        DROP INDEX division_area_label;

        -- The outline as a zoom of a grid (by its SRID) draws it: generalised, on whole pixels of
        -- that zoom, x to the east and y to the south (spatial/tile_grids.py), so neighbours share
        -- every edge. shape: a point where the outline is too small for a polygon. label: where a
        -- name stands, in the shape. What is drawn otherwise later keeps its row, with an end of
        -- `known`.
        CREATE TABLE division_drawing (
            outline_id bigint NOT NULL REFERENCES division_outline,
            srid integer NOT NULL CHECK (srid IN (3857, 4490)),
            zoom smallint NOT NULL,
            shape geometry NOT NULL CHECK (GeometryType(shape) IN ('MULTIPOLYGON', 'POINT')),
            label geometry(Point) NOT NULL,
            digest bytea NOT NULL,
            known tstzrange NOT NULL CHECK (NOT isempty(known) AND NOT lower_inf(known))
        );
        CREATE UNIQUE INDEX division_drawing_once
            ON division_drawing (outline_id, srid, zoom) WHERE upper_inf(known);
        CREATE INDEX division_drawing_where
            ON division_drawing USING gist (srid, zoom, shape);

        DROP TABLE boundary_line_drawing;
        CREATE TABLE boundary_line_drawing (
            line_id bigint NOT NULL REFERENCES boundary_line ON DELETE CASCADE,
            srid integer NOT NULL CHECK (srid IN (3857, 4490)),
            zoom smallint NOT NULL,
            shape geometry(MultiLineString) NOT NULL,
            PRIMARY KEY (line_id, srid, zoom)
        );
        CREATE INDEX boundary_line_drawing_where
            ON boundary_line_drawing USING gist (srid, zoom, shape);

        -- registry_from: which registry the areas were derived from; run_id: the last run of
        -- vintages, lines and markers. What is newer waits for its build.
        ALTER TABLE division_build
            ADD COLUMN registry_from timestamptz,
            ADD COLUMN run_id bigint;

        -- Of which atoms (a digest) the drawings of a level were made last.
        CREATE TABLE division_drawn_coverage (
            level text PRIMARY KEY,
            atoms text NOT NULL
        );
        """
    )
