"""Indexes by which features are read in the order of their keys, and by what they were known."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- Pages of a level in the order of ids, at any depth. One index for each level: of one over
        -- (level, id) the planner thinks that its rows lie all over the table, and reads those of
        -- all levels by the primary key instead.
        CREATE INDEX division_area_province ON division_area (id) WHERE level = 'province';
        CREATE INDEX division_area_prefecture ON division_area (id) WHERE level = 'prefecture';
        CREATE INDEX division_area_county ON division_area (id) WHERE level = 'county';
        CREATE INDEX division_area_township ON division_area (id) WHERE level = 'township';
        CREATE INDEX division_area_village ON division_area (id) WHERE level = 'village';
        CREATE INDEX division_area_code ON division_area (level, code);
        -- When areas of a level were last learned or taken back: an end of each.
        CREATE INDEX division_area_known ON division_area (level, lower(known));
        CREATE INDEX division_area_corrected ON division_area (level, upper(known));

        CREATE INDEX place_name_known ON place_name (lower(known));
        CREATE INDEX place_name_corrected ON place_name (upper(known));
        CREATE INDEX place_record_known ON place_record (lower(known));
        CREATE INDEX place_record_corrected ON place_record (upper(known));

        -- Records of a dataset in the order of their keys: versions of one after the other.
        CREATE INDEX record_feature ON record (dataset_id, key, lower(valid));
        -- Records of a dataset in a box; record_geom holds no cases.
        CREATE INDEX record_case_geom ON record USING gist (geom) WHERE holds = 'cases';
        """
    )
