"""The queue of long questions, and their results."""

from pathlib import Path

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

QUEUE = Path(__file__).with_name("0036_procrastinate.sql")
"""The schema that procrastinate 3.10 ships: kept here, so that an upgrade of the library does not
change what this migration does. A later schema of the library is a later migration."""


def upgrade() -> None:
    # By the driver itself: the text holds % and : that are no parameters.
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(QUEUE.read_text(encoding="utf-8"))
    op.execute(
        """
        -- A long question, from its acceptance on. Its place in the queue is a row of
        -- procrastinate_jobs with the id among its arguments.
        -- inputs: as they were understood, empty once a job of a closed grade is over. wishes:
        -- which outputs are wanted and how. attempts: how often somebody began; only the last
        -- beginner may go on. failure: of a failed one, members of a problem document. answer: id
        -- of the answer of an operator (table answer). expires_at: end of its results, which go
        -- then.
        CREATE TABLE job (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            queue_id bigint,
            process text NOT NULL,
            inputs jsonb NOT NULL,
            wishes jsonb NOT NULL,
            grade text NOT NULL CHECK (grade IN ('open', 'internal', 'personal', 'sensitive')),
            status text NOT NULL DEFAULT 'accepted' CHECK (
                status IN ('accepted', 'running', 'successful', 'failed', 'dismissed')
            ),
            progress smallint NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
            message text,
            failure jsonb CHECK ((failure IS NOT NULL) = (status = 'failed')),
            answer text,
            attempts smallint NOT NULL DEFAULT 0,
            created_at timestamptz NOT NULL DEFAULT now(),
            started_at timestamptz,
            updated_at timestamptz NOT NULL DEFAULT now(),
            finished_at timestamptz,
            expires_at timestamptz,
            CHECK ((finished_at IS NULL) = (status IN ('accepted', 'running'))),
            CHECK ((expires_at IS NULL) = (finished_at IS NULL))
        );
        CREATE INDEX job_newest ON job (created_at DESC, id DESC);
        CREATE INDEX job_expires ON job (expires_at);

        -- What a job was given as a file (side input), and what it made (output): of any size, in
        -- parts of some megabytes.
        CREATE TABLE job_content (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            job_id uuid NOT NULL REFERENCES job ON DELETE CASCADE,
            side text NOT NULL CHECK (side IN ('input', 'output')),
            name text NOT NULL,
            media_type text NOT NULL,
            size bigint NOT NULL CHECK (size >= 0),
            UNIQUE (job_id, side, name)
        );
        CREATE TABLE job_part (
            content_id bigint NOT NULL REFERENCES job_content ON DELETE CASCADE,
            number integer NOT NULL,
            bytes bytea NOT NULL,
            PRIMARY KEY (content_id, number)
        );
        -- Most of it is compressed already.
        ALTER TABLE job_part ALTER COLUMN bytes SET STORAGE EXTERNAL;
        """
    )
