"""Which data folder the database was filled from, so that a second start loads nothing."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- digest: of names, sizes and times of the folder's files, or of the sample's generator.
        -- finished: false while the load is under way, and after one that was cut off.
        CREATE TABLE loaded_folder (
            only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
            digest text NOT NULL,
            finished boolean NOT NULL
        );
        """
    )
