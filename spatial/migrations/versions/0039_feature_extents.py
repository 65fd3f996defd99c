"""Where and when each collection of features has some, as it was reckoned."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- As it was reckoned at the last change of a collection (stamp). question: SHA-256 of what
        -- was reckoned. west … north: degrees, NULL where nothing has a place. starts, ends: NULL
        -- for open. Nothing is lost with a row: it is reckoned again.
        CREATE TABLE feature_extent (
            question text PRIMARY KEY,
            stamp timestamptz NOT NULL,
            west float8,
            south float8,
            east float8,
            north float8,
            starts timestamptz,
            ends timestamptz,
            empty boolean NOT NULL
        );
        """
    )
