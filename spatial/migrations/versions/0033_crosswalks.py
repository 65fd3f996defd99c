"""Weights from the divisions of one day to those of another, as they were computed or brought."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- A version of weights (R10.6): id is a digest of all that it says, so that it is never
        -- changed. from_day, to_day: they run from the divisions of the one to those of the other,
        -- and say nothing of the way back. density: the indicator by which divided units were
        -- shared out, NULL for the area. origin: computed here, or imported; source: of whom.
        CREATE TABLE crosswalk (
            id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
            scheme text NOT NULL REFERENCES division_scheme,
            basis text NOT NULL CHECK (basis IN ('list', 'announced', 'approved')),
            level text NOT NULL,
            from_day date NOT NULL,
            to_day date NOT NULL,
            density text,
            origin text NOT NULL CHECK (origin IN ('computed', 'imported')),
            source text,
            kept_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX crosswalk_days ON crosswalk (scheme, level, from_day, to_day);

        -- target_code NULL: nowhere that is known. reason: why the weights of the source sum to
        -- less than 1, or why this one is 0. error: by how much it may be wrong at most.
        CREATE TABLE crosswalk_weight (
            crosswalk_id text NOT NULL REFERENCES crosswalk ON DELETE CASCADE,
            place integer NOT NULL,
            source_code text NOT NULL,
            source_identity text NOT NULL,
            source_name text NOT NULL,
            target_code text,
            target_identity text,
            target_name text,
            weight double precision NOT NULL CHECK (weight >= 0 AND weight <= 1),
            method text NOT NULL,
            exact boolean NOT NULL,
            reason text,
            error double precision,
            PRIMARY KEY (crosswalk_id, place),
            CHECK (target_code IS NOT NULL OR weight = 0)
        );
        """
    )
