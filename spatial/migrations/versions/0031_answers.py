"""Answers that were given, so that each can be asked again; results that are kept for a while.

And the indexes by which records are counted.
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- What an operator was asked and with whose knowledge it answered. id, digest: as
        -- spatial.business.answering makes them. question is json, not jsonb: numbers stay as they
        -- were written, and with them the id. The items are not here: they are made again.
        CREATE TABLE answer (
            id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
            operator text NOT NULL CHECK (operator <> ''),
            question json NOT NULL,
            divisions_known_at timestamptz,
            data_known_at timestamptz,
            weights text,
            digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
            given_at timestamptz NOT NULL DEFAULT now()
        );

        -- Results that took long, by the question and the state of all that they were made from:
        -- when that state is another one, nobody asks for the row any more. parts: as the operator
        -- wrote them.
        CREATE TABLE operator_result (
            key text PRIMARY KEY CHECK (key ~ '^[0-9a-f]{64}$'),
            parts json NOT NULL,
            made_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX operator_result_made ON operator_result (made_at);

        -- Counts of all cases of a span, read without the table; and the records that only the code
        -- of a division places, which are few among many.
        CREATE INDEX record_cases_known ON record (dataset_id, day)
            WHERE holds = 'cases' AND known_until = 'infinity';
        CREATE INDEX record_without_point ON record (dataset_id, day) WHERE geom IS NULL;
        """
    )
