"""Built tiles say how far they had to be thinned to stay within their size."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- coarser: by how many zooms the drawings are coarser than those of the tile's zoom.
        ALTER TABLE tile_body ADD COLUMN coarser smallint NOT NULL DEFAULT 0;
        """
    )
