"""Tiles that are built ahead, kept by content, and which tiles a build changed."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- Finished tiles, each once: days, layers and bases that look the same share one.
        -- digest: BLAKE2b of 16 bytes of the tile as it is unpacked, which is its ETag.
        -- packed: whether the body is gzip (a tile of a few bytes is kept as it is).
        CREATE TABLE tile_body (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            digest bytea NOT NULL UNIQUE,
            packed boolean NOT NULL,
            body bytea NOT NULL
        );
        ALTER TABLE tile_body ALTER COLUMN body SET STORAGE EXTERNAL;

        -- What each built tile shows from a day on, until the next of its rows. A tile that has any
        -- row has one that begins at -infinity; one without rows is not built, and is cut on
        -- demand. content: digest of what it is made of; body_id: NULL for an empty tile.
        CREATE TABLE tile_built (
            layer text NOT NULL,
            basis text NOT NULL CHECK (basis IN ('list', 'announced', 'approved')),
            srid integer NOT NULL CHECK (srid IN (3857, 4490)),
            z smallint NOT NULL,
            x integer NOT NULL,
            y integer NOT NULL,
            starts date NOT NULL,
            content bytea NOT NULL,
            body_id bigint REFERENCES tile_body,
            PRIMARY KEY (layer, basis, srid, z, x, y, starts)
        );
        CREATE INDEX tile_built_body ON tile_built (body_id);

        -- Which tiles a build changed: those of a zoom within columns and rows, on any day. Of
        -- zooms below the finest drawn one, the tiles that lie in those of that zoom.
        CREATE TABLE tile_change (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            changed_at timestamptz NOT NULL,
            layer text NOT NULL,
            srid integer NOT NULL,
            zoom smallint NOT NULL,
            x_from integer NOT NULL,
            x_to integer NOT NULL,
            y_from integer NOT NULL,
            y_to integer NOT NULL
        );
        """
    )
