"""In which atoms of the coverage the records of the business lines lie."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- Where a record with a place lies: its atom of each level. Atoms never move, so that
        -- counts by division of any date join atoms to areas (division_area_atom), and no polygon
        -- is asked.
        -- Atoms that are no longer current keep their rows: an answer asked again with the
        -- knowledge of then finds them. At every instant of system time a record has one atom of a
        -- level at most, also on a limit. day: of a case, NULL of others. known_from, known_until:
        -- of the record.
        CREATE TABLE record_place (
            record_id bigint NOT NULL REFERENCES record ON DELETE CASCADE,
            dataset_id text NOT NULL,
            level text NOT NULL,
            atom_id bigint NOT NULL,
            day date,
            known_from timestamptz NOT NULL,
            known_until timestamptz NOT NULL
        );
        -- For counts: read without the table itself.
        CREATE INDEX record_place_day ON record_place (dataset_id, level, day)
            INCLUDE (atom_id) WHERE known_until = 'infinity';
        CREATE INDEX record_place_record ON record_place (record_id);

        -- How far the records of a dataset are placed: those of greater ids are not yet, and atoms
        -- of greater ids have not been asked.
        CREATE TABLE record_placement (
            dataset_id text PRIMARY KEY REFERENCES dataset,
            records_through bigint NOT NULL,
            atoms_through bigint NOT NULL
        );

        -- What is no longer held for true of a record is not of its places either, whoever ends it.
        CREATE FUNCTION end_places() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE record_place AS p SET known_until = n.known_until
            FROM ended AS n
            WHERE p.record_id = n.id AND p.known_until <> n.known_until;
            RETURN NULL;
        END $$;
        CREATE TRIGGER record_places_end AFTER UPDATE ON record
            REFERENCING NEW TABLE AS ended FOR EACH STATEMENT EXECUTE FUNCTION end_places();
        """
    )
