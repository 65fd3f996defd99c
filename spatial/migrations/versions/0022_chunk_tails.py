"""What a chunk has beyond whole pieces of TOAST stays in its row."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(_SCHEMA)


_SCHEMA = """
-- PostgreSQL keeps what is large in pieces of 1,996 bytes, four to a page. An hour is somewhat more
-- than one piece: with a small piece beside it, no page held four, and a quarter was empty. A chunk
-- is body || tail; the body has whole pieces. Chunks written before have all in the body.
ALTER TABLE position_chunk ADD COLUMN IF NOT EXISTS tail bytea NOT NULL DEFAULT '';
ALTER TABLE position_chunk ALTER COLUMN tail SET STORAGE PLAIN;
"""
