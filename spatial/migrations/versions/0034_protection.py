"""Which cells of business data are hidden, so that nothing shown gives a small one away (R8.4)."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- One choice of what is hidden of a subject (an indicator with its parts, or the counts of
        -- records of a dataset). Version 1 speaks of all figures known up to known_until, each
        -- later one of those learned since the one before. members: the indicators of the subject.
        -- minimum_cell: k. first_version: the one from which on choices stand on each other: a new
        -- k, or other members, begin anew. lot: secret; decides which cells are hidden by lot.
        -- cells, small: of the years in which something changed, how many, and how many under k.
        CREATE TABLE protection (
            subject text NOT NULL,
            version integer NOT NULL CHECK (version > 0),
            known_until timestamptz NOT NULL,
            members text[] NOT NULL,
            minimum_cell integer NOT NULL CHECK (minimum_cell > 0),
            first_version integer NOT NULL CHECK (first_version > 0),
            lot uuid NOT NULL,
            cells integer NOT NULL,
            small integer NOT NULL,
            made_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (subject, version)
        );

        -- Hidden cells of which the sums by row and by column are public; of a closed patch
        -- nothing is. versions: of the protection in which it stands. once_open: whether an
        -- earlier version showed sums of its cells.
        CREATE TABLE protection_patch (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            subject text NOT NULL,
            versions int4range NOT NULL CHECK (NOT isempty(versions)),
            closed boolean NOT NULL,
            once_open boolean NOT NULL DEFAULT false
        );
        CREATE INDEX protection_patch_subject ON protection_patch (subject);

        -- part: of the whole, '' for what no part has, or where there are no parts. within: the
        -- code and those divisions around it of which some cells of the patch are not part: all
        -- others hold it whole. row_label: 0 for the cover.
        CREATE TABLE protection_cell (
            patch_id bigint NOT NULL REFERENCES protection_patch ON DELETE CASCADE,
            division_code text NOT NULL,
            starts date NOT NULL,
            part text NOT NULL,
            row_label integer NOT NULL,
            column_label integer NOT NULL,
            within text[] NOT NULL,
            PRIMARY KEY (patch_id, division_code, starts, part)
        );

        -- Which patches a figure of a division in a period touches: `within` of their cells.
        CREATE TABLE protection_touch (
            subject text NOT NULL,
            code text NOT NULL,
            starts date NOT NULL,
            patch_id bigint NOT NULL REFERENCES protection_patch ON DELETE CASCADE,
            PRIMARY KEY (subject, code, starts, patch_id)
        );
        """
    )
