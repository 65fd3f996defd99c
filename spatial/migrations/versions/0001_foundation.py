"""Extensions, what the database holds (fictional or real), and the log of ingest runs."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE EXTENSION IF NOT EXISTS postgis;
        CREATE EXTENSION IF NOT EXISTS btree_gist;
        CREATE EXTENSION IF NOT EXISTS pg_trgm;

        -- One row: fictional and real data never stand in one database.
        CREATE TABLE platform (
            only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
            content text NOT NULL CHECK (content IN ('fictional', 'real')),
            title text NOT NULL
        );

        CREATE TABLE ingest_run (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            kind text NOT NULL,
            source_name text NOT NULL,
            source_sha256 text NOT NULL,
            parameters jsonb NOT NULL DEFAULT '{}',
            status text NOT NULL CHECK (status IN ('loaded', 'unchanged', 'failed')),
            accepted bigint NOT NULL DEFAULT 0,
            repaired bigint NOT NULL DEFAULT 0,
            refused bigint NOT NULL DEFAULT 0,
            started_at timestamptz NOT NULL,
            finished_at timestamptz NOT NULL,
            same_as bigint REFERENCES ingest_run,
            failure text,
            CHECK ((status = 'unchanged') = (same_as IS NOT NULL)),
            CHECK ((status = 'failed') = (failure IS NOT NULL))
        );
        -- The same source is loaded once; a concurrent second load of it waits here and then fails.
        CREATE UNIQUE INDEX ingest_run_loaded ON ingest_run (kind, source_sha256, parameters)
            WHERE status = 'loaded';

        CREATE TABLE ingest_remark (
            run_id bigint NOT NULL REFERENCES ingest_run ON DELETE CASCADE,
            disposition text NOT NULL CHECK (disposition IN ('repaired', 'refused')),
            record text NOT NULL,
            reason text NOT NULL,
            raw jsonb
        );
        CREATE INDEX ON ingest_remark (run_id, disposition);
        """
    )
