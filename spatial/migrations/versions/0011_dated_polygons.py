"""Shapes that versions of a scheme bring with them: polygons dated by their own source."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- The shape of a version as its source draws it, in CGCS2000. A version has one at a time;
        -- one that a later file of the source corrects keeps its row.
        CREATE TABLE division_own_shape (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            division_id bigint NOT NULL REFERENCES division,
            run_id bigint NOT NULL REFERENCES ingest_run,
            source_crs text NOT NULL,
            geom geometry(MultiPolygon, 4490) NOT NULL
                CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom)),
            known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL)
                CHECK (NOT isempty(known) AND NOT lower_inf(known)),
            EXCLUDE USING gist (division_id WITH =, known WITH &&)
        );
        CREATE INDEX division_own_shape_geom ON division_own_shape USING gist (geom);
        """
    )
