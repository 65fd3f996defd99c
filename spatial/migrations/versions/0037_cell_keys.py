"""Secret keys of datasets, by which counts of single records are perturbed."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        SELECT 1
        """
    )
