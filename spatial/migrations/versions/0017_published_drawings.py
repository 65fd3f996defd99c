"""Generalised shapes of tables that are published as layers."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- feature: the key of a row of the layer's table, as one text. version: the transaction
        -- that wrote the row (its xmin): a row that was written since is not drawn from here.
        -- band: for zooms up to this one of Web Mercator, from the band before. shape: in the
        -- coordinates of the table; NULL where generalising saves next to nothing.
        CREATE TABLE published_drawing (
            layer text NOT NULL,
            band smallint NOT NULL,
            feature text NOT NULL,
            version bigint NOT NULL,
            shape geometry,
            PRIMARY KEY (layer, band, feature)
        );
        """
    )
