"""What of the position history may go after a time, what must stay, and what went."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE position_log DROP CONSTRAINT position_log_what_check;
        -- enriched: fixes of which a copy told more. expired: how many went, and of what time.
        ALTER TABLE position_log ADD CONSTRAINT position_log_what_check
            CHECK (what IN ('enriched', 'expired'));

        -- What must stay because it is evidence, whatever the time for which its class is kept.
        CREATE TABLE position_hold (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            device_id integer NOT NULL REFERENCES device,
            during tstzrange NOT NULL CHECK (NOT isempty(during)),
            reason text NOT NULL CHECK (reason <> ''),
            placed_at timestamptz NOT NULL DEFAULT now(),
            lifted_at timestamptz CHECK (lifted_at >= placed_at)
        );
        CREATE INDEX position_hold_device ON position_hold (device_id) WHERE lifted_at IS NULL;
        """
    )
