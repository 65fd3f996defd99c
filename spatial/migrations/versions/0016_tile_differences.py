"""Large tiles of former days are kept as what is other than in the tile of today."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- base_id: the body in whose terms this one is told; `body` is then a zstd frame of the
        -- unpacked tile, with the unpacked tile of the base as its dictionary (RFC 8878). A base
        -- is whole itself. packed: whether the tile is gzip as it is sent, in either case.
        ALTER TABLE tile_body ADD COLUMN base_id bigint REFERENCES tile_body;
        CREATE INDEX tile_body_base ON tile_body (base_id) WHERE base_id IS NOT NULL;
        """
    )
