"""Areas on three bases of time and in system time, and the atoms that they are unions of.

What an older release built has no atoms, so it is forgotten here and built anew.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        DELETE FROM division_area;
        DELETE FROM layer_edition;
        DELETE FROM division_build;

        -- The smallest places that areas are unions of: at every instant of system time those of a
        -- level are one coverage. digest: of what it is and where; an equal one is the same atom.
        -- code: of the polygon it comes from; name: as the source calls it.
        CREATE TABLE division_atom (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            level text NOT NULL
                CHECK (level IN ('province', 'prefecture', 'county', 'township', 'village')),
            code text NOT NULL,
            name text NOT NULL,
            geom geometry(MultiPolygon, 4490) NOT NULL,
            digest bytea,
            known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL)
                CHECK (NOT isempty(known) AND NOT lower_inf(known)),
            EXCLUDE USING gist (level WITH =, code WITH =, known WITH &&)
        );

        -- The same in small pieces, for the search of points and lines.
        CREATE TABLE division_atom_part (
            atom_id bigint NOT NULL REFERENCES division_atom ON DELETE CASCADE,
            geom geometry(Polygon, 4490) NOT NULL
        );
        CREATE INDEX division_atom_part_geom ON division_atom_part USING gist (geom);
        CREATE INDEX division_atom_part_atom ON division_atom_part (atom_id);

        -- valid: on the basis of lists; empty for an area that another basis only knows.
        -- content: digest of what the area says, its atoms and its days; an equal one is the same
        -- area. drawn: digest of its drawings. Areas that are no longer true keep their row, with
        -- an end of `known`, and lose their drawings.
        ALTER TABLE division_area
            DROP CONSTRAINT division_area_valid_check,
            ADD COLUMN valid_announced datemultirange NOT NULL DEFAULT '{}',
            ADD COLUMN valid_approved datemultirange NOT NULL DEFAULT '{}',
            ADD COLUMN known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL)
                CHECK (NOT isempty(known) AND NOT lower_inf(known)),
            ADD COLUMN content bytea,
            ADD COLUMN drawn bytea,
            ADD CHECK (NOT (isempty(valid) AND isempty(valid_announced)
                AND isempty(valid_approved)));
        CREATE INDEX division_area_announced_geom
            ON division_area USING gist (valid_announced, geom);
        CREATE INDEX division_area_approved_geom
            ON division_area USING gist (valid_approved, geom);
        DROP INDEX division_area_label;
        CREATE INDEX division_area_label ON division_area USING gist (label_point)
            WHERE upper_inf(known);
        CREATE UNIQUE INDEX division_area_content ON division_area (content)
            WHERE upper_inf(known);

        CREATE TABLE division_area_atom (
            area_id bigint NOT NULL REFERENCES division_area ON DELETE CASCADE,
            atom_id bigint NOT NULL REFERENCES division_atom,
            PRIMARY KEY (area_id, atom_id)
        );
        CREATE INDEX division_area_atom_atom ON division_area_atom (atom_id);
        """
    )
